"""``storyboard render``, ``retake``, ``sheet`` and ``clean``: a board's takes and its film."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import (
    AllowPickle,
    Attention,
    Batch,
    BoardFolder,
    Cache,
    Compile,
    Consistency,
    Device,
    Dtype,
    Engine,
    FilmPath,
    Guidance,
    Guiding,
    Json,
    Language,
    Length,
    ModelName,
    Offload,
    Quantize,
    Scenes,
    SeedNumber,
    Steps,
    Style,
    Title,
    TrustCode,
    VaeSlicing,
    VaeTiling,
    levers_from,
    trust_from,
)

if TYPE_CHECKING:
    from pipeline.cli.report import LongWorkGuard
    from pipeline.film.config import RenderConfig

SceneId = Annotated[str, typer.Argument(metavar="SCENE", help="Id of the scene: s02.")]
Source = Annotated[
    str,
    typer.Argument(
        metavar="STORY|BOARD", help="A text file, - for standard input, or the folder of a board."
    ),
]
OnlyScenes = Annotated[
    list[str] | None, typer.Option("--scene", metavar="ID", help="Render only this scene; may be repeated.")
]
RenderSettings = Annotated[
    str,
    typer.Option("--config", metavar="NAME|FILE", help="How to encode and join: a name in configs/render."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be rendered and why; render nothing.")
]
Animatic = Annotated[
    bool,
    typer.Option("--animatic", help="A first look in seconds, by CRAFT; takes of the film stay as they are."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before long work.")]

LONG_WORK = 30 * 60
"""Seconds of estimated work after which a person at a terminal is asked first."""


def render(
    source: Source,
    output: FilmPath = None,
    scene: OnlyScenes = None,
    seed: SeedNumber = None,
    model: ModelName = None,
    scenes: Scenes = None,
    length: Length = None,
    style: Style = None,
    title: Title = None,
    language: Language = None,
    steps: Steps = None,
    device: Device = "auto",
    engine: Engine = "local",
    config: RenderSettings = "default",
    animatic: Animatic = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    guidance: Guidance = None,
    consistency: Consistency = None,
    guide: Guiding = None,
    dtype: Dtype = None,
    offload: Offload = None,
    vae_slicing: VaeSlicing = None,
    vae_tiling: VaeTiling = None,
    compile: Compile = None,
    cache: Cache = None,
    attention: Attention = None,
    quantize: Quantize = None,
    batch: Batch = None,
    allow_pickle: AllowPickle = False,
    trust_code: TrustCode = False,
    json_output: Json = False,
) -> None:
    """Make a film of a story, or of a board.

    Of a board, only what changed is rendered.

    \b
    storyboard render story.txt                   story.mp4, and story.board to edit
    storyboard render story.board                 only what was edited since
    storyboard render story.board --scene s02 --seed 7
    storyboard render novel.txt --length 3m -o film.mp4
    storyboard render story.board --animatic      a first look: story.board/film.animatic.mp4
    """
    from pipeline.animatic import ENDING, render_animatic
    from pipeline.cli.report import SilentReporter, print_film, print_plan, reporter_for, say
    from pipeline.render import render_board
    from pipeline.storage import check_writable
    from storyboard.board.layout import board_folder, is_board

    levers = levers_from(
        dtype=dtype,
        offload=offload,
        vae_slicing=vae_slicing,
        vae_tiling=vae_tiling,
        compile=compile,
        cache=cache,
        attention=attention,
        quantize=quantize,
        batch=batch,
    )
    trust = trust_from(allow_pickle=allow_pickle, trust_code=trust_code)
    settings = render_settings(
        "animatic" if animatic and config == "default" else config, consistency, None if animatic else guide
    )
    if is_board(source):
        refuse_plan_options(scenes=scenes, length=length, style=style, title=title, language=language)
        folder = board_folder(source)
    else:
        from pipeline.cli.planning import PlanRequest, board_beside, make_board

        board = board_beside(source, output)
        if output is None:
            output = board.with_suffix(ENDING if animatic else ".mp4")
        check_writable(output)
        planned = make_board(
            source,
            board,
            PlanRequest(
                scenes=scenes,
                length=length,
                style=style,
                title=title,
                model=model,
                seed=seed,
                language=language,
            ),
        )
        folder, seed = planned.folder, None
        for line in planned.messages:
            say(line)
        say(f"{planned.folder}: {planned.summary}")
    guard = long_work_guard(ask=not yes and not dry_run)
    with reporter_for(quiet=json_output, guard=guard) as reporter:
        if animatic:
            film = render_animatic(
                folder,
                scenes=scene or None,
                engine=engine,
                seed=seed,
                output=output,
                config=settings,
                dry_run=dry_run,
                reporter=reporter,
            )
        else:
            film = render_board(
                folder,
                model=model,
                scenes=scene or None,
                engine=engine,
                seed=seed,
                output=output,
                config=settings,
                steps=steps,
                guidance=guidance,
                device=device,
                levers=levers,
                trust=trust,
                dry_run=dry_run,
                reporter=reporter,
            )
    if dry_run and isinstance(reporter, SilentReporter) and reporter.plan is not None:
        print_plan(reporter.plan)
    elif json_output:
        print_film(film)


def retake(
    board: BoardFolder,
    scene: SceneId,
    takes: Annotated[
        int, typer.Option("--takes", min=1, max=100, metavar="N", help="How many new takes.")
    ] = 1,
    seed: SeedNumber = None,
    use: Annotated[
        int | None,
        typer.Option("--use", min=1, metavar="K", help="Render nothing; take K goes into the film."),
    ] = None,
    model: ModelName = None,
    steps: Steps = None,
    device: Device = "auto",
    engine: Engine = "local",
    output: FilmPath = None,
    config: RenderSettings = "default",
    guidance: Guidance = None,
    consistency: Consistency = None,
    guide: Guiding = None,
    dtype: Dtype = None,
    offload: Offload = None,
    vae_slicing: VaeSlicing = None,
    vae_tiling: VaeTiling = None,
    compile: Compile = None,
    cache: Cache = None,
    attention: Attention = None,
    quantize: Quantize = None,
    batch: Batch = None,
    allow_pickle: AllowPickle = False,
    trust_code: TrustCode = False,
    yes: Yes = False,
    json_output: Json = False,
) -> None:
    """Render one scene again, or choose a take.

    All takes are kept.

    \b
    storyboard retake story.board s02 --takes 4   four more; the first goes into the film
    storyboard retake story.board s02 --use 3     the third instead
    """
    from pipeline.cli.report import print_film, reporter_for
    from pipeline.render import retake as render_again
    from pipeline.render import use_take

    levers = levers_from(
        dtype=dtype,
        offload=offload,
        vae_slicing=vae_slicing,
        vae_tiling=vae_tiling,
        compile=compile,
        cache=cache,
        attention=attention,
        quantize=quantize,
        batch=batch,
    )
    trust = trust_from(allow_pickle=allow_pickle, trust_code=trust_code)
    settings = render_settings(config, consistency, guide)
    with reporter_for(quiet=json_output, guard=long_work_guard(ask=not yes)) as reporter:
        if use is not None:
            film = use_take(board, scene, use, model=model, output=output, config=settings, reporter=reporter)
        else:
            film = render_again(
                board,
                scene,
                takes=takes,
                seed=seed,
                model=model,
                engine=engine,
                output=output,
                config=settings,
                steps=steps,
                guidance=guidance,
                device=device,
                levers=levers,
                trust=trust,
                reporter=reporter,
            )
    if json_output:
        print_film(film)


def sheet(board: BoardFolder) -> None:
    """Write the page of panels.

    Panels, captions and timing, as sheet.html and sheet.png in the board.
    """
    from pipeline.render import sheet as write_sheet

    page = write_sheet(board)
    print(page.html)
    print(page.picture)


def clean(
    board: BoardFolder,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Really delete; without it only what would go is named.")
    ] = False,
) -> None:
    """Delete the takes that are not in the film.

    Without --yes they are only named.
    """
    from pipeline.render import clean as remove_takes

    removed = remove_takes(board, dry_run=not yes)
    verb = "deleted" if yes else "would delete"
    for take in removed:
        print(f"{verb} {take.scene} take {take.record.number}: {take.folder}")
    if not removed:
        print("every take is in use")
    elif not yes:
        print(f"{len(removed)} takes; run again with --yes to delete them")


def render_settings(config: str, consistency: str | None, guide: str | None) -> RenderConfig:
    """Return the settings named ``config`` with what the user named instead of consistency and guide.

    Raises:
        RenderError: There are no such settings.
    """
    from pipeline.film.config import load_render_config
    from pipeline.guiding import read_guide

    settings = load_render_config(config)
    if consistency is not None:
        names = [name.strip() for name in consistency.split(",") if name.strip()]
        settings = settings.model_copy(update={"consistency": () if names == ["none"] else tuple(names)})
    if guide is not None:
        name, strength = read_guide(guide)
        settings = settings.model_copy(update={"guide": name, "guide_strength": strength})
    return settings


def long_work_guard(*, ask: bool) -> LongWorkGuard:
    """Return the guard that asks before long work, if a person is there to be asked."""
    from pipeline.cli.report import LongWorkGuard

    return LongWorkGuard(limit=LONG_WORK, ask=ask and sys.stdin.isatty())


def refuse_plan_options(**options: object) -> None:
    """Refuse options that only mean something when a story is planned.

    Raises:
        StoryboardError: One of ``options`` was given.
    """
    from storyboard.errors import StoryboardError

    given = [f"--{name}" for name, value in options.items() if value is not None]
    if given:
        raise StoryboardError(
            f"{', '.join(given)}: the board is planned already; to plan again: "
            f"`storyboard plan STORY -o BOARD`, or edit board.yaml"
        )
