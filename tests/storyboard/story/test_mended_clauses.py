"""Who does what in sentences of which a plain reading of the parse would say something that cannot be."""

from __future__ import annotations

import pytest

from storyboard.story.evaluation.triples import matches, triples_of
from storyboard.story.read import parse_text
from storyboard.story.speech import quotation_of


def found(text):
    parsed = parse_text(text)
    return triples_of(parsed.doc, quotation_of(parsed.quotations, len(parsed.doc)))


def tells(text, doer, verb, argument="", happened=True):
    return any(matches((doer, verb, argument, happened), triple) for triple in found(text))


@pytest.mark.parametrize(
    ("text", "doer", "verb", "argument"),
    [
        ("He led her to a chamber where there was a great heap of straw, and gave her a wheel.",
         "he", "give", "wheel"),
        ("They hid themselves behind a curtain that was hung up there, and watched what would happen.",
         "they", "watch", ""),
        ("As he took up the golden saddle the groom awoke and cried out.", "groom", "cry", ""),
        ("The stones were so heavy that he collapsed at once, and fell dead.", "he", "fall", ""),
        ("Gretel pushed the woman so that she fell, and shut the door.", "gretel", "push", "woman"),
    ],
)
def test_a_verb_joined_by_and_goes_on_with_the_one_who_acts(text, doer, verb, argument):
    assert tells(text, doer, verb, argument)


@pytest.mark.parametrize(
    ("text", "doer", "verb"),
    [
        ("“It doesn’t matter,” said Winterbourne, still laughing.", "winterbourne", "say"),
        ("“It doesn’t matter,” said Winterbourne, still laughing.", "winterbourne", "laugh"),
        ("'Some witch told you that!' cried the little man, and dashed his foot into the floor.",
         "man", "dash"),
        ("So he said, 'Yes,' and forgot the fox's counsel.", "he", "forget"),
        ("After a time I crawled home, took some food and went to sleep.", "i", "take"),
        ("Alice looked up, and there stood the Queen, frowning.", "queen", "stand"),
        ("It was in the blue room where stood the prince.", "prince", "stand"),
    ],
)
def test_who_stands_behind_the_verb_or_spoke_before_does_it(text, doer, verb):
    assert any(triple[1] == verb and doer in triple[0].split("/") for triple in found(text))


@pytest.mark.parametrize(
    ("text", "doer", "verb"),
    [
        ("There were once a man and a woman who had long in vain wished for a child.", "woman", "wish"),
        ("A chair was flung over and the wash-hand stand tumbler smashed.", "tumbler", "smash"),
        ("And the flames of the tripods expired.", "flame", "expire"),
        ("The nurse laughed and the baby crowed.", "baby", "crow"),
        ("Her father used often to hunt them out of the field.", "father", "hunt"),
    ],
)
def test_verbs_that_the_tagger_takes_for_something_else_are_found(text, doer, verb):
    assert any(triple[1] == verb and doer in triple[0].split("/") for triple in found(text))


@pytest.mark.parametrize(
    ("text", "doer", "verb"),
    [
        ("She sat at the window watching the street.", "she", "watch"),
        ("She remembered her father putting on her bonnet.", "father", "put"),
        ("He made the girl speak before he dropped the chain.", "girl", "speak"),
        ("She shared her piece of bread with Hansel, who had scattered his by the way.", "hansel", "scatter"),
        ("He one day told them to bring him a bundle of sticks.", "he", "tell"),
    ],
)
def test_participles_and_relatives_are_of_those_who_can_do_it(text, doer, verb):
    assert any(triple[1] == verb and doer in triple[0].split("/") for triple in found(text))


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Winterbourne ceased to meet her at the houses of their friends.", "meet"),
        ("The princess left off weeping.", "weep"),
        ("I lack words to express the full extent of it.", "express"),
        ("Before she had drunk half the bottle, her head touched the ceiling.", "drink"),
        ("The footman waited for an opportunity of repeating his remark.", "repeat"),
    ],
)
def test_what_is_left_off_or_aimed_at_did_not_happen(text, verb):
    told = [triple[3] for triple in found(text) if triple[1] == verb]
    assert told
    assert not any(told)


def test_what_was_felt_or_begun_did_happen():
    assert tells("She was surprised to find the door open.", "she", "find", "door")
    assert tells("He ate nothing but roots.", "he", "eat", "nothing")


def test_how_somebody_feels_is_no_passive():
    assert tells("Then her husband was alarmed, and asked her.", "husband", "be", "alarmed")
    assert tells("And in the morning the hill was gone.", "hill", "be", "gone")


def test_verbs_joined_by_and_share_their_object():
    text = "We replaced and screwed down the lid."
    assert tells(text, "we", "replace", "lid")
    assert tells(text, "we", "screw", "lid")
    assert not tells("The woman sat and ate the cake.", "woman", "sit", "cake")


def test_what_is_put_on_is_put_and_no_place():
    assert tells("She had put on one of the Rabbit's little white gloves.", "she", "put", "one")
    assert tells("The sun was shining on the roof.", "sun", "shine", "@roof")


def test_a_time_is_nothing_that_something_is_done_to():
    assert not tells("They used to play every evening.", "they", "play", "evening")
    assert tells("They spent every evening there.", "they", "spend", "evening")


def test_who_is_gone_to_is_where_one_goes_and_no_place_of_the_story():
    from storyboard.story import read_story

    assert tells("He went merrily to the king.", "he", "go", "@king")
    event = next(one for one in read_story("The prince went merrily to the king.").events)
    assert event.predicate == "go"
    assert event.place is None


@pytest.mark.parametrize(
    ("text", "doer", "verb"),
    [
        ("Here one of the guinea-pigs cheered, and was suppressed by the officers.", "one", "cheer"),
        ("As she mused the pitiful vision of her life laid its spell on her.", "vision", "lay"),
        ("It has furnished materials for many a story.", "it", "furnish"),
        ("The moon shone, and the pebbles which lay in front of the house glittered.", "pebble", "glitter"),
        ("Just then he heard the black steed panting and blowing close behind him.", "steed", "blow"),
        ("‘It was the best butter,’ the March Hare meekly replied.", "hare", "reply"),
        ("'Lie still!' bawled the invisible man.", "man", "bawl"),
        ("The dreams took their hue from the windows through which stream the rays.", "ray", "stream"),
        ("Alice was not sure whether it was good manners for her to speak first.", "she", "speak"),
        ("There were a man and his dog. Evening passed, and night came.", "evening", "pass"),
    ],
)
def test_every_told_verb_has_the_doer_that_stands_near(text, doer, verb):
    assert any(triple[1] == verb and doer in triple[0].split("/") for triple in found(text))


def test_what_anybody_does_is_nobody_s_and_a_name_does_nothing():
    read = [triple[0] for triple in found("The riddle was easy to read.") if triple[1] == "read"]
    assert read == ["-"]
    assert tells("The spectre is known by the name of the horseman.", "-", "know", "spectre")
    assert not tells("The moment Alice appeared, they all ran up.", "alice", "appear", "moment")


@pytest.mark.parametrize(
    ("text", "doer", "verb", "argument"),
    [
        ("She went to the inn and talked to the landlord.", "she", "talk", ">landlord"),
        ("Hansel stretched out a little bone to her.", "hansel", "stretch", ">her"),
        ("The fairies did them a good turn.", "fairy", "do", "turn"),
        ("The fairies did them a good turn.", "fairy", "do", ">they"),
        ("The old man carved her a wooden bird.", "man", "carve", ">she"),
        ("He married the girl, and she really became queen.", "she", "become", "queen"),
        ("Anything was preferable to the solitude which I had so long endured.", "i", "endure", "solitude"),
    ],
)
def test_what_is_done_and_for_whom(text, doer, verb, argument):
    assert tells(text, doer, verb, argument)


def test_a_time_or_a_thing_does_not_act_beside_those_who_do():
    assert not any("evening" in one[0] for one in found(
        "Among the pupils who came, one evening in each week, to receive his lessons, was Katrina."))
    kept = found("He kept his hold on the handle to defend himself.")
    assert not any("hold" in one[0] for one in kept)
