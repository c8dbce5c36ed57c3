"""The one-to-one alignment of the greatest weight, over few edges."""

from __future__ import annotations

from collections.abc import Mapping

Edge = tuple[int, int]
"""Number of a left item and of a right one."""


def best_pairs(weights: Mapping[Edge, int]) -> list[Edge]:
    """Pairs of a one-to-one matching whose weights sum to the most, in order.

    weights: above 0, of those pairs only that may be aligned; integers, so that sums are exact.
    Grows the matching by the augmenting path that gains most, until none gains (Kuhn 1955).
    """
    edges: dict[int, list[tuple[int, int]]] = {}
    for (left, right), weight in weights.items():
        edges.setdefault(left, []).append((right, weight))
    owner: dict[int, int] = {}
    while path := _best_path(edges, weights, owner):
        owner |= {right: left for left, right in path}
    return sorted((left, right) for right, left in owner.items())


def _best_path(
    edges: Mapping[int, list[tuple[int, int]]], weights: Mapping[Edge, int], owner: dict[int, int]
) -> list[Edge]:
    """The edges to put into the matching for the greatest gain; none where nothing gains."""
    taken = set(owner.values())
    gains = {left: 0 for left in edges if left not in taken}
    came: dict[int, Edge] = {}  # a matched left item: over which edge it was let go
    waiting = list(gains)
    best, last = 0, None
    while waiting:
        left = waiting.pop(0)
        for right, weight in edges[left]:
            gain = gains[left] + weight
            rival = owner.get(right)
            if rival is None:
                if gain > best:
                    best, last = gain, (left, right)
            elif rival != left:
                gain -= weights[rival, right]
                if rival not in gains or gain > gains[rival]:
                    gains[rival], came[rival] = gain, (left, right)
                    waiting.append(rival)
    path: list[Edge] = []
    while last is not None:
        path.append(last)
        last = came.get(last[0])
    return path
