"""Misses for reading: one HTML file that needs neither a network nor scripts."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from claimwire.evaluation.counts import Score
from claimwire.evaluation.errors import KINDS, Item, Miss, PartRole, parts_of, worst_first
from claimwire.gold.output import WholeFile
from claimwire.records import Assertion, Bounds, Span

_LONGEST = 400
"""Characters of one run of text that are shown at most; its middle is left out."""
_KEPT = 180
"""Characters kept at either end of such a run."""
_HIDDEN = re.compile(
    "([\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f])"
)
"""What shows nothing or steers what is shown, but for line feeds and spaces."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A step of a marked text: a mark that opens (value: its role) or closes, text, or a cut
    (value: how many characters are left out). continued: the mark goes on from before."""

    kind: Literal["open", "close", "text", "cut"]
    value: str = ""
    continued: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One side of a miss: the marked text and plain facts; both empty where there is no item."""

    side: Literal["gold", "predicted"]
    pieces: tuple[_Piece, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Card:
    """One miss as it is shown; number: its place on the page, from 1."""

    number: int
    miss: Miss
    lines: tuple[_Line, _Line]


def write_error_page(
    path: Path,
    task: str,
    misses: Iterable[Miss],
    texts: Mapping[str, str],
    scores: Mapping[str, Score],
) -> int:
    """Write the misses of a task as one HTML page, worst first; returns how many there are.

    texts: article id -> text, of every article evaluated. scores: metric -> score, in per cent.
    Raises StorageError, which names the path and the reason, when the file cannot be written.
    """
    ordered = worst_first(misses)
    cards = [
        _Card(number, miss, _lines(miss, texts.get(miss.article, "")))
        for number, miss in enumerate(ordered, start=1)
    ]
    main = Counter(miss.kind for miss in ordered)
    also = Counter(kind for miss in ordered for kind in miss.also)
    kinds = list(dict.fromkeys((*KINDS.get(task, ()), *main, *also)))
    page = _environment().get_template("errors.html.jinja")
    html = page.render(
        task=task,
        total=len(ordered),
        articles=len(texts),
        hit=len({miss.article for miss in ordered}),
        scores=scores,
        kinds=[(kind, main[kind], also[kind]) for kind in kinds],
        groups=[(kind, list(group)) for kind, group in groupby(cards, lambda c: c.miss.kind)],
    )
    with WholeFile(path) as file:
        file.write(html)
    return len(ordered)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("claimwire", "evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["runs"] = _runs
    environment.filters["anchor"] = lambda kind: "kind-" + re.sub(r"\W+", "-", kind)
    return environment


def _runs(text: str) -> Iterator[tuple[bool, str, str]]:
    """The text in runs: (hidden, what to show, its code points); hidden characters singly."""
    for run in _HIDDEN.split(text):
        if _HIDDEN.fullmatch(run):
            code = f"U+{ord(run):04X}"
            name = unicodedata.name(run, "")
            yield True, _picture(ord(run)) or code, f"{code} {name}".strip()
        elif run:
            yield False, run, ""


def _picture(code: int) -> str:
    """The control picture of an ASCII control character; nothing for others."""
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else ""


def _lines(miss: Miss, text: str) -> tuple[_Line, _Line]:
    def line(side: Literal["gold", "predicted"], item: Item | None) -> _Line:
        if item is None:
            return _Line(side, (), ())
        return _Line(side, tuple(_pieces(text, miss.window, parts_of(item))), tuple(_facts(item)))

    return line("gold", miss.gold), line("predicted", miss.predicted)


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    """What the marks do not show: stance or kind, absent parts, names that are not the words."""
    if isinstance(item, Assertion):
        yield "stance", item.stance
        if item.source is None:
            yield "source", "the article itself"
    else:
        yield "kind", item.kind
        yield from ((r, "none") for r in ("source", "cue") if getattr(item, r) is None)
        if not item.content:
            yield "content", "none"
    for role, span in parts_of(item):
        if span.best_name != span.text:
            yield f"{role} named", span.best_name


def _pieces(text: str, window: Bounds, parts: Sequence[tuple[PartRole, Span]]) -> Iterator[_Piece]:
    """The window's text with nested marks; a span that crosses another is cut in two there."""
    low, high = window
    waiting = [
        (start, -end, role, False)
        for role, span in parts
        if (start := max(low, span.start)) < (end := min(high, span.end))
    ]
    heapq.heapify(waiting)
    ends: list[int] = []  # of the open marks, the innermost last
    at = low
    while waiting or ends:
        if ends and (not waiting or ends[-1] <= waiting[0][0]):
            yield from _shortened(text[at : ends[-1]])
            at = ends.pop()
            yield _Piece("close")
            continue
        start, minus_end, role, continued = heapq.heappop(waiting)
        yield from _shortened(text[at:start])
        at, end = start, -minus_end
        if ends and ends[-1] < end:
            heapq.heappush(waiting, (ends[-1], minus_end, role, True))
            end = ends[-1]
        ends.append(end)
        yield _Piece("open", role, continued)
    yield from _shortened(text[at:high])


def _shortened(run: str) -> Iterator[_Piece]:
    if len(run) <= _LONGEST:
        if run:
            yield _Piece("text", run)
        return
    yield _Piece("text", run[:_KEPT])
    yield _Piece("cut", f"{len(run) - 2 * _KEPT:,}")
    yield _Piece("text", run[-_KEPT:])
