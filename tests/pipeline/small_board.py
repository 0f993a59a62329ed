"""A board of a few short scenes, for tests of rendering."""

from pathlib import Path

from storyboard.board import Board, FilmSettings, Scene, Setting, Shot, Subject, SubjectKind, write_board


def small_board(n_scenes: int = 4) -> Board:
    """Return a board of ``n_scenes`` scenes; even ones have the fox in them, odd ones the crow."""
    cast = {"fox": Subject(name="the Fox", kind=SubjectKind.ANIMAL, look="red fox"),
            "crow": Subject(name="the Crow", kind=SubjectKind.ANIMAL, look="black bird")}
    scenes = []
    for number in range(1, n_scenes + 1):
        who = "fox" if number % 2 == 0 else "crow"
        shots = tuple(Shot(prompt=f"a {{{who}}} walks in wood {number}", action="It walks.", cast=(who,),
                           seconds=0.5 * part) for part in range(1, 2 + number % 2))
        scenes.append(Scene(id=f"s{number:02}", title=f"Wood {number}", cast=(who,), shots=shots,
                            setting=Setting(place="wood"), text=f"Here is wood {number}. It is dark."))
    return Board(title="The Wood", cast=cast, film=FilmSettings(model="painted", width=64, height=64, fps=8),
                 scenes=tuple(scenes), story="The Wood\n")


def write_small_board(folder: Path, n_scenes: int = 4) -> Path:
    """Write the board into ``folder`` and return it."""
    write_board(small_board(n_scenes), folder)
    return folder


def edit(folder: Path, file: str, before: str, after: str) -> None:
    """Replace ``before`` by ``after`` in one file, as a person with an editor does."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{file} does not say '{before}'"
    path.write_text(text.replace(before, after), encoding="utf-8")
