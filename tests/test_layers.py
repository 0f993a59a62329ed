"""The import rule, the size of files, and what a quick command may load, kept by reading every file."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.glob("storyboard/**/*.py"), *ROOT.glob("pipeline/**/*.py")])
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
           for path in SOURCES}

NEVER_IN_STORYBOARD = {"torch", "diffusers", "transformers", "moviepy", "av", "pipeline"}
PIPELINE_MAY_USE = ("storyboard.board", "storyboard.timecode", "storyboard.errors")
HEAVY = {"torch", "diffusers", "transformers", "spacy", "moviepy", "skia"}
MOST_LINES = 400


def imported(tree: ast.AST, module: str, *, is_package: bool, everywhere: bool) -> Iterator[str]:
    """Yield the full name of each import; unless ``everywhere``, only those that run at once."""
    nodes = ast.walk(tree) if everywhere else at_import_time(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            if node.level:
                keep = len(base) - node.level + (1 if is_package else 0)
                source = ".".join([*base[:keep], *([node.module] if node.module else [])])
            else:
                source = node.module or ""
            yield from (f"{source}.{alias.name}" for alias in node.names)


def at_import_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when a module is imported: no bodies of functions, nothing for type checkers alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for other in node.orelse:
                yield other
                yield from at_import_time(other)
            continue
        yield node
        yield from at_import_time(node)


def imports_of(module: str, *, everywhere: bool = True) -> list[str]:
    path = MODULES[module]
    return list(imported(ast.parse(path.read_text(encoding="utf-8")), module,
                         is_package=path.name == "__init__.py", everywhere=everywhere))


def is_or_below(name: str, packages: tuple[str, ...] | set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def names_imported(source: str, module: str = "a.b.c", *, everywhere: bool = True) -> list[str]:
    return list(imported(ast.parse(source), module, is_package=False, everywhere=everywhere))


def test_imports_are_seen_wherever_they_hide():
    source = """
import os.path
from . import sibling
from ..other import thing as x
if TYPE_CHECKING:
    import torch
try:
    import av
except ImportError:
    pass
class A:
    import json
    def f(self):
        import diffusers
"""
    assert set(names_imported(source)) == {
        "os.path", "a.b.sibling", "a.other.thing", "torch", "av", "json", "diffusers"}
    assert set(names_imported(source, everywhere=False)) == {
        "os.path", "a.b.sibling", "a.other.thing", "av", "json"}


@pytest.mark.parametrize("module", [name for name in MODULES if is_or_below(name, {"storyboard"})])
def test_reading_and_planning_never_know_of_rendering(module):
    assert [name for name in imports_of(module) if is_or_below(name, NEVER_IN_STORYBOARD)] == []


@pytest.mark.parametrize("module", [name for name in MODULES if is_or_below(name, {"pipeline"})
                                    and not is_or_below(name, {"pipeline.cli"})])
def test_rendering_knows_of_boards_alone(module):
    used = [name for name in imports_of(module) if is_or_below(name, {"storyboard"})]
    assert [name for name in used if not is_or_below(name, PIPELINE_MAY_USE)] == []


@pytest.mark.parametrize("module", [name for name in MODULES if not is_or_below(name, {"pipeline.cli"})])
def test_nothing_imports_the_command_line(module):
    assert [name for name in imports_of(module) if is_or_below(name, {"pipeline.cli"})] == []


@pytest.mark.parametrize("module", [name for name in MODULES if is_or_below(name, {"pipeline.cli"})])
def test_commands_load_heavy_modules_only_when_they_run(module):
    assert [name for name in imports_of(module, everywhere=False) if is_or_below(name, HEAVY)] == []


def test_no_modules_hold_each_other():
    edges: dict[str, set[str]] = {}
    for module in MODULES:
        targets = set()
        for name in imports_of(module, everywhere=False):
            # `from a.b import c`: c is a module, or something inside a.b.
            target = name if name in MODULES else name.rpartition(".")[0]
            if target in MODULES and target != module:
                targets.add(target)
        edges[module] = targets
    done: set[str] = set()

    def ring_from(module: str, trail: list[str]) -> list[str]:
        if module in trail:
            return [*trail[trail.index(module):], module]
        if module in done:
            return []
        for target in sorted(edges[module]):
            if ring := ring_from(target, [*trail, module]):
                return ring
        done.add(module)
        return []

    for module in sorted(edges):
        assert ring_from(module, []) == []


@pytest.mark.parametrize("module", MODULES)
def test_files_are_of_a_size_that_can_be_read(module):
    lines = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES


def test_every_file_is_named_for_its_subject():
    assert [path for path in SOURCES if path.stem in {"utils", "util", "common", "helpers", "misc"}] == []


@pytest.mark.parametrize("module", ["storyboard", "pipeline.cli.main"])
def test_help_loads_nothing_heavy(module):
    if module not in MODULES:
        pytest.skip(f"{module} is not there")
    code = f"import sys, {module}; print(*sorted(set({sorted(HEAVY)}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
                            check=False)
    assert (result.stdout.strip(), result.stderr) == ("", "")
