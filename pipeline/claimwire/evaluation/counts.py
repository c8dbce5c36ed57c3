"""Counts, P/R/F1, one-to-one matching and bootstrap intervals, shared by all scorers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

ROUNDS = 1000
SEED = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Matched, predicted and gold items; ``matched_gold`` differs from ``matched`` only where
    precision and recall count different things."""

    matched: float = 0
    predicted: int = 0
    gold: int = 0
    matched_gold: float | None = None

    def __add__(self, other: Counts) -> Counts:
        both = None
        if self.matched_gold is not None or other.matched_gold is not None:
            both = self._of_gold + other._of_gold
        return Counts(
            self.matched + other.matched,
            self.predicted + other.predicted,
            self.gold + other.gold,
            both,
        )

    @property
    def _of_gold(self) -> float:
        return self.matched if self.matched_gold is None else self.matched_gold

    @property
    def precision(self) -> float:
        """In per cent; 0 where nothing was predicted."""
        return 100 * self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """In per cent; 0 where there is no gold."""
        return 100 * self._of_gold / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """In per cent; 100 where there is neither a prediction nor gold."""
        if not self.predicted and not self.gold:
            return 100.0
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(frozen=True, slots=True)
class Score:
    """A metric over all articles with its 95 % bootstrap interval (of F1, over articles)."""

    counts: Counts
    low: float
    high: float


def scores(articles: Sequence[Mapping[str, Counts]]) -> dict[str, Score]:
    """Each metric micro-averaged over articles, with its interval.

    The interval resamples articles ``ROUNDS`` times with a fixed seed (Efron & Tibshirani 1993).
    """
    metrics = list(dict.fromkeys(metric for article in articles for metric in article))
    return {metric: _score([a.get(metric, Counts()) for a in articles]) for metric in metrics}


def _score(counts: Sequence[Counts]) -> Score:
    rng = random.Random(SEED)
    sampled = sorted(_total(rng.choices(counts, k=len(counts))).f1 for _ in range(ROUNDS))
    return Score(_total(counts), sampled[int(0.025 * ROUNDS)], sampled[int(0.975 * ROUNDS) - 1])


def _total(counts: Sequence[Counts]) -> Counts:
    total = Counts()
    for one in counts:
        total = total + one
    return total


def matching(
    xs: Sequence[A], ys: Sequence[B], agree: Callable[[A, B], bool]
) -> list[tuple[int, int]]:
    """Pairs of a largest one-to-one matching of agreeing items (augmenting paths, Kuhn 1955)."""
    edges = [[j for j, y in enumerate(ys) if agree(x, y)] for x in xs]
    owner: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in edges[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in owner or place(owner[j], tried):
                owner[j] = i
                return True
        return False

    for i in range(len(xs)):
        place(i, set())
    return sorted((i, j) for j, i in owner.items())
