"""Who may import whom; no cycles; no imports hidden in functions; small files and functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline" / "claimwire"
FILES = sorted(PACKAGE.rglob("*.py"))

STAGES = {"encode", "segment", "tag", "extract", "resolve", "link"}
LIGHT = {"records", "errors", "names", "lexicon", "spans", "json_records", "version", "models"}
"""Modules that any may use and that use nothing else than each other."""

MAY_NOT: dict[str, set[str]] = {
    **dict.fromkeys(STAGES, STAGES | {"read", "store", "gold", "training", "evaluation", "cli"}),
    "read": STAGES | {"doc", "model", "store", "gold", "run", "cli"},
    "store": STAGES | {"doc", "model", "read", "gold", "run", "cli"},
    "gold": STAGES | {"doc", "model", "read", "store", "run", "cli"},
    "evaluation": STAGES | {"doc", "model", "read", "store", "run", "cli"},
    "model": STAGES | {"doc", "read", "store", "gold", "training", "evaluation", "run", "cli"},
    "training": STAGES | {"doc", "read", "store", "run", "cli"},
    "show": STAGES | {"doc", "model", "read", "store", "gold", "training", "run", "cli"},
    "doc": STAGES | {"read", "store", "gold", "training", "run", "cli"},
}
TORCH_ONLY_IN = {"model.network", "model.export", "training"}
SPACY_ONLY_IN = STAGES | {"doc", "run", "components", "training.silver", "gold.docbin"}
LATE = {"cli", "commands", "gold_commands", "__init__"}
"""Modules that may import inside functions, for the time a command takes to start."""


def name_of(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(p for p in parts if p != "__init__") or "__init__"


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports_of(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            yield from (alias.name for alias in part.names)
        elif isinstance(part, ast.ImportFrom) and part.module:
            yield part.module


def ours(file: Path) -> set[str]:
    return {m.removeprefix("claimwire.") for m in imports_of(tree_of(file)) if "claimwire." in m}


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_only_what_it_may(file: Path) -> None:
    name = name_of(file)
    top = name.split(".")[0]
    used = {module.split(".")[0] for module in ours(file)} - {top}
    assert not used & MAY_NOT.get(top, set())
    if top in LIGHT:
        assert used <= LIGHT
    foreign = {module.split(".")[0] for module in imports_of(tree_of(file))}
    if "torch" in foreign or "transformers" in foreign:
        assert name in TORCH_ONLY_IN or top in TORCH_ONLY_IN
    if "spacy" in foreign:
        assert name in SPACY_ONLY_IN or top in SPACY_ONLY_IN


@pytest.mark.parametrize("file", [f for f in FILES if name_of(f) not in LATE], ids=name_of)
def test_hides_no_import_in_a_function(file: Path) -> None:
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef):
            assert not list(imports_of(node)), f"{node.name} imports inside"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_is_short(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 400
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < 60, node.name


def test_there_are_no_cycles() -> None:
    graph = {name_of(f): ours(f) for f in FILES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path, name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        if name not in LATE:
            visit(name, ())


def test_importing_claimwire_is_light() -> None:
    code = (
        "import sys, claimwire, claimwire.cli; "
        "print([m for m in ('torch', 'spacy', 'onnxruntime', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_pipeline_needs_no_torch() -> None:
    code = (
        "import sys; sys.modules['torch'] = None; sys.modules['transformers'] = None; "
        "import claimwire; doc = claimwire.load(threads=1)('Norway blames Tambora for the raid.'); "
        "print(doc._.claimwire.model)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "claimwire-en-2"
