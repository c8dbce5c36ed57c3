"""Small exact operations on stretches of text, shared by readers, stages and scorers."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from claimwire.records import Bounds, Kind, Span

_KEPT_SYMBOLS = frozenset("%#@&")
_TOKEN = re.compile(r"[^\W_]+")


def is_solid(character: str) -> bool:
    """True for what makes a word: neither space nor punctuation nor a bare accent."""
    if character in _KEPT_SYMBOLS:
        return True
    category = unicodedata.category(character)
    return not (character.isspace() or category[0] in "PZC" or category == "Sk")


def join_fragments(text: str, fragments: Iterable[Bounds]) -> list[Bounds]:
    """Sort fragments and join those with nothing but space or punctuation between them."""
    joined: list[Bounds] = []
    for start, end in sorted(fragments):
        if joined and not any(map(is_solid, text[joined[-1][1] : start])):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined


def strip_bounds(text: str, bounds: Bounds) -> Bounds | None:
    """Without space and punctuation at both ends; None when nothing is left."""
    start, end = bounds
    while start < end and not is_solid(text[start]):
        start += 1
    while start < end and not is_solid(text[end - 1]):
        end -= 1
    return (start, end) if start < end else None


def quoted_stretches(text: str) -> list[Bounds]:
    """What stands inside double quotation marks; an open quotation ends with its line."""
    stretches: list[Bounds] = []
    opened: int | None = None
    for position, character in enumerate(text):
        closes = character in "”»\n" or (character == '"' and opened is not None)
        if closes:
            if opened is not None:
                stretches.append((opened, position))
            opened = None
        elif opened is None and character in '“«"':
            opened = position + 1
    if opened is not None:
        stretches.append((opened, len(text)))
    return stretches


def quotation_kind(
    text: str, content: Sequence[Span], quoted: Sequence[Bounds] | None = None
) -> Kind:
    """direct (at least 90 % of the content's words are quoted), mixed (some) or indirect (none).

    The measure of Pareti (2015) as used for PolNeAR. ``quoted`` are the article's quoted
    stretches, where they are known already.
    """
    stretches = quoted_stretches(text) if quoted is None else quoted
    inside = total = 0
    for span in content:
        for match in _TOKEN.finditer(text, span.start, span.end):
            total += 1
            at = bisect_right(stretches, (match.start(), len(text))) - 1
            inside += at >= 0 and stretches[at][0] <= match.start() < stretches[at][1]
    if not inside:
        return "indirect"
    return "direct" if inside >= 0.9 * total else "mixed"


def tokens_inside(text: str, spans: Iterable[Bounds]) -> frozenset[int]:
    """Start offsets of the runs of letters and digits that the spans touch."""
    return frozenset(
        match.start()
        for start, end in spans
        if start < end
        for match in _TOKEN.finditer(text, _token_start(text, start), end)
    )


def _token_start(text: str, position: int) -> int:
    while position > 0 and _TOKEN.fullmatch(text[position - 1 : position + 1]):
        position -= 1
    return position
