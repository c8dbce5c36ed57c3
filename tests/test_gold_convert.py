"""From one format to another; what is refused."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from claimwire.errors import GoldError, StorageError, UsageError
from claimwire.gold import READERS, guess_reader, read_gold
from claimwire.gold.convert import WRITERS, convert
from claimwire.gold.gum import conllu
from claimwire.json_records import from_json, to_json, to_line
from claimwire.records import Article, Record, Span, Statement
from gold_records import FULL

KEPT = from_json(to_json(FULL))
"""As JSON Lines keep it: confidence in four digits, names written out."""


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    other = replace(KEPT, article=replace(KEPT.article, id="other"), model=None)
    path.write_text(f"{to_line(other)}\n\n{to_line(KEPT)}\n", encoding="utf-8")
    return path


def test_what_is_written_can_be_read() -> None:
    assert set(WRITERS) == {"brat", "claimwire", "docbin", "label-studio", "prodigy"}
    assert set(WRITERS) < set(READERS)


@pytest.mark.parametrize("second", sorted(WRITERS))
@pytest.mark.parametrize("first", sorted(WRITERS))
def test_a_chain_of_formats_gives_the_same_lines(
    tmp_path: Path, lines: Path, first: str, second: str
) -> None:
    steps = ["claimwire", first, second, "claimwire"]
    path = lines
    for number, (before, after) in enumerate(pairwise(steps)):
        made = tmp_path / f"step{number}"
        assert convert(path, made, before, after) == 2
        path = made
    assert sorted(path.read_text("utf-8").split("\n")) == sorted(
        lines.read_text("utf-8").replace("\n\n", "\n").split("\n")
    )


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("x.json", "label-studio"),
        ("x.jsonl", "prodigy"),
        ("x.spacy", "docbin"),
        ("x", "brat"),
    ],
)
def test_what_was_written_is_guessed(tmp_path: Path, lines: Path, name: str, format_: str) -> None:
    convert(lines, tmp_path / name, "claimwire", format_)
    assert guess_reader(tmp_path / name) == format_


@pytest.mark.parametrize(
    "row", [{"id": "a", "text": "x", "meta": {}}, {"text": "x", "spans": [], "entities": []}, 5]
)
def test_lines_of_ours_are_not_taken_for_prodigys(tmp_path: Path, row: object) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row))
    assert guess_reader(path) == "arc"


def test_a_corpus_goes_in(tmp_path: Path) -> None:
    for part, name, content in (
        ("text", "a.txt", "Ann said so."),
        ("attributions", "a_1.ann", "T1\tCue 4 8\tsaid\nE1\tAttribution:T1 Cue:T1\n"),
    ):
        (tmp_path / "in" / part).mkdir(parents=True)
        (tmp_path / "in" / part / name).write_text(content)
    assert convert(tmp_path / "in", tmp_path / "out", "polnear", "brat") == 1
    before, after = (
        list(read_gold(f, tmp_path / d)) for f, d in (("polnear", "in"), ("brat", "out"))
    )
    assert [from_json(to_json(record)) for record in before] == after


@pytest.mark.skipif(conllu is None, reason="conllu is of the training extra")
def test_named_mentions_are_lost_and_nothing_else(tmp_path: Path) -> None:
    row = "1\tNorway\tNorway\tPROPN\tNNP\t_\t0\troot\t_\tEntity=(1-place-new-1)\n\n"
    (tmp_path / "a.conllu").write_text(f"# newpar\n{row}")
    convert(tmp_path / "a.conllu", tmp_path / "out", "gum", "brat")
    ((before,), (after,)) = (
        list(read_gold("gum", tmp_path / "a.conllu")),
        list(read_gold("brat", tmp_path / "out")),
    )
    (entity,) = before.entities
    assert entity.named
    assert after == replace(before, entities=(replace(entity, named=()),))


@pytest.mark.parametrize(
    "format_", ["arc", "casie", "gum", "muc4", "own", "parc3", "polnear", "re3d"]
)
def test_a_corpus_is_not_written(tmp_path: Path, lines: Path, format_: str) -> None:
    with pytest.raises(UsageError, match=f"'{format_}' is read, not written") as caught:
        convert(lines, tmp_path / "out", "claimwire", format_)
    assert caught.value.hint == "write one of brat, claimwire, docbin, label-studio, prodigy"


def test_unknown_formats_are_named(tmp_path: Path, lines: Path) -> None:
    with pytest.raises(UsageError, match="unknown format 'conll'"):
        convert(lines, tmp_path / "out", "conll", "brat")
    with pytest.raises(UsageError, match="'conll' is unknown"):
        convert(lines, tmp_path / "out", "claimwire", "conll")


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"nothing to convert at '.*gone'"):
        convert(tmp_path / "gone", tmp_path / "out", "claimwire", "brat")


@pytest.mark.parametrize("format_", sorted(WRITERS))
def test_a_damaged_source_leaves_the_target_as_it_was(
    tmp_path: Path, lines: Path, format_: str
) -> None:
    lines.write_text(f"{to_line(KEPT)}\n{{}}\n", encoding="utf-8")
    out = tmp_path / "deep" / "out"
    with pytest.raises(GoldError, match=r"in\.jsonl:2 is no record"):
        convert(lines, out, "claimwire", format_)
    assert list(out.parent.iterdir()) == []
    if format_ != "brat":
        out.write_text("old")
        with pytest.raises(GoldError, match=r"in\.jsonl:2 is no record"):
            convert(lines, out, "claimwire", format_)
        assert [(p.name, p.read_text()) for p in out.parent.iterdir()] == [("out", "old")]


@pytest.mark.parametrize("format_", sorted(WRITERS))
@pytest.mark.parametrize("target", ["in.jsonl/out", "x" * 300])
def test_a_target_that_cannot_be_written_is_named(
    tmp_path: Path, lines: Path, format_: str, target: str
) -> None:
    with pytest.raises(StorageError) as caught:
        convert(lines, tmp_path / target, "claimwire", format_)
    assert target in str(caught.value)
    assert caught.value.hint


def test_brat_does_not_write_over_a_file(tmp_path: Path, lines: Path) -> None:
    with pytest.raises(StorageError, match="it is a file"):
        convert(lines, lines, "claimwire", "brat")


@pytest.mark.parametrize("format_", ["claimwire", "docbin", "label-studio", "prodigy"])
def test_a_file_can_be_converted_in_its_place(lines: Path, format_: str) -> None:
    convert(lines, lines, "claimwire", format_)
    assert len(list(read_gold(format_, lines))) == 2


def test_a_link_is_written_through(tmp_path: Path, lines: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    convert(lines, link, "claimwire", "claimwire")
    assert link.is_symlink()
    assert len(list(read_gold("claimwire", tmp_path / "real"))) == 2


def test_a_pipe_is_written_to(tmp_path: Path, lines: Path) -> None:
    assert convert(lines, Path(os.devnull), "claimwire", "prodigy") == 2


def test_records_pass_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = (Record(Article(str(n), "Norway blames Tambora. " * 40)) for n in range(300))
    path.write_text("".join(to_line(row) + "\n" for row in rows), encoding="utf-8")
    assert convert(path, tmp_path / "out", "claimwire", "brat") == 300
    assert len(list((tmp_path / "out").glob("*.txt"))) == 300


def test_a_span_without_name_gets_its_own_text_for_one(tmp_path: Path) -> None:
    bare = Record(Article("a", "Ann said."), statements=(Statement(Span(0, 3, "Ann"), None, ()),))
    for format_, write in WRITERS.items():
        write([bare], tmp_path / format_)
        (found,) = read_gold(format_, tmp_path / format_)
        assert found.statements[0].source == Span(0, 3, "Ann", "Ann")
