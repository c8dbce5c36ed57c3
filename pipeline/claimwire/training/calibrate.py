"""Raw scores -> confidences: isotonic regression on development data (Zadrozny & Elkan 2002)."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]

MOST_POINTS = 12
"""More would follow the development data's accidents."""

_DIGITS = 4


def isotonic_points(scored: Sequence[tuple[float, bool]]) -> tuple[Point, ...]:
    """Calibration points (raw score, share right) that rise in both.

    scored: raw score of each prediction and whether it was right. About equal shares of the
    predictions, sorted by score and never cut between equal ones, are pooled until none is less
    often right than one before it (pool adjacent violators, Ayer et al. 1955); each share counts
    one right and one wrong more than it has.
    """
    ordered = sorted((round(score, _DIGITS), right) for score, right in scored)
    size = max(1, -(-len(ordered) // MOST_POINTS))
    blocks: list[tuple[float, float, int]] = []  # sum of scores, right, count
    stop = 0
    while stop < len(ordered):
        start, stop = stop, min(stop + size, len(ordered))
        while stop < len(ordered) and ordered[stop][0] == ordered[stop - 1][0]:
            stop += 1
        part = ordered[start:stop]
        blocks.append((sum(s for s, _ in part), float(sum(r for _, r in part)), len(part)))
        while len(blocks) > 1 and _share(blocks[-2]) > _share(blocks[-1]):
            a, b = blocks.pop(-2), blocks.pop()
            blocks.append((a[0] + b[0], a[1] + b[1], a[2] + b[2]))
    return tuple((round(b[0] / b[2], _DIGITS), round(_share(b), _DIGITS)) for b in blocks)


def _share(block: tuple[float, float, int]) -> float:
    return (block[1] + 1.0) / (block[2] + 2.0)
