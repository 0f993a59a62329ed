"""The scene graph as data and as a picture."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest

from storyboard.board import Board, Scene, Setting, Shot, Subject, SubjectKind
from storyboard.errors import OutputError
from storyboard.planning.graph import look_attributes, scene_graph, write_graph
from storyboard.planning.graph_picture import draw_graph

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def board() -> Board:
    scenes = tuple(
        Scene(
            id=f"s{number:02d}",
            title=f"Scene {number} with a title that is rather long for its box",
            setting=Setting(place=place, time=time),
            cast=cast,
            shots=tuple(
                Shot(
                    prompt=f"{{{who}}} walks in the forest", action=f"The {who} walks & <talks>.", cast=(who,)
                )
                for who in cast
            ),
        )
        for number, (place, time, cast) in enumerate(
            [
                ("forest", "morning", ("fox", "crow")),
                ("village", None, ("crow",)),
                ("forest", "night", ("fox",)),
            ],
            start=1,
        )
    )
    cast = {
        "fox": Subject(name="the Fox", kind=SubjectKind.ANIMAL, look="old red fox with a bushy tail"),
        "crow": Subject(name="the Crow", kind=SubjectKind.ANIMAL, look="black crow"),
    }
    return Board(title="The Fox & the Crow", cast=cast, scenes=scenes)


def test_scenes_are_joined_in_order(board):
    graph = scene_graph(board)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.has_edge("scene:s01", "scene:s02", key="then")
    assert graph.has_edge("scene:s02", "scene:s03", key="then")
    assert not graph.has_edge("scene:s01", "scene:s03")


def test_subjects_have_attributes_scenes_and_actions(board):
    graph = scene_graph(board)
    assert {node for _, node, key in graph.out_edges("subject:fox", keys=True) if key == "is"} == {
        "attribute:old",
        "attribute:red",
        "attribute:bushy tail",
    }
    assert graph.has_edge("subject:fox", "scene:s03", key="in")
    assert not graph.has_edge("subject:fox", "scene:s02")
    assert graph.has_edge("subject:crow", "action:s01-2", key="does")
    assert graph.edges["scene:s01", "action:s01-2", "shows"]["order"] == 2


def test_scenes_in_one_place_share_its_node(board):
    graph = scene_graph(board)
    assert set(graph.predecessors("place:forest")) == {"scene:s01", "scene:s03"}


@pytest.mark.parametrize(
    ("look", "attributes"),
    [
        ("red fox", ["red"]),
        ("old man in a grey coat", ["old", "grey coat"]),
        ("young woman with long black hair in a blue dress", ["young", "long black hair", "blue dress"]),
        ("", []),
    ],
)
def test_look_is_split_into_attributes(look, attributes):
    assert look_attributes(look) == attributes


def test_json_and_graphml_give_the_graph_back(board, tmp_path: Path):
    graph = scene_graph(board)
    write_graph(graph, tmp_path / "graph.json")
    write_graph(graph, tmp_path / "graph.graphml")
    data = json.loads((tmp_path / "graph.json").read_text(encoding="utf-8"))
    assert nx.utils.graphs_equal(nx.node_link_graph(data, edges="edges"), graph)
    again = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert set(again.nodes) == set(graph.nodes)
    assert again.number_of_edges() == graph.number_of_edges()


def test_picture_names_everything_and_nothing_overlaps(board, tmp_path: Path):
    write_graph(scene_graph(board), tmp_path / "graph.svg")
    root = ET.parse(tmp_path / "graph.svg").getroot()
    text = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    for words in ("The Fox & the Crow", "the Crow", "s03", "forest", "The crow walks & <talks>.", "in frame"):
        assert words in text
    places = [(float(node.get("x")), float(node.get("y"))) for node in root.iter(f"{SVG}text")]
    assert len(set(places)) == len(places)
    rows = [
        (float(node.get("y")), float(node.get("height")))
        for node in root.iter(f"{SVG}rect")
        if float(re.sub("%", "", node.get("width"))) > 600
    ]
    assert all(y + height <= below for (y, height), (below, _) in itertools.pairwise(rows))


def test_other_endings_are_refused_with_the_right_ones(board, tmp_path: Path):
    with pytest.raises(OutputError, match=r"graph\.png: a graph is written as \.svg, \.json or \.graphml"):
        write_graph(scene_graph(board), tmp_path / "graph.png")
    with pytest.raises(OutputError, match="cannot be written"):
        write_graph(scene_graph(board), tmp_path / "nowhere" / "graph.svg")


def test_no_two_dots_have_the_same_letters():
    named = ("fox", "father", "farmer", "fisher")
    cast = {who: Subject(name=f"the {who.title()}", look="red") for who in named}
    shots = tuple(Shot(prompt=f"{{{who}}} walks", cast=(who,)) for who in cast)
    board = Board(title="F", cast=cast, scenes=(Scene(id="s01", cast=tuple(cast), shots=shots),))
    drawn = ET.fromstring(draw_graph(scene_graph(board)))
    letters = [text.text for text in drawn.iter(f"{SVG}text") if re.fullmatch(r"F[a-z]?", text.text or "")]
    assert {"F", "Fa", "Fr", "Fi"} <= set(letters)
