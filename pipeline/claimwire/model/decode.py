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
    result: Floats = 1.0 / (1.0 + np.exp(-scores))
    return result


def label_spans(chances: Floats, label: int, threshold: float) -> list[WordSpan]:
    """Runs of words that belong to ``label`` with at least ``threshold``.

    chances: (words, 2 * labels + 1). A run is cut where a new span is more likely to begin than
    the old one to go on.
    """
    begins, inside = chances[:, 2 * label + 1], chances[:, 2 * label + 2]
    belongs = begins + inside
    spans: list[WordSpan] = []
    first: int | None = None
    for word in range(len(belongs) + 1):
        over = word < len(belongs) and belongs[word] >= threshold
        if first is not None and (not over or (begins[word] > inside[word])):
            spans.append(WordSpan(first, word - 1, float(belongs[first:word].mean())))
            first = None
        if over and first is None:
            first = word
    return spans


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


def best_span(chances: Floats, label: int, floor: float) -> WordSpan | None:
    """The likeliest span of ``label``: the run around its best word of all words at least half
    as likely as that one; None when no word reaches ``floor``."""
    belongs = chances[:, 2 * label + 1] + chances[:, 2 * label + 2]
    if not len(belongs):
        return None
    peak = int(belongs.argmax())
    if belongs[peak] < floor:
        return None
    spans = label_spans(chances, label, 0.5 * float(belongs[peak]))
    return next(span for span in spans if span.first <= peak <= span.last)
