"""Sentence bounds against gold: a boundary is the first letter or digit of a sentence that does
not begin the article, so that quotation marks and spaces at a cut do not count."""

from __future__ import annotations

from claimwire.evaluation.counts import Counts
from claimwire.records import Bounds, Record
from claimwire.spans import strip_bounds


def count_sentences(predicted: Record, gold: Record) -> dict[str, Counts]:
    """Counts of one article."""
    ours = boundaries(gold.article.text, predicted.sentences)
    theirs = boundaries(gold.article.text, gold.sentences)
    return {"boundary": Counts(len(ours & theirs), len(ours), len(theirs))}


def boundaries(text: str, sentences: tuple[Bounds, ...]) -> set[int]:
    """Where sentences begin, in characters, the first one left out."""
    stripped = (strip_bounds(text, bounds) for bounds in sentences)
    starts = sorted({bounds[0] for bounds in stripped if bounds is not None})
    return set(starts[1:])
