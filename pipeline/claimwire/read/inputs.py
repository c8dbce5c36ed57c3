"""Paths as a user gives them -> articles and failures, as a stream."""

from __future__ import annotations

import glob
import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from claimwire.errors import ArticleError, UsageError
from claimwire.read.bytes import decode, read_whole
from claimwire.read.pages import looks_like_html, read_page
from claimwire.read.plain import read_row, read_text
from claimwire.records import Article

_PAGES = frozenset({".html", ".htm", ".xhtml"})
_LINES = frozenset({".jsonl", ".ndjson"})
MOST_CHARACTERS = 20_000_000
"""Longest article; what is longer is no article but a collection, and is refused, not cut."""
MOST_LINE = 64 * 1024 * 1024
"""Longest line of JSON Lines, in bytes."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that is no article, and why."""

    name: str
    reason: str
    hint: str = ""


def read_inputs(paths: Iterable[str]) -> Iterator[Article | Failure]:
    """Articles of files, folders (all files in them, in order), globs and ``-``.

    Ids are made unique: the same id with the same text again is a Failure, with another text it
    gets a part of the text's digest. Raises UsageError for a path that does not exist.
    """
    seen: dict[str, str] = {}
    for item in _read_all(list(paths)):
        if isinstance(item, Article) and len(item.text) > MOST_CHARACTERS:
            reason = f"is {len(item.text):,} characters long, the most is {MOST_CHARACTERS:,}"
            item = Failure(item.id, reason, "split it into articles")
        if isinstance(item, Failure):
            yield item
            continue
        digest = hashlib.sha256(item.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        if seen.get(item.id, digest) != digest:
            item = replace(item, id=f"{item.id}-{digest}")
        if item.id in seen:
            yield Failure(item.id, "is the same article again")
            continue
        seen[item.id] = digest
        yield item


def _read_all(paths: list[str]) -> Iterator[Article | Failure]:
    files = [file for path in paths for file in _expand(path)]
    for file in files:
        if file is None:
            yield from _read_stream("stdin", "", sys.stdin.buffer)
            continue
        name, suffix = _name(file)
        try:
            with open(file, "rb") as stream:
                yield from _read_stream(name, suffix, stream, str(file))
        except OSError as problem:
            yield Failure(str(file), f"cannot be opened: {problem.strerror}")


def _expand(path: str) -> Iterator[Path | None]:
    """Files of one argument; None stands for standard input."""
    if path == "-":
        yield None
        return
    given = Path(path)
    if not path or not _can_exist(given):
        raise UsageError(f"no file or folder {path[:200]!r}", "give files, folders, globs or -")
    if given.is_dir():
        inside = (p.relative_to(given).parts for p in given.rglob("*") if p.is_file())
        yield from (given.joinpath(*q) for q in sorted(inside) if not any(s[0] == "." for s in q))
    elif given.exists():
        yield given
    elif glob.has_magic(path):
        matches = [m for m in map(Path, sorted(glob.glob(path, recursive=True))) if m.is_file()]
        if not matches:
            raise UsageError(f"no file matches {path!r}", "give files, folders, globs or -")
        yield from matches
    else:
        raise UsageError(f"no file or folder {path!r}", "give files, folders, globs or -")


def _can_exist(path: Path) -> bool:
    """False for what no path can be, such as an article given in place of its file."""
    try:
        path.exists()
    except OSError:
        return False
    return True


def _name(file: Path) -> tuple[str, str]:
    """Name without suffixes, and the suffix that tells the kind."""
    plain = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return plain.stem, plain.suffix.lower()


def _read_stream(
    name: str, suffix: str, stream: IO[bytes], shown: str | None = None
) -> Iterator[Article | Failure]:
    if suffix in _LINES:
        yield from _read_lines(name, _unpacked(stream), shown or name)
        return
    try:
        data = read_whole(stream)
        if suffix in _PAGES:
            yield read_page(name, data)
            return
        text = decode(data)
        if suffix == "" and text.lstrip()[:1] == "{":
            yield from _read_lines(name, io.BytesIO(data), shown or name)
        elif looks_like_html(text):
            yield read_page(name, data)
        else:
            yield read_text(name, data)
    except ArticleError as problem:
        yield Failure(shown or name, str(problem), problem.hint)


def _unpacked(stream: IO[bytes]) -> IO[bytes]:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    return buffered


def _read_lines(name: str, stream: IO[bytes], shown: str) -> Iterator[Article | Failure]:
    number, empty = 0, True
    while True:
        number += 1
        try:
            line = stream.readline(MOST_LINE + 1)
            if not line:
                break
            if not line.strip():
                continue
            empty = False
            if len(line) > MOST_LINE:
                while len(line) > MOST_LINE and not line.endswith(b"\n"):
                    line = stream.readline(MOST_LINE + 1)
                raise ArticleError(f"is longer than {MOST_LINE // 1024 // 1024} MB")
            yield read_row(f"{name}-{number}", decode(line))
        except ArticleError as problem:
            yield Failure(f"{shown}:{number}", str(problem), problem.hint)
        except (OSError, EOFError, zlib.error) as problem:
            yield Failure(f"{shown}:{number}", f"cannot be read on: {problem}")
            return
    if empty:
        yield Failure(shown, "is empty")
