"""Statements against gold, as PolNeAR is scored.

Contents are compared without punctuation at their ends, fragments joined over punctuation; a
token is a run of letters and digits.

    triple           content Jaccard at least 0.5, sources overlap, cues overlap (a part that
                     neither side has agrees)
    content exact    the content is the same
    content overlap  the contents share a token
    X tokens         tokens labelled X, over the article

All but the last are one-to-one; all are micro-averaged over articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimwire.evaluation.counts import Counts, matching
from claimwire.records import Bounds, Record, Span, Statement
from claimwire.spans import join_fragments, strip_bounds, tokens_inside

Tokens = frozenset[int]


@dataclass(frozen=True, slots=True)
class Part:
    """One role of a statement: its normalised bounds and the tokens it touches."""

    bounds: tuple[Bounds, ...]
    tokens: Tokens

    def agrees(self, other: Part) -> bool:
        """They share a token, or both have none."""
        return bool(self.tokens & other.tokens) or not (self.tokens or other.tokens)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A statement as it is compared."""

    source: Part
    cue: Part
    content: Part


def count_statements(predicted: Record, gold: Record) -> dict[str, Counts]:
    """Counts of one article."""
    text = gold.article.text
    p = [normalised(text, s) for s in predicted.statements]
    g = [normalised(text, s) for s in gold.statements]
    with_p = [s for s in p if s.content.tokens]
    with_g = [s for s in g if s.content.tokens]
    same = Counter(s.content.bounds for s in with_p) & Counter(s.content.bounds for s in with_g)
    found = {
        "triple": Counts(len(matching(p, g, same_statement)), len(p), len(g)),
        "content exact": Counts(sum(same.values()), len(with_p), len(with_g)),
        "content overlap": Counts(
            len(matching(with_p, with_g, lambda a, b: bool(a.content.tokens & b.content.tokens))),
            len(with_p),
            len(with_g),
        ),
    }
    for role in ("source", "cue", "content"):
        ours, theirs = _tokens(p, role), _tokens(g, role)
        found[f"{role} tokens"] = Counts(len(ours & theirs), len(ours), len(theirs))
    return found


def matched_triples(predicted: Record, gold: Record) -> set[int]:
    """Which of the predicted statements the triple metric matches, by their number."""
    text = gold.article.text
    p = [normalised(text, s) for s in predicted.statements]
    g = [normalised(text, s) for s in gold.statements]
    return {i for i, _ in matching(p, g, same_statement)}


def normalised(text: str, statement: Statement) -> Normalised:
    """A statement of ``text`` as it is compared."""

    def part(spans: Iterable[Span | None]) -> Part:
        joined = join_fragments(text, (span.bounds for span in spans if span is not None))
        stripped = (strip_bounds(text, bounds) for bounds in joined)
        bounds = tuple(b for b in stripped if b is not None)
        return Part(bounds, tokens_inside(text, bounds))

    return Normalised(part([statement.source]), part([statement.cue]), part(statement.content))


def same_statement(a: Normalised, b: Normalised) -> bool:
    """What the triple metric counts as a match."""
    shared = len(a.content.tokens & b.content.tokens)
    if not shared or 2 * shared < len(a.content.tokens | b.content.tokens):
        return False
    return a.source.agrees(b.source) and a.cue.agrees(b.cue)


def _tokens(statements: Sequence[Normalised], role: str) -> Tokens:
    return frozenset(token for s in statements for token in getattr(s, role).tokens)
