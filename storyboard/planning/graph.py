"""The scene graph: who is where, does what, looks how, and in which order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.board.model import Board, Scene, Shot, SubjectKind
from storyboard.errors import OutputError

if TYPE_CHECKING:
    import networkx as nx

FORMATS = (".svg", ".json", ".graphml")


def scene_graph(board: Board) -> nx.MultiDiGraph:
    """Return the graph of a board; the key of every edge is its relation.

    Nodes have ``kind`` and ``label`` and are named ``scene:s01``, ``subject:fox``, ``place:forest``,
    ``attribute:red``, ``action:s01-1`` (scene and number of the shot). Edges:

    =========  ====================  ==================================================
    relation   from -> to            meaning
    =========  ====================  ==================================================
    then       scene -> scene        order of the film
    at         scene -> place        where the scene is
    shows      scene -> action       its shots, with ``order``
    in         subject -> scene      who is present
    does       subject -> action     who is first in the frame
    with       subject -> action     who else is in the frame
    is         subject -> attribute  how it looks
    =========  ====================  ==================================================
    """
    import networkx as nx

    graph = nx.MultiDiGraph(title=board.title)
    for identifier, subject in board.cast.items():
        name = _subject_node(board, identifier)
        graph.add_node(
            name,
            kind="place" if subject.kind is SubjectKind.PLACE else "subject",
            label=subject.name,
            subject_kind=str(subject.kind),
            look=subject.look,
        )
        for attribute in look_attributes(subject.look):
            graph.add_node(f"attribute:{attribute}", kind="attribute", label=attribute)
            graph.add_edge(name, f"attribute:{attribute}", key="is", relation="is")
    before = None
    for order, scene in enumerate(board.scenes, start=1):
        node = f"scene:{scene.id}"
        graph.add_node(
            node,
            kind="scene",
            label=scene.title or scene.id,
            order=order,
            time=scene.setting.time or "",
            weather=scene.setting.weather or "",
            mood=scene.setting.mood or "",
        )
        if before is not None:
            graph.add_edge(before, node, key="then", relation="then")
        before = node
        _add_scene(graph, board, scene, node)
    return graph


def _add_scene(graph: nx.MultiDiGraph, board: Board, scene: Scene, node: str) -> None:
    place = scene.setting.place
    if place:
        place_node = f"place:{place}"
        if place_node not in graph:
            graph.add_node(place_node, kind="place", label=place)
        graph.add_edge(node, place_node, key="at", relation="at")
    present = dict.fromkeys([*scene.cast, *(who for shot in scene.shots for who in shot.cast)])
    for who in present:
        if who in board.cast:
            graph.add_edge(_subject_node(board, who), node, key="in", relation="in")
    for number, shot in enumerate(scene.shots, start=1):
        action = f"action:{scene.id}-{number}"
        graph.add_node(action, kind="action", label=shot_sentence(board, shot), seconds=float(shot.seconds))
        graph.add_edge(node, action, key="shows", relation="shows", order=number)
        for rank, who in enumerate(dict.fromkeys(shot.cast)):
            if who in board.cast:
                relation = "with" if rank else "does"
                graph.add_edge(_subject_node(board, who), action, key=relation, relation=relation)


def _subject_node(board: Board, identifier: str) -> str:
    return f"{'place' if board.cast[identifier].kind is SubjectKind.PLACE else 'subject'}:{identifier}"


def shot_sentence(board: Board, shot: Shot) -> str:
    """Return what a shot shows, with names for references: its action, or its prompt where it has none."""

    def name(match: re.Match[str]) -> str:
        subject = board.cast.get(match[1])
        return subject.name if subject else match[0]

    text = re.sub(r"\{([^{}]+)\}", name, shot.action or shot.prompt).strip()
    return text[:1].upper() + text[1:]


def look_attributes(look: str) -> list[str]:
    """Return the separate attributes of a look: ``old man in a grey coat`` has ``old`` and ``grey coat``."""
    head, *rest = re.split(r"\s*(?:,|\bwith\b|\bin\b|\bwearing\b|\band\b)\s+", look.strip())
    attributes = head.split()[:-1]
    attributes += [re.sub(r"^(?:an?|the)\s+", "", part) for part in rest]
    return list(dict.fromkeys(attribute for attribute in attributes if attribute and attribute != "of"))


def write_graph(graph: nx.MultiDiGraph, path: Path | str) -> None:
    """Write a scene graph as a picture (``.svg``) or as data (``.json`` in networkx's node-link form,
    ``.graphml``).

    Raises:
        OutputError: The name ends in something else, or the file cannot be written.
    """
    import networkx as nx

    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(
            f"{path}: a graph is written as {', '.join(FORMATS[:-1])} or {FORMATS[-1]}; "
            f"give the file one of these endings"
        )
    if suffix == ".svg":
        from storyboard.planning.graph_picture import draw_graph

        content = draw_graph(graph)
    elif suffix == ".json":
        content = json.dumps(nx.node_link_data(graph, edges="edges"), ensure_ascii=False, indent=1) + "\n"
    else:
        content = "\n".join(nx.generate_graphml(graph)) + "\n"
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"{path}: the graph cannot be written ({error.strerror}); choose another place"
        ) from error
