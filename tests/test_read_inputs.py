"""Paths to articles: every kind of file, folders, globs, standard input, and what fails."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import sys
from pathlib import Path

import pytest

from claimwire.errors import UsageError
from claimwire.read import Failure, inputs, read_inputs
from claimwire.records import Article

RAID = "Tambora denies the raid."
FIRE = "A cook set the fire, police say."
PAGE = f"<html><body><p>{RAID}</p></body></html>"


def write(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def lines(*rows: dict[str, object]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def read(*paths: str) -> list[tuple[str, str]]:
    """Ids and texts of articles, names and reasons of failures."""
    return [
        (item.id, item.text) if isinstance(item, Article) else (item.name, item.reason)
        for item in read_inputs(paths)
    ]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("name", "content", "identifier"),
    [
        ("raid.txt", RAID, "raid"),
        ("raid.2024.txt", RAID, "raid.2024"),
        ("raid", RAID, "raid"),
        ("raid.md", RAID, "raid"),
        ("RAID.HTML", PAGE, "RAID"),
        ("raid.htm", PAGE, "raid"),
        ("raid.xhtml", PAGE, "raid"),
        ("page.txt", PAGE, "page"),
        ("raid.jsonl", lines({"id": "n1", "text": RAID}), "n1"),
        ("raid.NDJSON", lines({"text": RAID}), "raid-1"),
        ("raid", lines({"text": RAID}), "raid-1"),
    ],
)
def test_each_kind_of_file_is_read(
    tmp_path: Path, name: str, content: str, identifier: str, packed: bool
) -> None:
    data = content.encode()
    path = tmp_path / (f"{name}.gz" if packed else name)
    assert read(write(path, gzip.compress(data) if packed else data)) == [(identifier, RAID)]


def test_the_suffix_of_an_archive_may_be_in_capitals(tmp_path: Path) -> None:
    packed = gzip.compress(lines({"id": "n1", "text": RAID}).encode())
    assert read(write(tmp_path / "RAID.JSONL.GZ", packed)) == [("n1", RAID)]


def test_line_ends_of_a_text_are_kept(tmp_path: Path) -> None:
    text = "Raid on port\r\n\r\nNorway\nblames\rTambora\x85.\u2028"
    assert read(write(tmp_path / "a.txt", text)) == [("a", text)]


def test_broken_lines_fail_alone(tmp_path: Path) -> None:
    path = write(
        tmp_path / "feed.jsonl",
        lines({"id": "a", "text": RAID}).encode()
        + b"\r\n  \n"
        + b'{"id": "b", "text"\n'
        + b'{"id": "c"}\n[]\n\x00\x00\x00\n'
        + '{"id": "d", "text": "café"}\r\n'.encode("latin-1")
        + b'{"id": "e", "text": "no line end"}',
    )
    assert read(path) == [
        ("a", RAID),
        (f"{path}:4", "is no JSON: Expecting ':' delimiter: line 2 column 1 (char 19)"),
        (f"{path}:5", "has no text"),
        (f"{path}:6", "is a JSON list, not an object"),
        (f"{path}:7", "is binary, not text"),
        ("d", "café"),
        ("e", "no line end"),
    ]


def test_a_failed_line_says_what_to_do(tmp_path: Path) -> None:
    (failure,) = read_inputs([write(tmp_path / "feed.jsonl", '{"id": "c"}')])
    assert isinstance(failure, Failure)
    assert failure.hint == 'each line needs "text" with the article\'s words'


def test_a_line_that_is_too_long_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MOST_LINE", 40)
    for length in (40, 41, 42, 80, 81, 82, 83, 200):
        path = write(tmp_path / "feed.jsonl", b"x" * length + b"\n" + lines({"text": "b"}).encode())
        assert read(path) == [(f"{path}:1", "is longer than 0 MB"), ("feed-2", "b")]
    exact = lines({"text": "b" * 28})
    assert len(exact) == 41
    assert read(write(tmp_path / "feed.jsonl", exact[:-1])) == [("feed-1", "b" * 28)]


def test_a_truncated_archive_gives_what_came_before_the_cut(tmp_path: Path) -> None:
    rows = [{"id": str(n), "text": f"{RAID} {digest(str(n))}"} for n in range(2000)]
    packed = gzip.compress(lines(*rows).encode())
    path = write(tmp_path / "feed.jsonl.gz", packed[: len(packed) // 2])
    *articles, failure = read_inputs([path])
    ids = [item.id for item in articles if isinstance(item, Article)]
    assert ids == [str(n) for n in range(len(articles))]
    assert len(ids) > 100
    assert isinstance(failure, Failure)
    assert failure.name == f"{path}:{len(ids) + 1}"
    assert failure.reason.startswith("cannot be read on: Compressed file ended")


def test_a_cut_within_a_line_that_is_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MOST_LINE", 40)
    packed = gzip.compress(bytes(range(48, 58)) * 5000)
    path = write(tmp_path / "feed.jsonl.gz", packed[:-9])
    ((name, reason),) = read(path)
    assert name == f"{path}:1"
    assert "cannot be read on" in reason


@pytest.mark.parametrize("name", ["cut.txt.gz", "cut.html.gz", "cut.gz"])
def test_a_truncated_document_is_refused_whole(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, gzip.compress(PAGE.encode() * 50)[:-5])
    ((failed, reason),) = read(path)
    assert failed == path
    assert reason.startswith("cannot be read: Compressed file ended")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.html", b"", "holds no article text"),
        ("a.jsonl", b"", "is empty"),
        ("a.jsonl", b"\n \r\n", "is empty"),
        ("a.jsonl.gz", gzip.compress(b""), "is empty"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "is binary, not text"),
        ("a.html", b"<html><body></body></html>", "holds no article text"),
    ],
)
def test_what_is_no_article_fails(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = write(tmp_path / name, content)
    assert read(path) == [(path, reason)]


def test_a_folder_gives_all_its_files_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.html", "c.jsonl", ".hidden.txt", ".git/x.txt", "a/.b/x"):
        content = lines({"id": "row", "text": "c"}) if name.endswith("l") else name
        write(tmp_path / ".corpus" / name, PAGE if name.endswith("html") else content)
    found = read(str(tmp_path / ".corpus"))
    assert found == [("y", RAID), ("z", "a/z.txt"), ("b", "b.txt"), ("row", "c")]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert read(str(tmp_path)) == []


def test_globs_are_opened_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.md", "deep/er/d.txt"):
        write(tmp_path / name, name)
    assert read(f"{tmp_path}/*.txt") == [("a", "a.txt"), ("b", "b.txt")]
    assert [i for i, _ in read(f"{tmp_path}/**/*.txt")] == ["a", "b", "d"]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    write(tmp_path / "a1.txt", "other")
    assert read(write(tmp_path / "a[1].txt", RAID)) == [("a[1]", RAID)]


@pytest.mark.parametrize("path", ["", "nowhere.txt", "*.nothing", "Norway said. " * 500, "a\0b"])
def test_a_path_that_is_not_there_is_wrong_use(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        next(read_inputs([path]))
    assert repr(path[:200]) in str(caught.value)
    assert caught.value.hint == "give files, folders, globs or -"


def test_a_glob_of_folders_only_is_wrong_use(tmp_path: Path) -> None:
    write(tmp_path / "corpus" / "a.txt", RAID)
    with pytest.raises(UsageError, match="no file matches"):
        next(read_inputs([f"{tmp_path}/cor*"]))


def test_a_wrong_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        next(read_inputs([write(tmp_path / "a.txt", RAID), "nowhere"]))


def test_a_dangling_link_is_wrong_use(tmp_path: Path) -> None:
    os.symlink(tmp_path / "gone", tmp_path / "link.txt")
    with pytest.raises(UsageError, match=r"link\.txt"):
        next(read_inputs([str(tmp_path / "link.txt")]))


def test_a_file_that_goes_away_fails_alone(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, name) for name in ("a.txt", "b.txt", "c.txt")]
    stream = read_inputs(paths)
    assert isinstance(next(stream), Article)
    os.unlink(paths[1])
    rest = list(stream)
    assert rest[0] == Failure(paths[1], "cannot be opened: No such file or directory")
    assert isinstance(rest[1], Article)


def test_the_same_article_again_fails(tmp_path: Path) -> None:
    paths = [write(tmp_path / part / "a.txt", RAID) for part in ("x", "y")]
    assert read(*paths) == [("a", RAID), ("a", "is the same article again")]
    assert read(paths[0], paths[0]) == [("a", RAID), ("a", "is the same article again")]


def test_another_text_under_a_known_id_gets_an_id_of_its_own(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", lines(*({"id": "a", "text": t} for t in (RAID, FIRE, FIRE, RAID)))
    )
    other = f"a-{digest(FIRE)}"
    again = "is the same article again"
    assert read(path) == [("a", RAID), (other, FIRE), (other, again), ("a", again)]


@pytest.mark.parametrize(
    ("data", "identifier"),
    [
        (RAID.encode(), "stdin"),
        (PAGE.encode(), "stdin"),
        (gzip.compress(RAID.encode()), "stdin"),
        (lines({"text": RAID}).encode(), "stdin-1"),
        (gzip.compress(lines({"id": "n", "text": RAID}).encode()), "n"),
        (b"\xef\xbb\xbf" + lines({"text": RAID}).encode(), "stdin-1"),
    ],
)
def test_standard_input_may_hold_any_kind(
    monkeypatch: pytest.MonkeyPatch, data: bytes, identifier: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert read("-") == [(identifier, RAID)]


def test_empty_standard_input_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert read("-") == [("stdin", "is empty")]


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, gzip.compress(RAID.encode()))
    os.close(writing)
    ((_, text),) = read(f"/dev/fd/{reading}")
    os.close(reading)
    assert text == RAID
