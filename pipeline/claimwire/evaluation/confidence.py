"""How well confidences tell what is right: calibration error and the precision-recall curve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from claimwire.evaluation.assertions import same_triple
from claimwire.evaluation.counts import matching
from claimwire.evaluation.statements import matched_triples
from claimwire.records import Article, Record

Kind = Literal["assertions", "statements"]
BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """What is found at least as sure as ``confidence``: precision, recall in per cent."""

    confidence: float
    precision: float
    recall: float


def judged(
    kind: Kind, gold: Sequence[Record], predicted: Mapping[str, Record]
) -> tuple[list[tuple[float, bool]], int]:
    """(confidence, right) of every prediction, and the number of gold items.

    Right is what the triple metric of the kind counts as a match.
    """
    rows: list[tuple[float, bool]] = []
    total = 0
    for record in gold:
        ours = predicted.get(record.article.id) or Record(Article(record.article.id, ""))
        if kind == "assertions":
            matched = {i for i, _ in matching(ours.assertions, record.assertions, same_triple)}
            found = [a.confidence for a in ours.assertions]
            total += len(record.assertions)
        else:
            matched = matched_triples(ours, record)
            found = [s.confidence for s in ours.statements]
            total += len(record.statements)
        rows += [(confidence, i in matched) for i, confidence in enumerate(found)]
    return rows, total


def calibration_error(rows: Sequence[tuple[float, bool]], bins: int = BINS) -> float:
    """Expected calibration error, 0 to 1: the mean distance between confidence and share right
    over equally wide bins, weighted by what is in them (Naeini et al. 2015)."""
    parts: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, right in rows:
        parts[min(int(confidence * bins), bins - 1)].append((confidence, right))
    gaps = (abs(sum(c for c, _ in part) - sum(r for _, r in part)) for part in parts)
    return sum(gaps) / len(rows) if rows else 0.0


def precision_recall(rows: Sequence[tuple[float, bool]], gold: int) -> Iterator[Point]:
    """The curve, from the surest prediction to all of them; equal confidences are one point."""
    ordered = sorted(rows, reverse=True)
    right = 0
    for count, (confidence, is_right) in enumerate(ordered, start=1):
        right += is_right
        if count == len(ordered) or ordered[count][0] != confidence:
            recall = 100 * right / gold if gold else 0.0
            yield Point(confidence, 100 * right / count, recall)
