"""Board to film: the stages in order. Only what has no valid take is rendered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pipeline.anchors import remove_anchors
from pipeline.engines import Engine, find_engine
from pipeline.engines.maker import find_maker
from pipeline.estimate import FirstEstimate, timed_pace
from pipeline.film.config import RenderConfig, load_render_config
from pipeline.film.encode import Fit, same_shape
from pipeline.film.sheet import Sheet, write_sheet
from pipeline.finishing import Finishing, finish_film
from pipeline.models.interface import VideoModel
from pipeline.models.machine import Levers
from pipeline.models.weights import Trust
from pipeline.reporting import Film, Reporter
from pipeline.schedule import Fate, Planner, RenderPlan, ScenePlan, make_planner
from pipeline.storage import check_writable
from pipeline.takes import Choice, FreshTake, Take, Takes, list_takes
from storyboard.board import Board, read_board
from storyboard.board.layout import board_folder
from storyboard.errors import ModelError, OutputError, RenderError

Plan = TypeVar("Plan", bound=RenderPlan)

__all__ = ["Film", "clean", "plan_render", "render_board", "retake", "sheet", "takes_of_board",
           "use_take"]


def render_board(board_dir: Path | str, *, model: str | VideoModel | None = None,
                 scenes: Sequence[str] | None = None, engine: str = "local", seed: int | None = None,
                 output: Path | str | None = None, config: RenderConfig | str | Path = "default",
                 steps: int | None = None, guidance: float | None = None, device: str = "auto",
                 levers: Levers | None = None, trust: Trust | None = None, kept_in: str = "takes",
                 dry_run: bool = False, wait: float = -1, reporter: Reporter | None = None) -> Film:
    """Render what has no valid take, and assemble the film.

    Args:
        board_dir: Folder of a board.
        model: A name, folder or hub id, or a model in memory; ``None``: the board's own.
        scenes: Ids of the scenes that may be rendered; ``None``: all. The others show the takes they have.
        engine: ``local``, ``ray`` or ``ray:ADDRESS``.
        seed: From now on the seed of these scenes, instead of the board's and of the shots' own.
        output: The film; ``None``: ``film.mp4`` in the board.
        config: How to encode and join.
        steps: Denoising steps instead of the model's own number.
        guidance: Strength of guidance instead of the model's own.
        device: Where the model works: ``auto``, ``cpu``, ``cuda``, ...
        levers: What to use of the levers of memory and speed; the rest is chosen for the machine.
        trust: What the model's folder may do besides being read; ``None``: nothing.
        kept_in: Folder of the board that takes are kept in; another one keeps them apart.
        dry_run: Plan, tell ``reporter``, and change nothing. Where no take says how long the model takes,
            its first steps are timed.
        wait: Seconds to wait for another render of this board to end; negative: as long as it takes.
        reporter: Told what happens.

    Raises:
        BoardError: The board has faults.
        ModelError: The model is unknown, missing, or fails.
        RenderError: A scene is unknown, a stage failed, or another render holds the board.
        OutputError: The film or a take cannot be written. What is finished is kept, as after every error.
    """
    reporter = reporter or Reporter()
    scenes = [scenes] if isinstance(scenes, str) else scenes
    path = _output(board_dir, output)
    planner, config = _prepare(board_dir, model, config, steps, device, levers, guidance, trust, kept_in)
    run_engine = find_engine(engine, workers=config.workers)
    _refuse_unknown(planner.board, scenes)
    chosen = _seeded(planner.board, scenes, seed)
    with ExitStack() as held:
        if not dry_run:
            check_writable(path)
            held.enter_context(_lock(planner.takes, wait, reporter))
            for scene, choice in chosen.items():
                planner.takes.choose(scene, choice)
        plan = _for_engine(run_engine, planner, planner.plan(only=scenes, choices=chosen))
        if dry_run and plan.seconds is None:
            plan = plan.at_pace(_timed(planner, plan, reporter))
        reporter.planned(plan)
        _warn_of_shape(planner, plan, reporter)
        if dry_run:
            return _as_planned(plan, path)
        _render(planner, plan, run_engine, reporter)
        return _assemble(planner, [each.scene.id for each in plan.to_render], path, config, reporter)


def plan_render(board_dir: Path | str, *, model: str | VideoModel | None = None,
                scenes: Sequence[str] | None = None, seed: int | None = None,
                config: RenderConfig | str | Path = "default", steps: int | None = None) -> RenderPlan:
    """Return what ``render_board`` would do now, and why. Changes nothing and loads no model.

    Raises:
        BoardError, ModelError, RenderError: As ``render_board``.
    """
    scenes = [scenes] if isinstance(scenes, str) else scenes
    planner, _ = _prepare(board_dir, model, config, steps, "auto")
    _refuse_unknown(planner.board, scenes)
    return planner.plan(only=scenes, choices=_seeded(planner.board, scenes, seed))


def retake(board_dir: Path | str, scene: str, *, takes: int = 1, seed: int | None = None,
           model: str | VideoModel | None = None, engine: str = "local", output: Path | str | None = None,
           config: RenderConfig | str | Path = "default", steps: int | None = None,
           guidance: float | None = None, device: str = "auto", levers: Levers | None = None,
           trust: Trust | None = None, wait: float = -1, reporter: Reporter | None = None) -> Film:
    """Render ``scene`` again ``takes`` times, each with other chance; the first new take goes into the film.

    All takes are kept; ``use_take`` chooses another. The other scenes show the takes they have.

    Args:
        seed: The new takes are the first ones of this seed, instead of the next ones of the board's.

    Raises:
        BoardError, ModelError, RenderError, OutputError: As ``render_board``.
    """
    reporter = reporter or Reporter()
    if takes < 1:
        raise RenderError(f"retake needs at least 1 take, not {takes}")
    path = _output(board_dir, output)
    planner, config = _prepare(board_dir, model, config, steps, device, levers, guidance, trust)
    run_engine = find_engine(engine, workers=config.workers)
    _refuse_unknown(planner.board, [scene])
    check_writable(path)
    with _lock(planner.takes, wait, reporter):
        choices = _next_choices(planner, scene, takes, seed)
        plan = _for_engine(run_engine, planner, planner.plan_retakes(scene, choices))
        reporter.planned(plan)
        _warn_of_shape(planner, plan, reporter)
        _render(planner, plan, run_engine, reporter)
        planner.takes.choose(scene, planner.pinned(choices[0], scene, plan.scenes[0].digest))
        film = _assemble(planner, [scene] if plan.to_render else [], path, config, reporter)
        if takes > 1:
            numbers = _numbers(planner, plan)
            beside = f"{_listed(numbers[1:])} kept beside it"
            reporter.notice(f"{scene}: take {numbers[0]} is in the film, {beside}\n"
                            f"to see them side by side: storyboard sheet {planner.folder}\n"
                            f"for another: storyboard retake {planner.folder} {scene} --use {numbers[1]}")
        return film


def use_take(board_dir: Path | str, scene: str, number: int, *, model: str | VideoModel | None = None,
             output: Path | str | None = None, config: RenderConfig | str | Path = "default",
             wait: float = -1, reporter: Reporter | None = None) -> Film:
    """Put take ``number`` of ``scene`` into the film, until the scene is edited.

    Raises:
        RenderError: The scene has no such take, or it is damaged.
        BoardError, ModelError, OutputError: As ``render_board``.
    """
    reporter, path = reporter or Reporter(), _output(board_dir, output)
    planner, config = _prepare(board_dir, model, config, None, "auto")
    _refuse_unknown(planner.board, [scene])
    check_writable(path)
    with _lock(planner.takes, wait, reporter):
        take = planner.takes.numbered(scene, number)
        planner.takes.choose(scene, planner.pinned(take.chance, scene, take.record.digest))
        return _assemble(planner, [], path, config, reporter)


def clean(board_dir: Path | str, *, dry_run: bool = False, wait: float = -1) -> tuple[Take, ...]:
    """Delete every take that the film does not show, also those of scenes that are no longer in the board,
    and the anchors, which are drawn anew when they are needed.

    Args:
        dry_run: Delete nothing.

    Returns:
        What was deleted, or would be.

    Raises:
        BoardError: The board has faults.
        RenderError: Another render holds the board.
        OutputError: A take cannot be deleted.
    """
    board, takes = read_board(board_dir), Takes(board_folder(board_dir))
    ids = {scene.id for scene in board.scenes}
    with ExitStack() as held:
        if not dry_run:
            held.enter_context(takes.lock(wait=wait))
        unused = [listed.take for scene in takes.scenes() for listed in takes.listed(scene)
                  if not (scene in ids and (listed.in_film or listed.chosen))]
        if not dry_run:
            for take in unused:
                takes.remove(take)
            remove_anchors(takes.board_dir)
    return tuple(unused)


def takes_of_board(board_dir: Path | str) -> tuple[dict[str, list[Take]], dict[str, int | None]]:
    """Return all takes by scene id, and the number of the one that the film shows.

    Raises:
        BoardError: There is no board.
    """
    read_board(board_dir)
    listed = list_takes(board_dir)
    takes = {scene: [each.take for each in of_scene] for scene, of_scene in listed.items()}
    shown = {scene: next((each.number for each in of_scene if each.in_film), None)
             for scene, of_scene in listed.items()}
    return takes, shown


def sheet(board_dir: Path | str, *, output: Path | str | None = None) -> Sheet:
    """Write the storyboard page, ``sheet.html`` and ``sheet.png``, from the takes that are there.

    Args:
        output: Folder to write to; ``None``: the board's own.

    Raises:
        BoardError: The board has faults.
        OutputError: The page cannot be written.
    """
    board, folder = read_board(board_dir), board_folder(board_dir)
    return write_sheet(board, list_takes(folder), Path(output) if output is not None else folder)


def _prepare(board_dir: Path | str, model: str | VideoModel | None, config: RenderConfig | str | Path,
             steps: int | None, device: str, levers: Levers | None = None, guidance: float | None = None,
             trust: Trust | None = None, kept_in: str = "takes") -> tuple[Planner, RenderConfig]:
    """Read everything that can be wrong before the first minute of work is spent."""
    board, folder = read_board(board_dir), board_folder(board_dir)
    if not isinstance(config, RenderConfig):
        config = load_render_config(config)
    name = model if model is not None else board.film.model
    maker = find_maker(name, device=device, steps=steps, levers=levers, guidance=guidance, trust=trust)
    planner = make_planner(board, folder, maker, fit=config.fit, crf=config.crf, preset=config.preset,
                           consistency=config.consistency, guide=config.guide,
                           guide_strength=config.guide_strength, takes=kept_in)
    return planner, config


def _output(board_dir: Path | str, output: Path | str | None) -> Path:
    path = Path(output) if output is not None else board_folder(board_dir) / "film.mp4"
    if path.suffix.lower() != ".mp4":
        raise OutputError(f"{path}: a film is an MP4; name a file ending in .mp4")
    return path


def _refuse_unknown(board: Board, scenes: Sequence[str] | None) -> None:
    ids = [scene.id for scene in board.scenes]
    for scene in scenes or ():
        if scene not in ids:
            near = get_close_matches(scene, ids, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"scenes: {', '.join(ids)}"
            raise RenderError(f"the board has no scene '{scene}'; {hint}")


def _seeded(board: Board, scenes: Sequence[str] | None, seed: int | None) -> dict[str, Choice]:
    """Return the choice that ``seed`` means for each of ``scenes``."""
    if seed is None:
        return {}
    return {scene.id: Choice(seed=seed) for scene in board.scenes if scenes is None or scene.id in scenes}


def _lock(takes: Takes, wait: float, reporter: Reporter) -> AbstractContextManager[None]:
    return takes.lock(wait=wait, waiting=lambda: reporter.waiting(
        f"{takes.board_dir}: another render of this board is at work; waiting for it to end"))


def _warn_of_shape(planner: Planner, plan: RenderPlan, reporter: Reporter) -> None:
    card, encoding = planner.maker.card, planner.encoding
    if card.any_size or not plan.to_render:
        return
    if not same_shape(card.width, card.height, encoding.width, encoding.height):
        remedy = "black bars fill the rest" if encoding.fit is Fit.LETTERBOX else "its edges are cut off"
        reporter.warning(f"{card.name} draws {card.width}x{card.height} and the film is "
                         f"{encoding.width}x{encoding.height}: {remedy}")


def _for_engine(engine: Engine, planner: Planner, plan: Plan) -> Plan:
    """Return ``plan`` with the number of scenes that ``engine`` renders at once."""
    return replace(plan, at_once=engine.at_once(planner.maker, max(len(plan.to_render), 1)))


def _timed(planner: Planner, plan: RenderPlan, reporter: Reporter) -> float:
    """Return the pace of a model that has no takes yet, from the first steps of the first scene to render."""
    first = plan.to_render[0]
    reporter.notice(f"timing the first steps of {first.scene.id} with the model {planner.maker.name}")
    return timed_pace(planner.job(first), first.frames_to_draw, planner.maker, reporter)


def _render(planner: Planner, plan: RenderPlan, engine: Engine, reporter: Reporter) -> None:
    """Render what ``plan`` says and keep each clip as soon as it is made."""
    plans = plan.to_render
    if not plans:
        return
    finished: list[str] = []
    # Given out beforehand: the takes of one scene may be finished in another order.
    numbers = planner.takes.new_numbers([(each.scene.id, each.digest) for each in plans])

    def keep(fresh: FreshTake) -> None:
        take = planner.takes.keep(fresh, numbers[fresh.digest])
        finished.append(fresh.scene)
        told.scene_done(fresh.scene, take)

    told = FirstEstimate(reporter, plans, plan.at_once) if plan.seconds is None else reporter
    try:
        engine([planner.job(each) for each in plans], planner.maker, keep, told)
    except (RenderError, ModelError, OutputError) as error:
        raise type(error)(f"{error}\n{_what_is_kept(planner, finished, plans)}") from error
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; {_what_is_kept(planner, finished, plans)}") from None


def _numbers(planner: Planner, plan: RenderPlan) -> list[int]:
    """Return the numbers of the takes of ``plan``, in its order."""
    there = planner.takes.of_scene(plan.scenes[0].scene.id)
    known = {take.record.digest: take.record.number for take in there}
    return [known[each.digest] for each in plan.scenes]


def _listed(numbers: Sequence[int]) -> str:
    return f"take {numbers[0]} is" if len(numbers) == 1 else f"takes {', '.join(map(str, numbers))} are"


def _what_is_kept(planner: Planner, finished: Sequence[str], plans: Sequence[ScenePlan]) -> str:
    what = "scenes" if len({plan.scene.id for plan in plans}) == len(plans) else "takes"
    return (f"{len(finished)} of {len(plans)} {what} are finished and kept; "
            f"to go on: storyboard render {planner.folder}")


def _next_choices(planner: Planner, scene: str, count: int, seed: int | None) -> list[Choice]:
    """Return the chances of ``count`` new takes of ``scene``."""
    if seed is not None:
        return [Choice(take=number, seed=seed) for number in range(1, count + 1)]
    used = [take.chance.take for take in planner.takes.of_scene(scene) if take.chance.seed is None]
    first = max(used, default=0) + 1
    return [Choice(take=number) for number in range(first, first + count)]


def _assemble(planner: Planner, done: Collection[str], path: Path, config: RenderConfig,
              reporter: Reporter) -> Film:
    """Join the takes that the board's scenes have now into the film at ``path``."""
    plan, board = planner.plan(only=()), planner.board
    takes = {each.scene.id: each.take for each in plan.scenes if each.take is not None}
    missing = tuple(each.scene.id for each in plan.scenes if each.take is None)
    left = tuple(each.scene.id for each in plan.scenes if each.fate is Fate.LEFT and each.take is not None)
    if missing:
        reporter.warning(f"not in the film, because not rendered yet: {', '.join(missing)}")
    if left:
        reporter.warning(f"in the film as rendered before the last edit: {', '.join(left)}")
    reporter.assembling(len(takes))
    work = Finishing(board, takes, planner.encoding, config)
    joined, subtitles = finish_film(work, path)
    planner.takes.remember_film(takes)
    film = Film(path=path, duration=float(joined.seconds), n_frames=joined.n_frames, rendered=tuple(done),
                kept=tuple(each.scene.id for each in plan.kept if each.scene.id not in done),
                left=left, missing=missing, subtitles=subtitles)
    reporter.film_done(film)
    return film


def _as_planned(plan: RenderPlan, path: Path) -> Film:
    """Return the film that ``plan`` would give, without its length in frames being on the disk."""
    frames = sum(each.n_frames for each in plan.scenes)
    return Film(path=path, duration=float(frames / plan.fps), n_frames=frames,
                rendered=tuple(each.scene.id for each in plan.to_render),
                kept=tuple(each.scene.id for each in plan.kept),
                left=tuple(each.scene.id for each in plan.scenes if each.fate is Fate.LEFT))
