"""What a noun says of who it names: person, animal, place or thing; gender and age where the word tells
them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from storyboard.story.lexicon.lexicon import load_lexicon
from storyboard.story.wordlists import words

NAMES = Path(__file__).parent / "names.tsv"

FEMALE = words("""
woman girl lady wife mother grandmother daughter granddaughter sister aunt niece widow queen princess
duchess countess
baroness empress witch maid maiden maidservant housemaid nurse governess mistress landlady hostess
heroine actress
waitress goddess nun abbess sorceress enchantress fairy stepmother stepdaughter stepsister godmother
bride bridesmaid
madam madame mademoiselle miss mrs ma'am mamma mama mummy mum granny grandma mermaid nymph lass lassie
damsel spinster
schoolgirl housewife midwife washerwoman milkmaid shepherdess heiress empress priestess hen cow ewe mare
vixen lioness
tigress doe goose filly nanny sow bitch peahen seamstress laundress housekeeper gentlewoman
""")
MALE = words("""
man boy gentleman husband father grandfather son grandson brother uncle nephew widower king prince duke
count baron earl
emperor wizard warlock lad master landlord host hero actor waiter god monk abbot sorcerer enchanter
stepfather stepson
stepbrother godfather bridegroom groom sir mr papa daddy dad grandpa fellow chap bachelor schoolboy
huntsman woodsman
woodcutter fisherman shepherd heir priest clergyman parson vicar squire knight lord butler footman
coachman policeman
seaman workman countryman nobleman statesman sportsman gatekeeper cock rooster bull ox ram stallion
gander stag buck
drake boar monsieur herr señor youth waggoner tailor blacksmith dwarf
baronet curate viscount marquis sultan
""")
CHILD = words("""
child boy girl baby infant lad lass lassie kid youngster toddler schoolboy schoolgirl orphan urchin brat babe
cub kitten puppy chick lamb foal calf kid duckling gosling piglet fawn tot
""")
OLD = words("""
grandmother grandfather granny grandma grandpa elder crone hag dotard greybeard grey-beard graybeard
""")
KIN = words("""
mother father grandmother grandfather sister brother son daughter aunt uncle niece nephew cousin wife husband
stepmother stepfather mamma mama papa granny grandma grandpa daddy dad mum mummy child parent godmother
godfather
""")
"""Nouns that name someone by a relation; without an article they are used like names ("grandmother")."""
ANYBODY = words("man woman person girl boy child lady gentleman fellow servant soldier animal beast bird")
"""Nouns of which a story has many, so that a second "a man" is another."""
NO_MEN = words("human german roman norman shaman talisman ottoman woman caiman snowman grandmaster")
"""Words with the ending of a man that name none."""
PEOPLES = words("""
african american arab argentine asian athenian australian austrian bavarian belgian bohemian brazilian
bulgarian californian canadian chilean chinaman christian corsican cossack croat cuban dane dutchman
dutchwoman egyptian englishman englishwoman european frenchman frenchwoman german greek hebrew hindu
hungarian indian irishman irishwoman israelite italian kentuckian lithuanian malay mexican mohammedan mongol
mormon moroccan muslim muscovite nigerian norman norseman norwegian persian peruvian prussian puritan roman
romanian russian samaritan saxon scotchman scotsman scotswoman serb sicilian spaniard spartan swede syrian
tartar texan trojan turk tyrolean venetian viennese virginian welshman yankee yorkshireman zulu
""")
"""Where somebody is from, or of what faith: "an American" is no name."""
YOUNG = words("girl boy maiden maid lass lad youth damsel child baby infant babe")
BABIES = frozenset({"baby", "babe", "infant"})
ORDER = frozenset({"eldest", "elder", "oldest", "second", "third", "younger", "youngest"})
"""Adjectives by which a story tells brothers or sisters apart."""
QUANTITY = words("""
bit piece lump slice morsel scrap lot deal sort kind type pair couple dozen number handful heap half rest
""")
"""Nouns that only measure the noun after "of"."""
GROUPS = words("""
family crowd group army band party gang company herd flock pack swarm couple pair people folk team crew
""")
"""Singular nouns that "they" may stand for."""
NEITHER = words("""
robot android automaton monster creature ghost spirit phantom spectre skeleton snowman scarecrow puppet doll
statue being alien apparition
""")
"""Beings that act like people and are "it"."""
GENERIC = words("""
one anyone anybody someone somebody everyone everybody nobody none nothing something anything everything
other others
another each either neither both all some many few most such any body self who whom which that what
whoever whatever
""")
"""Words that refer to no one in particular."""
ADDRESS = words("dear darling love sweet sweetheart sir madam ma'am friend fellow sinner wretch fool")
"""What people call each other; says little of who it is."""
TITLES = {
    "mr": "male",
    "mr.": "male",
    "sir": "male",
    "lord": "male",
    "master": "male",
    "king": "male",
    "prince": "male",
    "duke": "male",
    "count": "male",
    "baron": "male",
    "father": "male",
    "uncle": "male",
    "brother": "male",
    "monsieur": "male",
    "herr": "male",
    "don": "male",
    "signor": "male",
    "squire": "male",
    "señor": "male",
    "senor": "male",
    "grandfather": "male",
    "mrs": "female",
    "mrs.": "female",
    "miss": "female",
    "ms": "female",
    "ms.": "female",
    "lady": "female",
    "madam": "female",
    "madame": "female",
    "frau": "female",
    "doña": "female",
    "señora": "female",
    "senora": "female",
    "señorita": "female",
    "signora": "female",
    "mademoiselle": "female",
    "mme.": "female",
    "mlle.": "female",
    "queen": "female",
    "princess": "female",
    "duchess": "female",
    "countess": "female",
    "aunt": "female",
    "mother": "female",
    "sister": "female",
    "dame": "female",
    "mistress": "female",
    "grandmother": "female",
    "dr": None,
    "dr.": None,
    "doctor": None,
    "coach": None,
    "professor": None,
    "prof.": None,
    "captain": None,
    "capt.": None,
    "colonel": None,
    "col.": None,
    "general": None,
    "gen.": None,
    "lieutenant": None,
    "major": None,
    "sergeant": None,
    "rev.": None,
    "reverend": None,
    "judge": None,
    "inspector": None,
    "saint": None,
    "st.": None,
    "old": None,
    "young": None,
    "little": None,
    "poor": None,
    "dear": None,
    "good": None,
    "cousin": None,
}
"""What may stand before a name -> the gender that it tells, if any."""
ABSTRACT = words("""
time way kindness life death love fear mind thought idea word reason hope wish heart soul spirit voice
name use
sleep shape beauty wit favor favour leave care pity grief joy anger strength power right wrong truth luck
world matter end side front back top bottom middle place part point hand head eye ear foot leg arm face
mouth tooth
beak wing tail paw claw nose neck hair skin throat breast breath body finger toe belly stomach shoulder
knee lip
""")
"""Notions and parts of bodies: never subjects of their own."""


class NounClass(NamedTuple):
    """What a noun tells."""

    kind: str
    """``person``, ``animal``, ``place``, ``thing``, or empty for a notion or an unknown word."""
    gender: str | None
    age: str | None


@lru_cache(maxsize=20_000)
def noun_class(lemma: str) -> NounClass:
    """Return what ``lemma`` (lower case, singular) says of the one it names."""
    word = lemma.lower()
    last = word.rsplit("-", 1)[-1] if "-" in word else word
    gender = "female" if {word, last} & FEMALE else "male" if {word, last} & MALE else None
    if gender is None and len(word) > 6 and word.endswith(("woman", "girl", "lady")):
        gender = "female"  # A postwoman is in no list.
    elif gender is None and len(word) > 5 and word.endswith(("man", "master")) and word not in NO_MEN:
        gender = "male" if load_lexicon().lookup(word, "NOUN") else None
    age = "child" if word in CHILD else "old" if word in OLD else None
    if word in ABSTRACT or word in GENERIC:
        return NounClass("", gender, age)
    if word in KIN:
        return NounClass("person", gender, age)
    entry = load_lexicon().lookup(word, "NOUN")
    kind = entry.concept.kind if entry else ""
    if entry and kind == "person" and not age:
        age = {"child": "child", "boy": "child", "girl": "child", "old man": "old", "old woman": "old"}.get(
            entry.concept.name
        )
    if entry and entry.approximate and kind == "thing":
        kind = ""
    if word in PEOPLES:
        kind = "person"
        gender = "female" if word.endswith("woman") else "male" if word.endswith("man") and word not in {
            "german", "norman", "roman"} else None
    if not kind and gender:
        kind = "person"
    return NounClass(kind if kind in {"person", "animal", "place", "thing"} else "", gender, age)


def is_unknown(lemma: str) -> bool:
    """Whether the lexicon does not have the noun, so that only the words around it can tell what it names."""
    if lemma in PEOPLES:
        return False
    return lemma not in ABSTRACT and lemma not in GENERIC and load_lexicon().lookup(lemma, "NOUN") is None


def stands_for(general: str, special: str) -> bool:
    """Whether the noun ``general`` may take up ``special``: "the bird" for a crow, "the child" for a girl."""
    if general == special:
        return True
    if general == "child":
        return noun_class(special).age == "child" or special in {"daughter", "son"}
    lexicon = load_lexicon()
    wide, narrow = lexicon.lookup(general, "NOUN"), lexicon.lookup(special, "NOUN")
    if wide is None or narrow is None or wide.concept.kind != narrow.concept.kind:
        return False
    one, other = noun_class(general), noun_class(special)
    if one.gender and other.gender and one.gender != other.gender:
        return False
    if general in {"creature", "animal", "beast", "bird", "fish", "child", "man", "woman", "girl", "boy"}:
        return wide.concept in narrow.chain
    return False


YOUNG_ANIMALS = words("duckling gosling kitten puppy lamb calf foal chick cub piglet fawn cygnet")


def same_being(one: str, other: str) -> bool:
    """Whether two nouns name the same sort of being ("elf" and "dwarf", "ass" and "donkey")."""
    if (one in YOUNG_ANIMALS) != (other in YOUNG_ANIMALS):
        return False  # The duckling is not the drake.
    lexicon = load_lexicon()
    first, second = lexicon.lookup(one, "NOUN"), lexicon.lookup(other, "NOUN")
    if first is None or second is None or first.approximate or second.approximate:
        return False
    return first.concept == second.concept and first.concept.name not in {
        "man",
        "woman",
        "person",
        "child",
        "boy",
        "girl",
        "old man",
        "old woman",
        "animal",
        "bird",
        "fish",
        "soldier",
        "servant",
        "insect",
        "monkey",
        "sailor",
    }


VEHICLES = frozenset({"vehicle", "car", "train", "ship", "plane", "machine"})
UNKNOWN_VEHICLES = frozenset({"tractor", "bulldozer", "digger", "lorry"})
"""Those that the lexicon takes for something else."""


def is_vehicle(lemma: str) -> bool:
    """Whether a noun names a vehicle or a machine."""
    entry = load_lexicon().lookup(lemma, "NOUN")
    names = {concept.name for concept in entry.chain[:2]} if entry is not None else set()
    return lemma in UNKNOWN_VEHICLES or bool(names & VEHICLES)


def same_thing(one: str, other: str) -> bool:
    """Whether two nouns of things are near synonyms ("flesh" and "meat"): the lexicon draws them alike
    by name."""
    lexicon = load_lexicon()
    first, second = lexicon.lookup(one, "NOUN"), lexicon.lookup(other, "NOUN")
    if first is None or second is None or first.approximate or second.approximate:
        return False
    return first.concept == second.concept and first.concept.name in {one, other}


@lru_cache(maxsize=1)
def _first_names() -> dict[str, str]:
    table = {}
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gender, names = line.split("\t")
            table.update(dict.fromkeys(names.split(), gender))
    return table


def name_gender(first_name: str) -> str | None:
    """Return the usual gender of a first name, or ``None`` when it is unknown or both."""
    gender = _first_names().get(first_name.capitalize())
    return gender if gender in {"female", "male"} else None


def is_first_name(word: str) -> bool:
    """Whether people are called so, of whichever gender."""
    return word.capitalize() in _first_names()
