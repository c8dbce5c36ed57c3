"""PolNeAR (Newell, Margolin & Ruths, LREC 2018): statements in US political news.

A split folder holds ``text/NAME.txt`` and ``attributions/NAME_ANNOTATOR.ann`` (brat standoff,
one ``E`` line per attribution). Of several annotators the first in sorted order counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from claimwire.errors import GoldError
from claimwire.records import Article, Bounds, Record, Span, Statement, span_of
from claimwire.spans import join_fragments, quotation_kind

_ROLES = ("source", "cue", "content")
_ROLE_DIGITS = re.compile(r"\d+$")


def read_polnear(folder: Path) -> Iterator[Record]:
    """Records (statements only) of one split. Raises GoldError when it is no such folder."""
    texts, marks = folder / "text", folder / "attributions"
    if not texts.is_dir() or not marks.is_dir():
        raise GoldError(f"{str(folder)!r} has no text/ and attributions/", "give one split folder")
    files: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(marks.glob("*.ann")):
        files[path.stem.rpartition("_")[0]].append(path)
    for name in sorted(files):
        with open(texts / f"{name}.txt", encoding="utf-8", newline="") as file:
            text = file.read()
        statements = [statement_of(text, parts) for parts in _attributions(files[name][0])]
        yield Record(Article(name, text), statements=tuple(statements))


def _attributions(path: Path) -> list[dict[str, list[Bounds]]]:
    """Each attribution as role -> fragments, in characters."""
    spans: dict[str, list[Bounds]] = {}
    events: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if re.match(r"T\d+\t", line):
            key, head = line.split("\t")[:2]
            pieces = (piece.split() for piece in head.split(" ", 1)[1].split(";"))
            spans[key] = [(int(begin), int(end)) for begin, end in pieces]
        elif re.match(r"E\d+\t", line):
            events.append(line.split("\t")[1])
    found = []
    for event in events:
        parts: dict[str, list[Bounds]] = {role: [] for role in _ROLES}
        for slot in event.split():
            role, key = slot.split(":")
            role = _ROLE_DIGITS.sub("", role).lower()
            if role in parts:
                parts[role] += spans[key]
        if any(parts.values()):
            found.append(parts)
    return found


def statement_of(text: str, parts: dict[str, list[Bounds]]) -> Statement:
    """A statement of the fragments of its source, cue and content, in characters."""
    content = tuple(span_of(text, *b) for b in join_fragments(text, parts["content"]))
    return Statement(
        source=longest(text, parts["source"]),
        cue=longest(text, parts["cue"]),
        content=content,
        kind=quotation_kind(text, content),
    )


def longest(text: str, fragments: list[Bounds]) -> Span | None:
    """One span for a source or cue; of the few in several pieces, the longest piece."""
    joined = join_fragments(text, fragments)
    if not joined:
        return None
    return span_of(text, *max(joined, key=lambda b: b[1] - b[0]))
