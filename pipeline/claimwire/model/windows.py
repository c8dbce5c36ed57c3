"""An article's words -> overlapping windows that begin and end at likely sentence ends.

Each word is scored in the window where it lies farthest from an edge (``owner``), so no answer
depends on a cut that lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from claimwire.model.words import Ints, Words

_ENDS = frozenset('.!?;:”"')


@dataclass(frozen=True, slots=True)
class Window:
    """Words ``first`` to ``stop`` (not included) of an article; of those, the words from
    ``own_first`` to ``own_stop`` take their scores from this window."""

    first: int
    stop: int
    own_first: int
    own_stop: int

    def __len__(self) -> int:
        return self.stop - self.first

    def owns(self, word: int) -> bool:
        return self.own_first <= word < self.own_stop


def cut_windows(words: Words, length: int, overlap: int) -> list[Window]:
    """Cover all words with windows of at most ``length`` pieces that share about ``overlap``.

    A single word longer than ``length`` pieces gets a window of its own, later cut by the encoder.
    """
    if len(words) == 0:
        return []
    breaks = _likely_breaks(words)
    bounds: list[tuple[int, int]] = []
    first = 0
    while True:
        stop = _stop(words, breaks, first, length)
        bounds.append((first, stop))
        if stop == len(words):
            break
        first = _restart(words, breaks, first, stop, overlap)
    edges = [0]
    edges += [(a[1] + b[0] + 1) // 2 for a, b in pairwise(bounds)]
    edges.append(len(words))
    return [Window(first, stop, edges[i], edges[i + 1]) for i, (first, stop) in enumerate(bounds)]


def _likely_breaks(words: Words) -> Ints:
    """Indices of words that probably begin a sentence, cheap and rough: only windows use it."""
    gap = words.features[:, 1]
    shape = words.features[:, 0]
    ends = np.fromiter(
        (words.text[e - 1] in _ENDS for e in words.end.tolist()), dtype=bool, count=len(words)
    )
    begins = gap >= 2
    begins[1:] |= ends[:-1] & (gap[1:] == 1) & (shape[1:] != 0)
    return np.flatnonzero(begins)


def _stop(words: Words, breaks: Ints, first: int, length: int) -> int:
    """The word after the window that begins at ``first``."""
    limit = int(words.first[first]) + length
    stop = int(np.searchsorted(words.first, limit, side="right")) - 1
    stop = max(stop, first + 1)
    if stop >= len(words):
        return len(words)
    at = int(np.searchsorted(breaks, stop, side="right")) - 1
    nearest = int(breaks[at]) if at >= 0 else first
    used = int(words.first[nearest] - words.first[first])
    return nearest if nearest > first and used >= length * 0.75 else stop


def _restart(words: Words, breaks: Ints, first: int, stop: int, overlap: int) -> int:
    """Where the next window begins: about ``overlap`` pieces before ``stop``, at a break."""
    target = int(words.first[stop]) - overlap
    wanted = int(np.searchsorted(words.first, target, side="left"))
    at = int(np.searchsorted(breaks, wanted, side="right")) - 1
    nearest = int(breaks[at]) if at >= 0 else first
    back = int(words.first[wanted] - words.first[max(nearest, 0)])
    start = nearest if nearest > first and back <= overlap // 2 else wanted
    return min(max(start, first + 1), stop)
