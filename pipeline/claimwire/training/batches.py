"""Rows of windows -> padded tensors, mixed over corpora and batched by length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from claimwire.model.labels import ANCHORED_HEADS, BIOES
from claimwire.training.examples import ANCHORED, HEADS, UNKNOWN


@dataclass(frozen=True, slots=True)
class AnchorBatch:
    """Anchors of one head in a batch.

    window: (anchors,). spans: (anchors, spans, 2). tags: (anchors, words).
    stance, null: (anchors,), UNKNOWN where not known.
    """

    window: Tensor
    spans: Tensor
    tags: Tensor
    stance: Tensor
    null: Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows in tensors. pieces, mask: (windows, length). features: (windows, length, 3).
    first: (windows, words). tags: head -> (windows, words), UNKNOWN where not taught."""

    pieces: Tensor
    mask: Tensor
    features: Tensor
    first: Tensor
    tags: dict[str, Tensor]
    anchors: dict[str, AnchorBatch]


def epoch_batches(
    lengths: Sequence[int], repeats: Sequence[float], batch_pieces: int, seed: int
) -> list[list[int]]:
    """Row numbers in batches for one epoch: shuffled, each row ``repeats`` times (a fraction is
    a chance), rows of like length together, at most ``batch_pieces`` padded pieces a batch."""
    rng = random.Random(seed)
    order: list[int] = []
    for row, repeat in enumerate(repeats):
        order += [row] * (int(repeat) + (rng.random() < repeat % 1))
    rng.shuffle(order)
    batches: list[list[int]] = []
    for start in range(0, len(order), 512):
        chunk = sorted(order[start : start + 512], key=lambda row: lengths[row])
        batch: list[int] = []
        for row in chunk:
            if batch and (len(batch) + 1) * (lengths[row] + 2) > batch_pieces:
                batches.append(batch)
                batch = []
            batch.append(row)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def collate(
    rows: Sequence[dict[str, Any]],
    special: tuple[int, int, int],
    lower_case: float,
    rng: random.Random,
) -> Batch:
    """Pad rows to one batch.

    special: ids of the pieces before and after a window, and of padding. lower_case: share of
    windows whose case is hidden.
    """
    before, after, padding = special
    n = len(rows)
    length = max(len(row["pieces"]) for row in rows) + 2
    n_words = max(len(row["first"]) for row in rows)
    pieces = np.full((n, length), padding, dtype=np.int64)
    mask = np.zeros((n, length), dtype=np.int64)
    features = np.zeros((n, length, 3), dtype=np.int64)
    first = np.zeros((n, n_words), dtype=np.int64)
    for i, row in enumerate(rows):
        count, words = len(row["pieces"]), len(row["first"])
        pieces[i, : count + 2] = [before, *row["pieces"], after]
        mask[i, : count + 2] = 1
        first[i, :words] = np.asarray(row["first"]) + 1
        of_words = np.asarray(row["features"], dtype=np.int64).reshape(-1, 3)
        if rng.random() < lower_case:
            of_words = of_words.copy()
            of_words[(of_words[:, 0] >= 1) & (of_words[:, 0] <= 3), 0] = 0
        spread = np.diff(np.append(row["first"], count))
        features[i, 1 : count + 1] = np.repeat(of_words, spread, axis=0)
    return Batch(
        torch.from_numpy(pieces),
        torch.from_numpy(mask),
        torch.from_numpy(features),
        torch.from_numpy(first),
        _tags(rows, n_words),
        _anchors(rows, n_words),
    )


def _tags(rows: Sequence[dict[str, Any]], n_words: int) -> dict[str, Tensor]:
    tags = {head: np.full((len(rows), n_words), UNKNOWN, dtype=np.int64) for head in HEADS}
    for i, row in enumerate(rows):
        for head in row["taught"]:
            if head in tags:
                tags[head][i, : len(row["first"])] = 0
        tags["sentence"][i, row["sentence"]] = 1
        for head, begin, end, label in row["tags"]:
            _write(tags[HEADS[head]][i], begin, end, label)
    return {head: torch.from_numpy(values) for head, values in tags.items()}


def _write(tags: Any, begin: int, end: int, label: int) -> None:
    tags[begin : end + 1] = 2 * label + 2
    tags[begin] = 2 * label + 1


def _write_framed(tags: Any, begin: int, end: int, label: int) -> None:
    """BIOES; of spans of one label that touch, the later one stands."""
    tag = BIOES * label
    tags[begin : end + 1] = tag + 2
    tags[begin], tags[end] = tag + 1, tag + 3
    if begin == end:
        tags[begin] = tag + 4


def _anchors(rows: Sequence[dict[str, Any]], n_words: int) -> dict[str, AnchorBatch]:
    batches = {}
    for head, name in enumerate(ANCHORED):
        n_spans = ANCHORED_HEADS[name][0]
        kept = [
            (i, number, anchor)
            for i, row in enumerate(rows)
            for number, anchor in enumerate(row["anchors"])
            if anchor[0] == head
        ]
        if not kept:
            continue
        tags = np.full((len(kept), n_words), UNKNOWN, dtype=np.int64)
        for at, (i, number, _) in enumerate(kept):
            tags[at, : len(rows[i]["first"])] = 0
            for of_anchor, begin, end, label in rows[i]["anchor_tags"]:
                if of_anchor == number:
                    _write_framed(tags[at], begin, end, label)
        spans = np.asarray([a[1:5] for _, _, a in kept]).reshape(-1, 2, 2)[:, :n_spans]
        batches[name] = AnchorBatch(
            torch.tensor([i for i, _, _ in kept]),
            torch.from_numpy(spans.copy()),
            torch.from_numpy(tags),
            torch.tensor([a[5] for _, _, a in kept]),
            torch.tensor([a[6] for _, _, a in kept]),
        )
    return batches


def batches_of(
    rows: Any,
    order: Sequence[Sequence[int]],
    special: tuple[int, int, int],
    lower_case: float,
    seed: int,
    *,
    start: int = 0,
) -> Iterator[Batch]:
    """The batches of an epoch in order, from number ``start`` on, out of a table of rows.

    A batch is the same whether the epoch was begun at it or before it.
    """
    for at in range(start, len(order)):
        rng = random.Random(f"{seed}-{at}")
        yield collate([rows[number] for number in order[at]], special, lower_case, rng)
