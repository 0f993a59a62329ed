"""What a board is: the story cut into scenes and shots, and the cast that must stay the same.

All types are frozen and check themselves; texts are kept without blanks at their ends. They are what the YAML
files say, after reading; how they are written is ``files``' business. A field that the files do not have is
refused by name (``validation`` gives file and line).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FORMAT_VERSION = 1
"""Version of the board's files; raised only when an older program could not read them."""

Seed = Annotated[int, Field(ge=0, lt=2**32)]
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]


class SubjectKind(StrEnum):
    """What sort of thing a subject is."""

    PERSON = "person"
    ANIMAL = "animal"
    PLACE = "place"
    THING = "thing"


class ShotSize(StrEnum):
    """How much of the subject the frame holds."""

    WIDE = "wide"
    """The whole setting; people are small."""
    FULL = "full"
    """The whole subject from head to foot."""
    MEDIUM = "medium"
    """From the waist up."""
    CLOSE_UP = "close-up"
    """The face, or one object."""


class CameraMove(StrEnum):
    """What the camera does during a shot."""

    STATIC = "static"
    PAN = "pan"
    TILT = "tilt"
    ZOOM = "zoom"
    TRACKING = "tracking"


class Part(BaseModel):
    """Base of everything in a board: immutable, and no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Subject(Part):
    """Someone or something that must look the same wherever it appears. Its id is its key in the cast."""

    name: str
    """As the story calls it: ``the Fox``, ``Elizabeth Bennet``."""
    kind: SubjectKind = SubjectKind.PERSON
    aliases: tuple[str, ...] = ()
    """Other names for the same subject in the story."""
    look: str = ""
    """Fixed appearance in words that can be drawn, without an article at the front: ``red fox``,
    ``young woman with long black hair in a blue dress``. ``{fox}`` in a prompt becomes this."""
    reference: str | None = None
    """Path of a reference picture, relative to the board's folder, or absolute if the user says so."""


class Setting(Part):
    """Where and when a scene is. Every field may be open (``None``): then the picture may choose."""

    place: str | None = None
    """In plain words, ``forest``; or the id of a cast member of kind ``place``."""
    time: str | None = None
    """Time of day: ``morning``, ``day``, ``evening``, ``night``."""
    weather: str | None = None
    """``clear``, ``rain``, ``snow``, ``fog``, ``storm``, ``wind``, ..."""
    mood: str | None = None
    """``calm``, ``happy``, ``sad``, ``angry``, ``afraid``, ..."""


class Shot(Part):
    """One framing, held from cut to cut; one call of the video model."""

    prompt: str
    """What the model is asked for, in one English sentence; ``{id}`` names a cast member."""
    action: str | None = None
    """What happens, one sentence in the present tense, for people to read."""
    cast: tuple[Identifier, ...] = ()
    """Ids of the cast in frame, most important first."""
    size: ShotSize = ShotSize.FULL
    camera: CameraMove = CameraMove.STATIC
    seconds: Annotated[float, Field(gt=0, le=600)] = 2.0
    """Screen time in seconds; counted in whole frames only when rendering."""
    seed: Seed | None = None
    """Fixes this shot's chance. ``None``: from the board's seed, the scene's id and the shot's number."""
    negative: str | None = None
    """What the picture should not show, for models that take a negative prompt."""


class Scene(Part):
    """A run of the story in one place, unbroken in time; it becomes one clip."""

    id: Identifier
    """Never changes once given, so that moving or inserting scenes leaves the others' takes valid."""
    title: str = ""
    setting: Setting = Setting()
    cast: tuple[Identifier, ...] = ()
    """Ids of all who are present, also those not in frame."""
    text: str = ""
    """The sentences of the story that this scene shows, word for word."""
    shots: Annotated[tuple[Shot, ...], Field(min_length=1)]


class FilmSettings(Part):
    """How the film is made. Sizes are pixels of the film; the model may draw smaller and is then scaled."""

    model: str = "storybook"
    """A name that ``storyboard models`` lists, a folder, or a hub id."""
    width: Annotated[int, Field(ge=16, le=8192, multiple_of=2)] = 512
    height: Annotated[int, Field(ge=16, le=8192, multiple_of=2)] = 512
    fps: Annotated[float, Field(gt=0, le=240)] = 8
    """Frames per second of the film, constant throughout."""
    seed: Seed = 0


class Board(Part):
    """The whole editable plan of a film."""

    version: Annotated[int, Field(ge=1)] = FORMAT_VERSION
    title: str
    style: str = ""
    """Words added to every prompt: ``watercolour``, ``children's book illustration``."""
    film: FilmSettings = FilmSettings()
    cast: dict[Identifier, Subject] = Field(default_factory=dict)
    scenes: tuple[Scene, ...]
    """In the film's order."""
    story: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    """The text that the board was planned from (``story.txt``)."""
    notes: tuple[str, ...] = ()
    """What the planner was unsure of or could not do, a sentence each; written as comments, not read back."""
