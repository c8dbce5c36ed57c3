"""Rows to batches: each row in its turn, tensors by hand, the same after an interruption."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from claimwire.training.batches import Batch, batches_of, collate, epoch_batches
from claimwire.training.examples import ANCHORED, HEADS, UNKNOWN

U = UNKNOWN
Row = dict[str, Any]
LENGTHS = st.lists(st.integers(1, 300), max_size=80)


def row(pieces: list[int], first: list[int], **parts: Any) -> Row:
    """A row whose words are all in title case, after a space."""
    empty: Row = {"taught": [], "sentence": [], "tags": [], "anchors": [], "anchor_tags": []}
    return {"pieces": pieces, "first": first, "features": [1, 1, 0] * len(first), **empty, **parts}


LONG = row([11, 12, 13, 14, 15], [0, 2, 3])
SHORT = row([21, 22], [0, 1])


BERT = 101, 102, 0
MPNET = 0, 2, 1


def batch_of(*rows: Row, lower_case: float = 0.0, special: tuple[int, int, int] = BERT) -> Batch:
    return collate(rows, special, lower_case, random.Random(0))


@given(LENGTHS, st.integers(1, 600), st.integers(0, 9))
def test_an_epoch_shows_each_row_once(lengths: list[int], pieces: int, seed: int) -> None:
    batches = epoch_batches(lengths, [1.0] * len(lengths), pieces, seed)
    assert sorted(n for batch in batches for n in batch) == list(range(len(lengths)))
    assert all(batches)
    for batch in batches:
        padded = len(batch) * (max(lengths[n] for n in batch) + 2)
        assert padded <= pieces or len(batch) == 1


@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0.01, 4)), max_size=40), st.integers(0, 9))
def test_a_row_is_shown_as_often_as_its_repeats(rows: list[tuple[int, float]], seed: int) -> None:
    lengths, repeats = [length for length, _ in rows], [repeat for _, repeat in rows]
    shown = Counter(n for b in epoch_batches(lengths, repeats, 100, seed) for n in b)
    for number, repeat in enumerate(repeats):
        assert int(repeat) <= shown[number] <= int(repeat) + (repeat % 1 > 0)


def test_a_fraction_is_a_chance() -> None:
    batches = epoch_batches([5] * 4000, [0.25] * 4000, 1000, 1)
    assert 900 < sum(map(len, batches)) < 1100
    assert max(Counter(n for batch in batches for n in batch).values()) == 1


def test_rows_of_like_length_lie_together() -> None:
    lengths = [10, 200] * 100
    batches = epoch_batches(lengths, [1.0] * 200, 1000, 3)
    assert sum(len({lengths[n] for n in batch}) > 1 for batch in batches) <= 1


def test_an_epoch_is_decided_by_its_seed() -> None:
    lengths = list(range(1, 200))
    first, again, other = (epoch_batches(lengths, [1.5] * 199, 300, s) for s in (1, 1, 2))
    assert first == again
    assert first != other
    shortest = [lengths[batch[0]] for batch in first]
    assert shortest != sorted(shortest)  # batches come in no order of length


def test_an_epoch_of_nothing_has_no_batches() -> None:
    assert epoch_batches([], [], 100, 1) == []
    assert epoch_batches([5, 5], [0.0, 0.0], 100, 1) == []


def test_pieces_are_framed_and_padded() -> None:
    batch = batch_of(LONG, SHORT)
    assert batch.pieces.tolist() == [
        [101, 11, 12, 13, 14, 15, 102],
        [101, 21, 22, 102, 0, 0, 0],
    ]
    assert batch.mask.tolist() == [[1] * 7, [1, 1, 1, 1, 0, 0, 0]]
    assert batch.first.tolist() == [[1, 3, 4], [1, 2, 0]]


def test_pieces_are_framed_with_the_encoders_own_special_ids() -> None:
    batch = batch_of(LONG, SHORT, special=MPNET)
    assert batch.pieces.tolist() == [[0, 11, 12, 13, 14, 15, 2], [0, 21, 22, 2, 1, 1, 1]]


def test_each_piece_has_the_features_of_its_word() -> None:
    given = dict(LONG, features=[1, 3, 0, 4, 1, 1, 0, 2, 1])
    assert batch_of(given, SHORT).features.tolist() == [
        [[0, 0, 0], [1, 3, 0], [1, 3, 0], [4, 1, 1], [0, 2, 1], [0, 2, 1], [0, 0, 0]],
        [[0, 0, 0], [1, 1, 0], [1, 1, 0], *[[0, 0, 0]] * 4],
    ]


def test_hiding_case_makes_words_lower_but_leaves_digits() -> None:
    shapes = row([1] * 6, list(range(6)), features=[v for s in range(6) for v in (s, 2, 1)])
    features = batch_of(shapes, lower_case=1.0).features[0, 1:7].tolist()
    assert features == [[shape, 2, 1] for shape in (0, 0, 0, 0, 4, 5)]
    assert shapes["features"][3] == 1  # the row itself is as it was


def test_case_is_hidden_in_its_share_of_windows() -> None:
    batch = batch_of(*[SHORT] * 1000, lower_case=0.1)
    hidden = (batch.features[:, 1, 0] == 0).sum().item()
    assert 70 < hidden < 130


def test_heads_that_are_not_taught_are_unknown() -> None:
    batch = batch_of(dict(LONG, taught=["entity"]), dict(SHORT, taught=["role_actor"]))
    assert set(batch.tags) == set(HEADS)
    assert batch.tags["entity"].tolist() == [[0, 0, 0], [U, U, U]]
    assert batch.tags["role_actor"].tolist() == [[U, U, U], [0, 0, U]]
    assert (batch.tags["sentence"] == U).all()


def test_tags_are_bio_and_touching_spans_stay_apart() -> None:
    entity = HEADS.index("entity")
    words = row([1] * 5, list(range(5)), taught=["entity"])
    words["tags"] = [[entity, 0, 1, 3], [entity, 2, 2, 3], [entity, 3, 4, 0]]
    assert batch_of(words).tags["entity"].tolist() == [[7, 8, 7, 1, 2]]


def test_first_words_of_sentences_are_marked() -> None:
    batch = batch_of(dict(LONG, taught=["sentence"], sentence=[0, 2]), dict(SHORT, sentence=[]))
    assert batch.tags["sentence"].tolist() == [[1, 0, 1], [U, U, U]]


def test_anchors_keep_their_window_spans_and_tags() -> None:
    cue, events, arguments = (
        ANCHORED.index(name) for name in ("statement_roles", "events", "arguments")
    )
    first = dict(SHORT, anchors=[[arguments, 0, 0, 1, 1, 2, 1]], anchor_tags=[[0, 1, 1, 1]])
    second = dict(
        LONG,
        anchors=[[cue, 1, 1, 1, 1, U, U], [events, 0, 1, 0, 1, U, U], [cue, 2, 2, 2, 2, U, U]],
        anchor_tags=[[0, 0, 0, 0], [2, 0, 1, 1], [1, 2, 2, 0]],
    )
    made = batch_of(first, second).anchors
    assert made["statement_roles"].window.tolist() == [1, 1]
    assert made["statement_roles"].spans.tolist() == [[[1, 1]], [[2, 2]]]
    assert made["statement_roles"].tags.tolist() == [[4, 0, 0], [5, 7, 0]]
    assert made["events"].tags.tolist() == [[0, 0, 4]]
    assert made["events"].stance.tolist() == made["events"].null.tolist() == [U]
    pair = made["arguments"]
    assert (pair.window.tolist(), pair.spans.tolist()) == ([0], [[[0, 0], [1, 1]]])
    assert pair.tags.tolist() == [[0, 8, U]]
    assert (pair.stance.tolist(), pair.null.tolist()) == ([2], [1])


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([[0, 0]], [4, 0, 0, 0, 0]),
        ([[0, 1]], [1, 3, 0, 0, 0]),
        ([[1, 4]], [0, 1, 2, 2, 3]),
        ([[0, 1], [2, 2], [3, 4]], [1, 3, 4, 1, 3]),
        ([[0, 4], [2, 2]], [1, 2, 4, 2, 3]),
        ([[2, 2], [0, 4]], [1, 2, 2, 2, 3]),
        ([], [0, 0, 0, 0, 0]),
    ],
)
def test_anchored_tags_are_bioes(spans: list[list[int]], expected: list[int]) -> None:
    antecedent = ANCHORED.index("antecedent")
    words = row([1] * 5, list(range(5)), anchors=[[antecedent, 0, 0, 0, 0, U, U]])
    words["anchor_tags"] = [[0, *span, 0] for span in spans]
    assert batch_of(words).anchors["antecedent"].tags.tolist() == [expected]


def test_each_anchored_label_has_its_own_four_tags() -> None:
    arguments = ANCHORED.index("arguments")
    words = row([1] * 5, list(range(5)), anchors=[[arguments, 0, 0, 1, 1, 0, 0]])
    words["anchor_tags"] = [[0, 0, 0, 0], [0, 1, 2, 1], [0, 3, 4, 2]]
    assert batch_of(words).anchors["arguments"].tags.tolist() == [[4, 5, 7, 9, 11]]


def test_a_batch_without_anchors_has_none() -> None:
    assert batch_of(LONG, SHORT).anchors == {}


def tensors(batch: Any) -> list[torch.Tensor]:
    if isinstance(batch, torch.Tensor):
        return [batch]
    parts = batch.values() if isinstance(batch, dict) else vars_of(batch)
    return [tensor for part in parts for tensor in tensors(part)]


def vars_of(batch: Any) -> list[Any]:
    return [getattr(batch, field.name) for field in dataclasses.fields(batch)]


@pytest.mark.parametrize("start", [0, 1, 7, 39, 40])
def test_an_epoch_goes_on_with_the_very_batches_it_would_have_had(start: int) -> None:
    rows = [row([n + 1] * 3, [0, 1, 2]) for n in range(80)]
    order = epoch_batches([3] * 80, [1.0] * 80, 10, 5)
    whole = list(batches_of(rows, order, BERT, 0.5, 5))
    rest = list(batches_of(rows, order, BERT, 0.5, 5, start=start))
    assert len(whole) == 40
    assert len(rest) == 40 - start
    for one, other in zip(whole[start:], rest, strict=True):
        assert all(map(torch.equal, tensors(one), tensors(other)))
    hidden = {(batch.features[:, 1, 0] == 0).sum().item() for batch in whole}
    assert hidden == {0, 1, 2}  # chance at work, and not the same in each batch


def test_another_epoch_hides_other_cases() -> None:
    rows, order = [SHORT] * 100, [[n] for n in range(100)]
    first, again, other = (
        [b.features[0, 1, 0].item() for b in batches_of(rows, order, BERT, 0.5, seed)]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other
