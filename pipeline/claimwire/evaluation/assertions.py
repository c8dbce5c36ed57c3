"""Assertions against gold: pair, triple, stance, exactness, and what they are called.

    pair             event spans overlap and actor spans overlap
    triple           pair, and the sources overlap (or both are the article itself)
    triple + stance  triple, and the stance is the same
    triple exact     the three spans are the same but for articles and punctuation at their ends
    named triple     in one article, without doubles: source, actor, event and stance by name
    actors, victims  in one article, the distinct names of each role

All are one-to-one, micro-averaged over articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from claimwire.evaluation.counts import Counts, matching
from claimwire.records import Assertion, Bounds, Record, Span

_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "its",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
    ]
)
_LEAD = re.compile(r"\W*(?:(?:the|an|a)\s+)?", re.IGNORECASE)
_TAIL = re.compile(r"\W+$")
_WORD = re.compile(r"\w+")


def overlap(a: Span | None, b: Span | None) -> bool:
    """Both are spans and share a character."""
    return a is not None and a.overlaps(b)


def same_pair(a: Assertion, b: Assertion) -> bool:
    """Event and actor overlap."""
    return overlap(a.event, b.event) and overlap(a.actor, b.actor)


def same_triple(a: Assertion, b: Assertion) -> bool:
    """Event, actor and source overlap; no source agrees with no source."""
    neither = a.source is None and b.source is None
    return same_pair(a, b) and (neither or overlap(a.source, b.source))


def trimmed(span: Span | None) -> Bounds | None:
    """Bounds in characters without a leading article and punctuation at the ends."""
    if span is None:
        return None
    lead = _LEAD.match(span.text)
    skipped = lead.end() if lead and lead.end() < len(span.text) else 0
    tail = _TAIL.search(span.text)
    return span.start + skipped, span.end - (len(tail.group()) if tail else 0)


def same_exactly(a: Assertion, b: Assertion) -> bool:
    """Source, event and actor have the same bounds, trimmed."""
    pairs = ((a.source, b.source), (a.event, b.event), (a.actor, b.actor))
    return all(trimmed(x) == trimmed(y) for x, y in pairs)


def name_words(name: str) -> frozenset[str]:
    """Words that make a name, in lower case."""
    plain = name.lower().replace("’s", "").replace("'s", "")
    return frozenset(word for word in _WORD.findall(plain) if word not in _STOP)


def same_name(a: str, b: str) -> bool:
    """All words of one are words of the other."""
    x, y = name_words(a), name_words(b)
    return bool(x and y) and (x <= y or y <= x)


def same_event_name(a: str, b: str) -> bool:
    """Same name, or at least half of the shorter one's words are shared."""
    x, y = name_words(a), name_words(b)
    return bool(x and y) and (x <= y or y <= x or 2 * len(x & y) >= min(len(x), len(y)))


def same_named(a: Assertion, b: Assertion) -> bool:
    """Stance, source, actor and event agree by best name."""
    if (a.source is None) != (b.source is None) or a.stance != b.stance:
        return False
    if a.source and b.source and not same_name(a.source.best_name, b.source.best_name):
        return False
    return same_name(a.actor.best_name, b.actor.best_name) and same_event_name(
        a.event.best_name, b.event.best_name
    )


def distinct(assertions: Sequence[Assertion]) -> list[Assertion]:
    """The first of each group that agrees by name."""
    kept: list[Assertion] = []
    for assertion in assertions:
        if not any(same_named(assertion, other) for other in kept):
            kept.append(assertion)
    return kept


def count_assertions(predicted: Record, gold: Record) -> dict[str, Counts]:
    """Counts of one article by span, and over its matched triples (cue, stance, victims)."""
    p, g = predicted.assertions, gold.assertions
    triples = matching(p, g, same_triple)
    pairs = [(p[i], g[j]) for i, j in triples]
    n = len(pairs)
    victims = sum(len(matching(a.victims, b.victims, overlap)) for a, b in pairs)
    stance = matching(p, g, lambda a, b: same_triple(a, b) and a.stance == b.stance)
    return {
        "pair": Counts(len(matching(p, g, same_pair)), len(p), len(g)),
        "triple": Counts(n, len(p), len(g)),
        "triple + stance": Counts(len(stance), len(p), len(g)),
        "triple exact": Counts(len(matching(p, g, same_exactly)), len(p), len(g)),
        "cue | triple": Counts(sum(overlap(a.cue, b.cue) for a, b in pairs), n, n),
        "stance | triple": Counts(sum(a.stance == b.stance for a, b in pairs), n, n),
        "victims | triple": Counts(
            victims, sum(len(a.victims) for a, _ in pairs), sum(len(b.victims) for _, b in pairs)
        ),
    }


def count_names(predicted: Record, gold: Record) -> dict[str, Counts]:
    """Counts of one article by name; countries only where the gold names some."""
    p, g = distinct(predicted.assertions), distinct(gold.assertions)
    found = {"named triple": Counts(len(matching(p, g, same_named)), len(p), len(g))}
    for role in ("actors", "victims"):
        ours, theirs = getattr(predicted.roles, role), getattr(gold.roles, role)
        found[role] = Counts(len(matching(ours, theirs, same_name)), len(ours), len(theirs))
    ours, theirs = set(predicted.roles.countries), set(gold.roles.countries)
    if theirs:  # gold that knows no countries says nothing about them
        found["countries"] = Counts(len(ours & theirs), len(ours), len(theirs))
    return found
