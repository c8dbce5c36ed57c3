"""What is wrong in one article's predictions, item by item: the misses behind the figures.

Predictions and gold are aligned one-to-one by how much they share: first as many pairs as the
triple metric matches, then event and actor, then the sum of what overlaps. An aligned pair is at
most one miss, under the gravest kind of what is wrong with it; ``Miss.also`` names the others. So
each gold item and each prediction is in one miss at most.

    spurious, missed    aligned with nothing
    wrong event, actor  the spans share no character
    wrong source        neither do these, or only one side names a source
    wrong stance        the triple is right, the stance is not
    wrong span          the triple is right, bounds differ but for articles and punctuation
    wrong name          the triple is right, the best name is not (where gold gives one)
    wrong cue           (statements) the cues share no token
    content bounds      (statements) the contents are not the same
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from claimwire.evaluation.align import Edge, best_pairs
from claimwire.evaluation.assertions import (
    overlap,
    same_event_name,
    same_name,
    same_pair,
    same_triple,
    trimmed,
)
from claimwire.evaluation.statements import Normalised, Part, normalised, same_statement
from claimwire.records import Assertion, Bounds, Record, Span, Statement

MissKind = Literal[
    "spurious",
    "missed",
    "wrong event",
    "wrong actor",
    "wrong source",
    "wrong cue",
    "wrong stance",
    "content bounds",
    "wrong span",
    "wrong name",
]
PartRole = Literal["source", "cue", "event", "actor", "victim", "content"]
Item = Assertion | Statement
Faults = dict[MissKind, str]
"""What is wrong with an aligned pair, the gravest first: kind -> in words."""

KINDS: dict[str, tuple[MissKind, ...]] = {
    "assertions": (
        "spurious",
        "missed",
        "wrong event",
        "wrong actor",
        "wrong source",
        "wrong stance",
        "wrong span",
        "wrong name",
    ),
    "statements": ("spurious", "missed", "wrong source", "wrong cue", "content bounds"),
}
"""The kinds of each task, the gravest first."""

AROUND = 200
"""Characters shown to either side where there are no sentences."""
_QUOTED = 80
"""Characters of a span that a detail quotes at most."""
_TRIPLE, _PAIR, _STANCE = 10**9, 10**7, 10**5


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong.

    kind: the gravest fault; detail: all faults in words. article: its id. window: the characters
    of its text to show. gold: None when spurious; predicted: None when missed. also: the kinds
    of the lesser faults.
    """

    kind: MissKind
    detail: str
    article: str
    window: Bounds
    gold: Item | None
    predicted: Item | None
    also: tuple[MissKind, ...] = ()

    @property
    def confidence(self) -> float | None:
        """Of the prediction, 0 to 1; None when there is none."""
        return None if self.predicted is None else self.predicted.confidence


def assertion_misses(predicted: Record, gold: Record) -> list[Miss]:
    """The misses among one article's assertions, worst first."""
    ours, theirs = predicted.assertions, gold.assertions
    weights = {
        (i, j): weight
        for (i, p), (j, g) in product(enumerate(ours), enumerate(theirs))
        if (weight := _assertion_weight(p, g))
    }
    return _misses(
        (predicted, gold),
        (ours, theirs),
        weights,
        lambda i, j: _assertion_faults(ours[i], theirs[j]),
        lambda j: _lacked(
            {
                "cue": any(overlap(p.cue, theirs[j].cue) for p in ours),
                "actor": any(overlap(p.actor, theirs[j].actor) for p in ours),
                "event": any(overlap(p.event, theirs[j].event) for p in ours),
            }
        ),
    )


def statement_misses(predicted: Record, gold: Record) -> list[Miss]:
    """The misses among one article's statements, worst first."""
    text = gold.article.text
    ours = [normalised(text, s) for s in predicted.statements]
    theirs = [normalised(text, s) for s in gold.statements]
    weights = {
        (i, j): weight
        for (i, p), (j, g) in product(enumerate(ours), enumerate(theirs))
        if (weight := _statement_weight(p, g))
    }

    def faults(i: int, j: int) -> Faults:
        return _statement_faults(
            (predicted.statements[i], gold.statements[j]), (ours[i], theirs[j])
        )

    def lacked(j: int) -> str:
        g = theirs[j]
        return _lacked(
            {
                "source": not g.source.tokens or any(_touch(p.source, g.source) for p in ours),
                "cue": not g.cue.tokens or any(_touch(p.cue, g.cue) for p in ours),
                "content": any(_touch(p.content, g.content) for p in ours),
            }
        )

    items = (predicted.statements, gold.statements)
    return _misses((predicted, gold), items, weights, faults, lacked)


MISSES: dict[str, Callable[[Record, Record], list[Miss]]] = {
    "assertions": assertion_misses,
    "statements": statement_misses,
}
"""Task -> the misses of one article (predicted, gold), which must have the same text."""


def worst_first(misses: Iterable[Miss]) -> list[Miss]:
    """By kind, the gravest first, then by falling confidence; missed ones stay as they come."""
    order: dict[MissKind, int] = {}
    for kinds in KINDS.values():
        order |= {kind: rank for rank, kind in enumerate(kinds)}
    return sorted(misses, key=lambda miss: (order[miss.kind], -(miss.confidence or 0.0)))


def parts_of(item: Item) -> list[tuple[PartRole, Span]]:
    """The spans of an item that are shown, each with its role."""
    found: list[tuple[PartRole, Span | None]] = [("source", item.source), ("cue", item.cue)]
    if isinstance(item, Assertion):
        found += [("event", item.event), ("actor", item.actor)]
        found += [("victim", victim) for victim in item.victims]
    else:
        found += [("content", span) for span in item.content]
    return [(role, span) for role, span in found if span is not None]


def _misses(
    records: tuple[Record, Record],
    items: tuple[Sequence[Item], Sequence[Item]],
    weights: Mapping[Edge, int],
    faults: Callable[[int, int], Faults],
    lacked: Callable[[int], str],
) -> list[Miss]:
    """records, items: predicted, then gold. weights: of what may be aligned."""
    gold = records[1]
    ours, theirs = items
    length = len(gold.article.text)
    sentences = sorted(gold.sentences or records[0].sentences)

    def miss(kinds: Faults, g: Item | None, p: Item | None) -> Miss:
        kind, *also = kinds
        spans = [span for item in (g, p) if item for _, span in parts_of(item)]
        window = _window(length, spans, sentences)
        detail = "; ".join(kinds.values())
        return Miss(kind, detail, gold.article.id, window, g, p, tuple(also))

    pairs = best_pairs(weights)
    found = [miss(told, theirs[j], ours[i]) for i, j in pairs if (told := faults(i, j))]
    aligned, known = {i for i, _ in pairs}, {j for _, j in pairs}
    fits = {i for i, _ in weights}
    for i, p in enumerate(ours):
        if i not in aligned:
            found.append(miss({"spurious": _surplus(i in fits)}, None, p))
    left = [j for j in range(len(theirs)) if j not in known]
    for j in sorted(left, key=lambda j: _first(theirs[j])):
        found.append(miss({"missed": lacked(j)}, theirs[j], None))
    return worst_first(found)


def _surplus(fits: bool) -> str:
    if fits:
        return "the gold that it is nearest to is met by another prediction"
    return "no gold shares enough with it"


def _lacked(found: Mapping[str, bool]) -> str:
    lacking = [part for part, there in found.items() if not there]
    if not lacking:
        return f"{', '.join(found)} all found, but in other predictions"
    return f"not found: {', '.join(lacking)}"


def _first(item: Item) -> int:
    return min((span.start for _, span in parts_of(item)), default=0)


def _window(length: int, spans: Sequence[Span], sentences: Sequence[Bounds]) -> Bounds:
    """The sentences that hold the spans with one to either side, else ``AROUND`` characters."""
    low = min((span.start for span in spans), default=0)
    high = max((span.end for span in spans), default=0)
    touched = [k for k, (start, end) in enumerate(sentences) if start < high and low < end]
    if touched:
        shown = sentences[max(0, touched[0] - 1) : touched[-1] + 2]
        low, high = min(low, shown[0][0]), max(high, *(end for _, end in shown))
    else:
        low, high = low - AROUND, high + AROUND
    return max(0, low), min(length, high)


def _assertion_weight(p: Assertion, g: Assertion) -> int:
    """How much the two share; 0 where less than two spans overlap, event or actor among them."""
    spans = ((p.event, g.event), (p.actor, g.actor), (p.cue, g.cue), (p.source, g.source))
    shares = [_share(a, b) for a, b in spans]
    if not (shares[0] or shares[1]) or sum(share > 0 for share in shares) < 2:
        return 0
    triple = same_triple(p, g)
    stance = triple and p.stance == g.stance
    return _TRIPLE * triple + _PAIR * same_pair(p, g) + _STANCE * stance + sum(shares)


def _share(a: Span | None, b: Span | None) -> int:
    """Shared characters per 100 of both; at least 1 where they overlap."""
    if a is None or b is None or not a.overlaps(b):
        return 0
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(1, 100 * shared // (max(a.end, b.end) - min(a.start, b.start)))


def _assertion_faults(p: Assertion, g: Assertion) -> Faults:
    parts = {
        "event": (p.event, g.event),
        "actor": (p.actor, g.actor),
        "source": (p.source, g.source),
    }
    found: Faults = {}
    if not overlap(p.event, g.event):
        found["wrong event"] = _instead("event", p.event, g.event)
    if not overlap(p.actor, g.actor):
        found["wrong actor"] = _instead("actor", p.actor, g.actor)
    if not (overlap(p.source, g.source) or (p.source is None and g.source is None)):
        found["wrong source"] = _instead("source", p.source, g.source)
    triple = not found
    if p.stance != g.stance:
        found["wrong stance"] = f"stance {p.stance} instead of {g.stance}"
    if triple:
        inexact = [r for r, (a, b) in parts.items() if trimmed(a) != trimmed(b)]
        if inexact:
            found["wrong span"] = "; ".join(_instead(role, *parts[role]) for role in inexact)
        misnamed = [r for r, (a, b) in parts.items() if a and b and not _names_agree(r, a, b)]
        if misnamed:
            found["wrong name"] = "; ".join(_misnamed(role, *parts[role]) for role in misnamed)
    return found


def _names_agree(role: str, p: Span, g: Span) -> bool:
    """By name as the named metric compares; gold without a name agrees with any."""
    if g.name is None or p.best_name == g.name:
        return True
    return (same_event_name if role == "event" else same_name)(p.best_name, g.name)


def _misnamed(role: str, p: Span | None, g: Span | None) -> str:
    ours, theirs = (_quoted(span.best_name) if span else "nothing" for span in (p, g))
    return f"{role} named {ours} instead of {theirs}"


def _instead(role: str, p: Span | None, g: Span | None, none: str = "the article itself") -> str:
    ours, theirs = (none if span is None else _quoted(span.text) for span in (p, g))
    return f"{role} {ours} instead of {theirs}"


def _quoted(words: str) -> str:
    plain = " ".join(words.split())
    return f"“{plain}”" if len(plain) <= _QUOTED else f"“{plain[: _QUOTED - 1]}…”"


def _touch(a: Part, b: Part) -> bool:
    return bool(a.tokens & b.tokens)


def _statement_weight(p: Normalised, g: Normalised) -> int:
    """How much the two share; 0 where no cue does and contents too little: less than half of
    their tokens, and not the source either."""
    shares = [_token_share(getattr(p, r), getattr(g, r)) for r in ("content", "cue", "source")]
    content, cue, source = shares
    if not cue and not (content and (source or content >= 50)):
        return 0
    return _TRIPLE * same_statement(p, g) + sum(shares)


def _token_share(a: Part, b: Part) -> int:
    """Shared tokens per 100 of both; at least 1 where they share one."""
    shared = len(a.tokens & b.tokens)
    return max(1, 100 * shared // len(a.tokens | b.tokens)) if shared else 0


def _statement_faults(
    said: tuple[Statement, Statement], compared: tuple[Normalised, Normalised]
) -> Faults:
    """said, compared: predicted, then gold."""
    found: Faults = {}
    (a, b), (p, g) = said, compared
    if not p.source.agrees(g.source):
        found["wrong source"] = _instead("source", a.source, b.source, "none")
    if not p.cue.agrees(g.cue):
        found["wrong cue"] = _instead("cue", a.cue, b.cue, "none")
    if p.content.bounds != g.content.bounds:
        ours, theirs = p.content.tokens, g.content.tokens
        found["content bounds"] = (
            f"content: {len(ours & theirs)} words shared, {len(theirs - ours)} lacking, "
            f"{len(ours - theirs)} too many"
        )
    return found
