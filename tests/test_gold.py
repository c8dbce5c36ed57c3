"""Readers by name, guessing them, and the project's own format."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claimwire.errors import GoldError, UsageError
from claimwire.gold import READERS, guess_reader, read_gold
from claimwire.json_records import to_line
from claimwire.records import Article, Assertion, Record, RoleNames, Span, Statement

TEXT = "\U0001f525 Norway’s envoy blames Tambora for the raid"


def span(words: str, name: str | None = None) -> dict[str, Any]:
    start = TEXT.index(words)
    found = {"start": start, "end": start + len(words), "text": words}
    return found | ({"name": name} if name else {})


ROW = {
    "id": "casie-1",
    "date": "2024-03-05",
    "publisher": "Ledger",
    "sha256": "0" * 64,
    "length": len(TEXT),
    "text": TEXT,
    "sentences": [[0, len(TEXT)]],
    "assertions": [
        {
            "stance": "asserted",
            "cue": span("blames"),
            "source": span("Norway’s envoy", "Norway"),
            "event": span("the raid", "the raid"),
            "actor": span("Tambora"),
            "victims": [span("Norway")],
        }
    ],
    "roles": {"actors": ["Tambora"], "victims": ["Norway"]},
}


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_row_of_the_corpus_becomes_a_record(tmp_path: Path) -> None:
    (record,) = read_gold("arc", write(tmp_path / "a.jsonl", ROW))
    assert record == Record(
        Article("casie-1", TEXT, date="2024-03-05", publisher="Ledger"),
        sentences=((0, len(TEXT)),),
        assertions=(
            Assertion(
                source=Span(2, 16, "Norway’s envoy", "Norway"),
                cue=Span(17, 23, "blames"),
                event=Span(36, 44, "the raid", "the raid"),
                actor=Span(24, 31, "Tambora"),
                victims=(Span(2, 8, "Norway"),),
            ),
        ),
        roles=RoleNames(("Tambora",), ("Norway",)),
    )


def test_a_passage_without_date_and_publisher_will_do(tmp_path: Path) -> None:
    row = {key: ROW[key] for key in ("id", "text")} | {"assertions": []}
    assert list(read_gold("own", write(tmp_path / "a.jsonl", row))) == [
        Record(Article("casie-1", TEXT))
    ]


def test_output_of_run_reads_back(tmp_path: Path) -> None:
    found = Span(2, 8, "Norway", "Norway", 0)
    record = Record(Article("n", TEXT), statements=(Statement(found, None, (found,)),), model="m")
    path = tmp_path / "a.jsonl"
    path.write_text(to_line(record) + "\n\n", encoding="utf-8")
    assert list(read_gold("arc", path)) == [record]


@pytest.mark.parametrize(
    "line",
    [
        [],
        "text",
        {"id": "a"},
        {"text": "a"},
        ROW | {"assertions": [{}]},
        ROW | {"assertions": [ROW["assertions"][0] | {"stance": "sure"}]},  # type: ignore[index]
        ROW | {"text": TEXT[1:]},
        ROW | {"sentences": [[0]]},
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: object) -> None:
    path = write(tmp_path / "a.jsonl", ROW, line)
    with pytest.raises(GoldError, match=r"a\.jsonl:2 is no record"):
        list(read_gold("arc", path))


def test_an_unknown_reader_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="unknown corpus reader 'parc'") as caught:
        read_gold("parc", Path("."))
    assert caught.value.hint == f"one of {', '.join(sorted(READERS))}"
    assert {"arc", "brat", "gum", "parc3", "polnear"} <= set(READERS)


@pytest.mark.parametrize("reader", sorted(READERS))
def test_a_path_that_is_not_there_is_named(tmp_path: Path, reader: str) -> None:
    with pytest.raises(GoldError, match=r"no corpus at '.*gone'"):
        read_gold(reader, tmp_path / "gone")


@pytest.mark.parametrize("reader", sorted(READERS))
@pytest.mark.parametrize("content", [b"\x00\xff", b"[1, 2]\n", b'{"id": 1}\n', b"plain words\n"])
def test_a_wrong_file_is_an_error_of_ours(tmp_path: Path, reader: str, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(GoldError, match="file"):
        list(read_gold(reader, path))


@pytest.mark.parametrize("reader", sorted(READERS))
def test_an_empty_folder_is_an_error_of_ours(tmp_path: Path, reader: str) -> None:
    with pytest.raises(GoldError, match=str(tmp_path)):
        list(read_gold(reader, tmp_path))


@pytest.mark.parametrize(
    ("made", "reader"),
    [
        ("gold.jsonl", "arc"),
        ("gold.json", "arc"),
        ("a.conllu", "gum"),
        ("dep/a.conllu", "gum"),
        ("attributions/a_1.ann", "polnear"),
        ("annotation/1.json", "casie"),
    ],
)
def test_the_reader_is_guessed_by_what_lies_there(tmp_path: Path, made: str, reader: str) -> None:
    path = tmp_path / "part" / made
    path.parent.mkdir(parents=True)
    path.write_text("")
    given = path.parent if made.startswith("dep") else tmp_path / "part"
    assert guess_reader(given if "/" in made else path) == reader


@pytest.mark.parametrize("made", ["a.txt", "folder/a.txt"])
def test_what_no_reader_fits_is_refused(tmp_path: Path, made: str) -> None:
    path = tmp_path / made
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    given = path if made == "a.txt" else path.parent
    with pytest.raises(GoldError, match="is no gold that claimwire knows"):
        guess_reader(given)


def test_guessing_at_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no corpus at"):
        guess_reader(tmp_path / "gone")


def test_gold_needs_nothing_of_the_training_extra(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", ROW)
    code = (
        "import sys\n"
        "for name in ('conllu', 'torch', 'datasets', 'transformers'): sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from claimwire.gold import read_gold\n"
        f"print(len(list(read_gold('arc', Path({str(path)!r})))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1\n", "")
