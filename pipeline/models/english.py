"""Function words and other closed lists that a shallow reading of English needs."""

DETERMINERS = frozenset((
    "a", "all", "an", "another", "any", "both", "each", "every", "few", "her", "his", "its", "many", "my",
    "no", "one", "other", "our", "own", "same", "several", "some", "that", "the", "their", "these", "this",
    "those", "your",
))
NUMBERS = frozenset((
    "eight", "few", "five", "four", "hundred", "many", "nine", "seven", "several", "six", "ten", "thousand",
    "three", "twelve", "two",
))
LOCATIVE = frozenset((
    "above", "across", "against", "along", "amid", "among", "around", "at", "before", "behind", "below",
    "beneath", "beside", "between", "beyond", "by", "down", "from", "in", "inside", "into", "near", "of",
    "off", "on", "onto", "outside", "over", "past", "through", "to", "toward", "towards", "under", "up",
    "upon", "within",
))
OTHER_PREPOSITIONS = frozenset((
    "about", "after", "against", "as", "during", "for", "like", "since", "until", "wearing", "with",
    "without",
))
PREPOSITIONS = LOCATIVE | OTHER_PREPOSITIONS
AUXILIARIES = frozenset((
    "am", "are", "be", "been", "being", "can", "could", "did", "do", "does", "get", "gets", "got", "had",
    "has", "have", "is", "may", "might", "must", "shall", "should", "there", "was", "were", "will", "would",
))
CONJUNCTIONS = frozenset((
    "and", "because", "but", "if", "or", "so", "than", "then", "when", "where", "while",
))
PRONOUNS = {"he": "man", "him": "man", "himself": "man", "she": "woman", "herself": "woman"}
"""Pronoun -> who is drawn for it."""
SILENT = frozenset((
    "again", "alone", "also", "away", "back", "even", "ever", "here", "i", "it", "itself", "just", "me",
    "n't", "never", "not", "now", "only", "out", "quite", "so", "still", "them", "themselves", "there",
    "they", "together", "too", "us", "very", "we", "what", "which", "who", "whom", "whose", "you",
))
"""Words that say nothing of a picture."""
PARTITIVES = frozenset((
    "back", "bank", "bit", "bottom", "bough", "branch", "bunch", "chunk", "corner", "couple", "crowd",
    "cup", "drop", "edge", "end", "flock", "foot", "front", "glass", "group", "heap", "herd", "kind",
    "loaf", "lump", "middle", "morsel", "number", "pack", "pair", "piece", "pile", "scrap", "shore", "side",
    "slice", "sort", "top",
))
"""Nouns before "of" that only measure or bound what follows: a piece of cheese, the edge of the forest."""
GROUPS = frozenset(("bunch", "couple", "crowd", "flock", "group", "herd", "pack", "pair"))
"""Those of them that mean several subjects, of which one is drawn."""
BODY = frozenset((
    "arm", "arms", "beak", "beard", "braid", "braids", "cheek", "cheeks", "claw", "claws", "coat", "curl",
    "curls", "ear", "ears", "eye", "eyes", "face", "feather", "feathers", "feet", "foot", "fur", "hair",
    "hand", "hands", "head", "leg", "legs", "mane", "moustache", "mouth", "neck", "nose", "paw", "paws",
    "plait", "plaits", "scale", "scales", "shell", "skin", "tail", "teeth", "tooth", "whisker", "whiskers",
    "wing", "wings", "wool",
))
COVER = frozenset((
    "coat", "feather", "feathers", "fur", "mane", "scales", "shell", "skin", "wing", "wings", "wool",
))
"""Parts of an animal whose colour is the animal's."""
INTO = frozenset(("in", "into", "inside", "within", "at"))
"""Prepositions that put one inside a house."""
