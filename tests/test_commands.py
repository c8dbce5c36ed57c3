"""What the commands do without a model: show, evaluate on predictions, and writing files."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from claimwire.evaluation.run import TASKS
from claimwire.json_records import read_records, to_line
from claimwire.records import Article, Assertion, Record, RoleNames, Span
from claimwire.store import Database
from test_cli import Capture, claimwire

TEXT = "Norway blames Tambora for the raid, and Larvik blames Norway."


def span(words: str, name: str | None = None) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words, name or words)


def record(identifier: str = "a", *sources: str | None) -> Record:
    """An assertion for each source."""
    found = tuple(
        Assertion(span(s) if s else None, span("blames"), span("the raid"), span("Tambora"))
        for s in sources
    )
    return Record(
        Article(identifier, TEXT), assertions=found, roles=RoleNames(("Tambora",), (), ("NO",))
    )


def write(path: Path, *records: Record) -> str:
    path.write_text("".join(to_line(r) + "\n" for r in records), encoding="utf-8")
    return str(path)


def store(path: Path, *records: Record) -> str:
    with Database(path) as base:
        for item in records:
            base.write(item)
    return str(path)


Writer = Callable[..., str]
both = pytest.mark.parametrize("kept", [write, store])


@both
def test_show_prints_each_article(capfd: Capture, tmp_path: Path, kept: Writer) -> None:
    path = kept(tmp_path / "out", record("a", "Norway"), record("b"))
    code, out, err = claimwire(capfd, "show", path)
    assert (code, err) == (0, "")
    assert out.count(TEXT) == 2
    assert out.index("╭─ a ─") < out.index("╭─ b ─")
    assert "Norway  the raid      Tambora  asserted   1.00" in out
    assert "No assertions found." in out
    assert out.count("countries: NO") == 2


@both
def test_show_stops_at_its_limit_and_says_so(capfd: Capture, tmp_path: Path, kept: Writer) -> None:
    path = kept(tmp_path / "out", *(record(f"a{n}") for n in range(5)))
    _, out, _ = claimwire(capfd, "show", path)
    assert out.count(TEXT) == 3
    assert "2 more articles: --limit N, --id ID or --table" in out
    _, out, _ = claimwire(capfd, "show", path, "--limit", "5")
    assert out.count(TEXT) == 5
    assert "more articles" not in out


@both
def test_show_picks_articles_by_id(capfd: Capture, tmp_path: Path, kept: Writer) -> None:
    path = kept(tmp_path / "out", record("a"), record("b"), record("c", "Norway", None))
    _, out, _ = claimwire(capfd, "show", path, "--id", "b", "--id", "c")
    assert [f"╭─ {name} ─" in out for name in "abc"] == [False, True, True]
    _, out, _ = claimwire(capfd, "show", path, "--id", "c", "--table")
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["article", "X"],
        ["c", "Norway"],
        ["c", "(the"],
    ]


@both
@pytest.mark.parametrize("table", [[], ["--table"]])
def test_show_tells_when_there_is_nothing(
    capfd: Capture, tmp_path: Path, kept: Writer, table: list[str]
) -> None:
    path = kept(tmp_path / "out", record("a"))
    code, out, err = claimwire(capfd, "show", path, "--id", "y", "--id", "x", *table)
    assert (code, out) == (4, "")
    assert err == f"error: no article 'x' or 'y' in {path!r}\nhint: claimwire show FILE --table\n"
    path = kept(tmp_path / "empty")
    assert claimwire(capfd, "show", path, *table)[::2] == (
        4,
        f"error: no articles in {path!r}\nhint: claimwire show FILE --table\n",
    )


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"plain words\n", 2, ":1 is no record: JSONDecodeError"),
        (b"\xff\xd8\xff\xe0JFIF", 2, ":1 is no record: UnicodeDecodeError"),
        (b'{"id": "a"}\n', 2, ":1 is no record: KeyError: 'text'"),
        (b"[" * 100_000, 2, ":1 is no record: RecursionError"),
        (b"SQLite format 3\x00 and no more", 4, "cannot be used as a database"),
    ],
)
def test_show_names_what_it_cannot_read(
    capfd: Capture, tmp_path: Path, content: bytes, code: int, told: str
) -> None:
    (tmp_path / "out").write_bytes(content)
    found, out, err = claimwire(capfd, "show", str(tmp_path / "out"))
    assert (found, out) == (code, "")
    assert told in err.splitlines()[0]
    assert len(err.splitlines()) <= 2


@pytest.mark.parametrize("stance", ["sure", "", None, 7])
def test_show_refuses_a_stance_there_is_none_of(
    capfd: Capture, tmp_path: Path, stance: object
) -> None:
    row: dict[str, Any] = json.loads(to_line(record("a", "Norway")))
    row["assertions"][0]["stance"] = stance
    (tmp_path / "out").write_text(json.dumps(row))
    code, out, err = claimwire(capfd, "show", str(tmp_path / "out"))
    assert (code, out) == (2, "")
    assert f"{stance!r} is none of asserted" in err


LACKING = "1 gold articles have no prediction and count as empty\n"


def scores(capfd: Capture, *arguments: str, code: int = 0, told: str = "") -> dict[str, Any]:
    found, out, err = claimwire(capfd, "evaluate", "--json", *arguments)
    assert (found, err) == (code, told)
    loaded: dict[str, Any] = json.loads(out)
    return loaded


@both
def test_evaluate_scores_predictions(capfd: Capture, tmp_path: Path, kept: Writer) -> None:
    gold = write(tmp_path / "gold.jsonl", record("a", "Norway", "Larvik"), record("b", "Norway"))
    given = kept(tmp_path / "out", record("a", "Norway", None), record("other", "Norway"))
    arguments = ["--task", "assertions", "--gold", gold, "--predictions", given]
    found = scores(capfd, *arguments, told=LACKING)["triple"]
    assert (found["predicted"], found["gold"]) == (2, 3)
    assert found["precision"] == 50.0
    assert found["recall"] == pytest.approx(100 / 3)
    assert found["f1"] == pytest.approx(40.0)
    code, out, _ = claimwire(capfd, "evaluate", *arguments)
    assert code == 0
    assert out.startswith("assertions: 2 articles\n")
    assert ["triple", "50.0", "33.3", "40.0"] in [line.split()[:4] for line in out.splitlines()]


@pytest.mark.parametrize(("bar", "code"), [("79.9", 0), ("80.1", 1)])
def test_evaluate_fails_under_a_bar(capfd: Capture, tmp_path: Path, bar: str, code: int) -> None:
    gold = write(tmp_path / "gold.jsonl", record("a", "Norway", "Larvik"), record("b", "Norway"))
    given = write(tmp_path / "out", record("a", "Norway", None))
    names = ["--task", "assertions", "--gold", gold, "--predictions", given]
    found = scores(capfd, *names, "--fail-under", bar, code=code, told=LACKING)
    assert found["pair"]["f1"] == pytest.approx(80.0)  # the first metric counts


@pytest.mark.parametrize("task", TASKS)
def test_gold_against_itself_is_perfect(capfd: Capture, tmp_path: Path, task: str) -> None:
    gold = write(tmp_path / "gold.jsonl", replace(record("a", "Norway"), sentences=((0, 61),)))
    found = scores(capfd, "--task", task, "--gold", gold, "--predictions", gold)
    assert {metric: row["f1"] for metric, row in found.items()} == dict.fromkeys(found, 100.0)


@pytest.mark.parametrize(
    ("gold", "given", "told"),
    [
        ([], [record("a")], "the gold holds no records"),
        (
            [record("a")],
            [Record(Article("a", TEXT + " "))],
            "the predicted text of 'a' is not the gold text",
        ),
    ],
)
def test_evaluate_refuses_what_cannot_be_scored(
    capfd: Capture, tmp_path: Path, gold: list[Record], given: list[Record], told: str
) -> None:
    paths = write(tmp_path / "gold.jsonl", *gold), write(tmp_path / "out.jsonl", *given)
    code, out, err = claimwire(
        capfd, "evaluate", "--task", "names", "--gold", paths[0], "--predictions", paths[1]
    )
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {told}\n")


def test_evaluate_tells_of_predictions_that_are_not_there(capfd: Capture, tmp_path: Path) -> None:
    gold, gone = write(tmp_path / "gold.jsonl", record("a")), str(tmp_path / "gone.jsonl")
    code, _, err = claimwire(
        capfd, "evaluate", "--task", "names", "--gold", gold, "--predictions", gone
    )
    assert (code, err) == (4, f"error: cannot open {gone!r}: No such file or directory\n")


def save(capfd: Capture, folder: Path, target: str, *records: Record) -> tuple[int, str, str]:
    """Write records to a file by the way of an evaluation."""
    given = write(folder / "given.jsonl", *records)
    arguments = ["--task", "names", "--gold", given, "--predictions", given, "--save", target]
    return claimwire(capfd, "evaluate", "--json", *arguments)


def test_a_file_is_written_whole_with_its_folders(capfd: Capture, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "er" / "out.jsonl"
    records = [record("a", "Norway"), record("b")]
    assert save(capfd, tmp_path, str(target), *records)[0] == 0
    assert list(read_records(target)) == records
    assert os.listdir(target.parent) == ["out.jsonl"]


def test_standard_output_takes_lines(capfd: Capture, tmp_path: Path) -> None:
    _, out, _ = save(capfd, tmp_path, "-", record("a", "Norway"))
    assert out.splitlines()[0] == to_line(record("a", "Norway"))
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("target", ["", ".", "..", "/", "deep"])
def test_a_folder_is_no_file_to_write(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path)
    code, out, err = save(capfd, tmp_path, target, record())
    assert (code, out) == (4, "")
    assert err == f"error: cannot write {target or '.'!r}: it is a folder\n"
    assert sorted(os.listdir(tmp_path)) == ["deep", "given.jsonl"]


@pytest.mark.parametrize("target", ["given.jsonl/out.jsonl", "x" * 300, "y" * 252])
def test_a_path_that_cannot_be_written_is_told(capfd: Capture, tmp_path: Path, target: str) -> None:
    code, _, err = save(capfd, tmp_path, str(tmp_path / target), record())
    assert code == 4
    assert err.startswith(f"error: cannot write {str(tmp_path / target)!r}: ")


def test_a_link_stays_a_link(capfd: Capture, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real.jsonl")
    save(capfd, tmp_path, str(tmp_path / "link"), record())
    assert (tmp_path / "link").is_symlink()
    assert list(read_records(tmp_path / "real.jsonl")) == [record()]


def test_a_pipe_stays_a_pipe(capfd: Capture, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    save(capfd, tmp_path, str(pipe), record())
    assert os.read(reading, 10_000).decode() == to_line(record()) + "\n"
    os.close(reading)
    assert pipe.is_fifo()


def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path: Path) -> None:
    given = write(tmp_path / "given.jsonl", *(record(str(n), "Norway") for n in range(100)))
    old = tmp_path / "out.jsonl"
    old.write_text("old")
    command = [sys.executable, "-m", "claimwire", "evaluate", "--task", "names", "--gold", given]
    done = subprocess.run(
        [*command, "--predictions", given, "--save", str(old)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == f"error: cannot write {str(old)!r}: File too large\n"
    assert old.read_text() == "old"


def test_a_lone_surrogate_is_written_as_a_replacement_sign(capfd: Capture, tmp_path: Path) -> None:
    given = tmp_path / "given.jsonl"
    given.write_text(json.dumps({"id": "a", "text": "he \ud83d left", "title": "\udfff"}))
    target = tmp_path / "out.jsonl"
    arguments = ["--task", "names", "--gold", str(given), "--predictions", str(given)]
    assert claimwire(capfd, "evaluate", *arguments, "--save", str(target))[0] == 0
    (back,) = read_records(target)
    assert back.article == Article("a", "he \ufffd left", title="\ufffd")
