"""What pydantic found, in a user's words, with the nearest right word offered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from storyboard.board.documents import Document, Fault, Keys, did_you_mean
from storyboard.board.layout import slug
from storyboard.board.model import FilmSettings, Setting, Shot, Subject

_OTHER_WORDS = {
    "duration": "seconds", "length": "seconds", "time_of_day": "time", "location": "place",
    "description": "look", "appearance": "look", "image": "reference", "picture": "reference",
    "framing": "size", "shot_size": "size",
    "characters": "cast", "subjects": "cast", "negative_prompt": "negative",
    "frame_rate": "fps", "type": "kind", "alias": "aliases", "name": "title", "movement": "camera",
    "camera_move": "camera",
}
"""Words that other tools use for a field, and ours."""


def place_in_words(keys: Keys) -> str:
    """Return where a field is: ``shot 2, seconds`` or ``cast.fox.kind``."""
    if keys[:1] == ("shots",) and len(keys) > 1 and isinstance(keys[1], int):
        rest = place_in_words(keys[2:]) if len(keys) > 2 else ""
        return f"shot {keys[1] + 1}" + (f", {rest}" if rest else "")
    words = ""
    for key in keys:
        words += f"[{key + 1}]" if isinstance(key, int) else f".{key}"
    return words.lstrip(".")


def in_words(errors: Sequence[Mapping[str, Any]], kind: type[Any], document: Document) -> list[Fault]:
    """Return the faults of ``document`` that pydantic describes by ``errors`` when reading it as ``kind``."""
    slips = {(*keys[:-1], _meant(keys, kind)) for error in errors if error["type"] == "extra_forbidden"
             for keys in [tuple(error["loc"])]}
    # A misspelt field is also a missing one, and a list of faulty shots counts as empty: both are said.
    return [_in_words(error, kind, document) for error in errors
            if not (error["type"] == "missing" and tuple(error["loc"]) in slips)
            and not (error["type"] == "too_short" and error["input"])]


def _in_words(error: Mapping[str, Any], kind: type[Any], document: Document) -> Fault:
    keys: Keys = tuple(error["loc"])
    given, context, sort = error["input"], error.get("ctx", {}), str(error["type"])
    if keys and keys[-1] == "[key]":
        keys = keys[:-1]
        given = keys[-1]
    shown = f"'{given}'" if isinstance(given, str | int | float) else "this"
    if sort == "extra_forbidden":
        message = _no_such_field(keys, kind)
    elif sort == "missing":
        where = f"{place_in_words(keys[:-1])}: " if keys[:-1] else ""
        return Fault(document.line(keys), f"{where}{keys[-1]} is missing")
    elif sort == "enum":
        message = f"{shown} is not known; {_offer_value(str(given), keys)}"
    elif sort.startswith(("float", "int", "finite")):
        message = f"{shown} is not a {'whole ' if sort.startswith('int') else ''}number{_number_hint(given)}"
    elif sort in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        words = {"greater_than": "more than {gt:.0f}", "greater_than_equal": "{ge:.0f} or more",
                 "less_than": "less than {lt:.0f}", "less_than_equal": "{le:.0f} or less"}
        bound = words[sort].format(**context)
        message = f"{given} is out of range; it must be {bound}"
    elif sort == "multiple_of":
        message = f"{given} does not fit; it must be a multiple of {context['multiple_of']}"
    elif sort == "string_pattern_mismatch":
        message = (f"{shown} is no id; an id has small letters, digits, - and _; "
                   f"did you mean '{slug(str(given))}'?")
    elif sort == "string_too_long":
        message = f"the id is too long; {context['max_length']} letters are the limit"
    elif sort == "string_type":
        message = _text_wanted(given)
    elif sort in ("tuple_type", "list_type"):
        message = f"a list is wanted here, such as [{given}]" if isinstance(given, str) else \
            "a list is wanted here"
    elif sort in ("model_type", "dict_type", "model_attributes_type"):
        message = f"{shown} stands where 'field: value' lines belong"
    elif sort == "too_short":
        message = "at least one shot is wanted"
    else:
        message = str(error["msg"])
    where = f"{place_in_words(keys)}: " if keys else ""
    return Fault(document.line(keys), f"{where}{message}")


def _text_wanted(given: object) -> str:
    if isinstance(given, dict):
        if all(value is None or value == {} for value in given.values()):
            return "put the text in quotes, because { at its beginning means something else in YAML"
        return "a text is wanted here, not fields; if it holds a colon, put it in quotes"
    if isinstance(given, list):
        return "a text is wanted here, not a list; if it begins with [ or -, put it in quotes"
    return "a text is wanted here"


def _number_hint(given: object) -> str:
    if isinstance(given, str) and (match := re.search(r"([0-9]+)(?:[.,]([0-9]+))?", given)):
        return f"; write {match[1]}.{match[2]}" if match[2] else f"; write {match[1]}"
    return ""


def _part(keys: Keys, kind: type[Any]) -> type[Any]:
    """Return the class whose fields stand at ``keys``."""
    if not keys:
        return kind
    if keys[-1] in ("film", "setting") and len(keys) == 1:
        return FilmSettings if keys[-1] == "film" else Setting
    return Shot if keys[0] == "shots" else Subject


def _meant(keys: Keys, kind: type[Any]) -> str | None:
    """Return the field that a field of an unknown name probably is."""
    name = str(keys[-1]).casefold()
    fields = _part(keys[:-1], kind).model_fields
    other = _OTHER_WORDS.get(name)
    return other if other in fields else did_you_mean(name, fields)


def _no_such_field(keys: Keys, kind: type[Any]) -> str:
    name = str(keys[-1])
    fields = list(_part(keys[:-1], kind).model_fields)
    if kind.__name__ == "BoardHead" and len(keys) == 1 and name in ("scenes", "shots"):
        return "no such field; scenes are files of their own in scenes/"
    if near := _meant(keys, kind):
        return f"no such field; did you mean '{near}'?"
    return f"no such field; the fields here are {', '.join(fields)}"


def _offer_value(given: str, keys: Keys) -> str:
    sort: Any = (Shot if keys[0] == "shots" else Subject).model_fields[str(keys[-1])].annotation
    values = [str(member.value) for member in sort]
    near = did_you_mean(given, values)
    listed = f"it is one of {', '.join(values)}"
    return f"did you mean '{near}'? ({listed})" if near else listed
