"""Scores -> spans, in words. Numpy only, so it is tested with arrays made by hand.

All spans are pairs of first and last word, both included. Probabilities of BIO tags are read as
the chance that a word belongs to a label's span (B + I), and that one begins there (B).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    chances: Floats, label: int, floor: float, most: int = 1, reach: float = 0.0
) -> list[WordSpan]:
    """The up to ``most`` likeliest spans of ``label``, best first, none overlapping.

    A span's weight is the log odds of its tags (B, then I) against all its words being outside, so
    a short dip or a second B inside a long span does not cut it. The odds are first lifted until
    those of the likeliest word are ``_LIFTED`` to 1: how far a span reaches does not depend on how
    sure it is. Spans with a mean chance below ``floor`` are left out. reach: log odds added to each
    I; above 0 spans rather go on than end.
    """
    tags = chances[:, 2 * label + 1 : 2 * label + 3].T.astype(np.float64)
    belongs = tags.sum(axis=0)
    if not len(belongs) or belongs.max() < floor:
        return []
    outside = np.maximum(chances[:, 0].astype(np.float64), _LEAST)
    odds = np.log(np.maximum(tags, _LEAST)) - np.log(outside)
    found: list[WordSpan] = []
    while len(found) < most:
        peak = float(belongs.max())
        if peak < floor or peak <= 0.0:
            break
        lift = max(0.0, np.log(_LIFTED) - np.log(peak / max(1.0 - peak, _LEAST)))
        first, last = _heaviest(odds[0] + lift, odds[1] + lift + reach)
        score = float(belongs[first : last + 1].mean())
        if score >= floor:
            found.append(WordSpan(first, last, score))
        belongs[first : last + 1] = 0.0
        odds[:, first : last + 1] = -_NEVER
    return sorted(found, key=lambda span: -span.score)


_LIFTED = 4.0
_LEAST = 1e-5
_NEVER = 1e6


def _heaviest(begins: Floats, inside: Floats) -> tuple[int, int]:
    """First and last word of the heaviest span (largest sum of one B and the I after it)."""
    total = np.cumsum(inside)
    lead = np.maximum.accumulate(begins - total)
    last = int((lead + total).argmax())
    first = int((begins - total)[: last + 1].argmax())
    return first, last
