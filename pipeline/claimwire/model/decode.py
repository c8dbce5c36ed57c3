"""Scores -> spans, in words. Numpy only, so it is tested with arrays made by hand.

All spans are pairs of first and last word, both included. Probabilities of BIO tags are read as
the chance that a word belongs to a label's span (B + I), and that one begins there (B).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimwire.model.labels import BIO

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words ``first`` to ``last`` (included) with the mean chance that they belong together."""

    first: int
    last: int
    score: float

    def overlaps(self, other: WordSpan) -> bool:
        return self.first <= other.last and other.first <= self.last

    def moved(self, words: int) -> WordSpan:
        """The same span counted from another word."""
        return WordSpan(self.first + words, self.last + words, self.score)


def softmax(scores: Floats) -> Floats:
    """Chances over the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def sigmoid(scores: Floats) -> Floats:
    """Chances of single logits."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(scores, -60.0, 60.0)))
    return result


def calibrated(score: float, points: Sequence[tuple[float, float]]) -> float:
    """The confidence of a raw score after a model's calibration points."""
    if not points:
        return score
    raw, right = zip(*points, strict=True)
    return float(np.interp(score, raw, right))


def typed_spans(chances: Floats) -> Iterator[tuple[int, WordSpan]]:
    """Label and span of the best tag sequence: each word's likeliest tag, where an I that does
    not continue its own label begins a new span."""
    tags = chances.argmax(axis=-1)
    first, label = 0, -1
    for word in range(len(tags) + 1):
        tag = int(tags[word]) if word < len(tags) else 0
        of = (tag - 1) // 2 if tag else -1
        goes_on = tag and tag % 2 == 0 and of == label
        if goes_on:
            continue
        if label >= 0:
            columns = chances[first:word, 2 * label + 1 : 2 * label + 3]
            yield label, WordSpan(first, word - 1, float(columns.sum(axis=-1).mean()))
        first, label = word, of


def best_spans(
    chances: Floats,
    label: int,
    floor: float,
    most: int = 1,
    reach: float = 0.0,
    *,
    scheme: int = BIO,
    taken: Iterable[WordSpan] = (),
    cut: float = 1.0,
) -> list[WordSpan]:
    """The up to ``most`` likeliest spans of ``label``, best first, none overlapping.

    A span's weight is the log odds of its tags (B, I ... and, in BIOES, E or S) against all its
    words being outside, so a short dip or a second B inside a long span does not cut it. The odds
    are first lifted until those of the likeliest word are ``_LIFTED`` to 1: how far a span reaches
    does not depend on how sure it is. Spans with a mean chance below ``floor`` are left out.
    reach: log odds added to each I; above 0 spans rather go on than end. scheme: tags of a label,
    BIO or BIOES. taken: words that no span may hold. cut: where another span begins inside one
    with at least this chance, they are two ("A and B", coordinated).
    """
    tags = chances[:, scheme * label + 1 : scheme * (label + 1) + 1].T.astype(np.float64)
    belongs = tags.sum(axis=0)
    for span in taken:
        belongs[span.first : span.last + 1] = 0.0
    if not len(belongs) or belongs.max() < floor:
        return []
    outside = np.maximum(chances[:, 0].astype(np.float64), _LEAST)
    odds = np.log(np.maximum(tags, _LEAST)) - np.log(outside)
    odds[:, belongs == 0.0] = -_NEVER
    found: list[WordSpan] = []
    while len(found) < most:
        peak = float(belongs.max())
        if peak < floor or peak <= 0.0:
            break
        lift = max(0.0, np.log(_LIFTED) - np.log(peak / max(1.0 - peak, _LEAST)))
        lifted = odds + lift
        first, last = _heaviest(lifted, reach, scheme)
        begins = tags[0] if scheme == BIO else tags[0] + tags[3]
        between = belongs[first:last] <= _BETWEEN  # the word before: "and", a comma
        inner = first + 1 + np.flatnonzero((begins[first + 1 : last + 1] >= cut) & between)
        for start, stop in pairwise([first, *inner.tolist(), last + 1]):
            if len(inner):  # each part for itself ends where its own tags do
                a, b = _heaviest(lifted[:, start:stop], 0.0, scheme)
                start, stop = start + a, start + b + 1
            score = float(belongs[start:stop].mean())
            if score >= floor and len(found) < most:
                found.append(WordSpan(start, stop - 1, score))
        belongs[first : last + 1] = 0.0
        odds[:, first : last + 1] = -_NEVER
    return sorted(found, key=lambda span: -span.score)


_LIFTED = 4.0
_BETWEEN = 0.5
_LEAST = 1e-5
_NEVER = 1e6


def _heaviest(odds: Floats, reach: float, scheme: int) -> tuple[int, int]:
    """First and last word of the heaviest span: one B, the I after it, and in BIOES an E; or S."""
    begins, inside = odds[0], odds[1] + reach
    total = np.cumsum(inside)
    ends = inside if scheme == BIO else odds[2]
    single = begins if scheme == BIO else odds[3]
    alone = int(single.argmax())
    if len(begins) < 2:
        return alone, alone
    lead = np.maximum.accumulate(begins - total)
    weights = lead[:-1] + total[:-1] + ends[1:]
    last = int(weights.argmax()) + 1
    if weights[last - 1] < single[alone]:
        return alone, alone
    return int((begins - total)[:last].argmax()), last
