"""Chances to spans of words, on arrays made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claimwire.model.decode import (
    Floats,
    WordSpan,
    best_spans,
    calibrated,
    sigmoid,
    softmax,
    typed_spans,
)
from claimwire.model.labels import BIOES


def one_hot(tags: str, labels: int = 2) -> Floats:
    """Sure chances of a tag sequence such as "O B0 I0 B1"."""
    names = ["O"] + [f"{kind}{label}" for label in range(labels) for kind in "BI"]
    return np.eye(2 * labels + 1)[[names.index(tag) for tag in tags.split()]]


def framed(tags: str, labels: int = 2, sure: float = 1.0) -> Floats:
    """Chances of a BIOES sequence such as "O B0 I0 E0 S1"; what is not ``sure`` is O."""
    names = ["O"] + [f"{kind}{label}" for label in range(labels) for kind in "BIES"]
    rows = sure * np.eye(len(names))[[names.index(tag) for tag in tags.split()]]
    rows[:, 0] += 1.0 - sure
    return np.asarray(rows)


def chances(*rows: tuple[float, float]) -> Floats:
    """Rows of one label's B and I; the rest of each is O."""
    return np.asarray([[1.0 - b - i, b, i] for b, i in rows])


def bounds(spans: list[WordSpan]) -> list[tuple[int, int]]:
    return [(span.first, span.last) for span in spans]


def test_softmax_gives_chances() -> None:
    found = softmax(np.log(np.asarray([[1.0, 3.0], [2.0, 2.0]])))
    assert found == pytest.approx(np.asarray([[0.25, 0.75], [0.5, 0.5]]))


def test_softmax_of_large_scores_is_finite() -> None:
    assert softmax(np.asarray([1e4, 0.0])).tolist() == [1.0, 0.0]


def test_sigmoid_gives_chances() -> None:
    found = sigmoid(np.asarray([0.0, np.log(3.0), -np.log(3.0)]))
    assert found == pytest.approx(np.asarray([0.5, 0.75, 0.25]))


def test_word_spans_overlap_when_they_share_a_word() -> None:
    assert WordSpan(2, 4, 1.0).overlaps(WordSpan(4, 6, 1.0))
    assert WordSpan(4, 6, 1.0).overlaps(WordSpan(2, 4, 1.0))
    assert not WordSpan(2, 4, 1.0).overlaps(WordSpan(5, 6, 1.0))
    assert not WordSpan(5, 6, 1.0).overlaps(WordSpan(2, 4, 1.0))
    assert WordSpan(2, 4, 0.5).moved(10) == WordSpan(12, 14, 0.5)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O O", []),
        ("B0", [(0, 0, 0)]),
        ("O B0 I0", [(0, 1, 2)]),
        ("B0 B0 I0", [(0, 0, 0), (0, 1, 2)]),
        ("B0 I0 B1 I1", [(0, 0, 1), (1, 2, 3)]),
        ("I0 I0 O", [(0, 0, 1)]),
        ("B0 I1 O", [(0, 0, 0), (1, 1, 1)]),
        ("B0 O I0", [(0, 0, 0), (0, 2, 2)]),
        ("O O B1", [(1, 2, 2)]),
    ],
)
def test_spans_of_a_tag_sequence(tags: str, expected: list[tuple[int, int, int]]) -> None:
    found = [(label, span.first, span.last) for label, span in typed_spans(one_hot(tags))]
    assert found == expected


def test_no_words_no_spans() -> None:
    assert list(typed_spans(np.zeros((0, 5)))) == []
    assert best_spans(np.zeros((0, 3)), 0, 0.5) == []


def test_a_typed_span_scores_its_mean_chance_of_belonging() -> None:
    rows = np.asarray([[0.2, 0.7, 0.1], [0.4, 0.1, 0.5]])
    (found,) = typed_spans(rows)
    assert found == (0, WordSpan(0, 1, pytest.approx(0.7)))


def test_the_likeliest_span() -> None:
    rows = chances((0.0, 0.0), (0.9, 0.0), (0.0, 0.8), (0.0, 0.1))
    assert best_spans(rows, 0, 0.5) == [WordSpan(1, 2, pytest.approx(0.85))]


def test_a_span_that_ends_on_the_last_word() -> None:
    assert bounds(best_spans(chances((0.0, 0.0), (0.9, 0.0), (0.0, 0.9)), 0, 0.5)) == [(1, 2)]


def test_one_word() -> None:
    assert best_spans(chances((0.6, 0.1)), 0, 0.5) == [WordSpan(0, 0, pytest.approx(0.7))]
    assert best_spans(chances((0.3, 0.1)), 0, 0.5) == []
    assert best_spans(chances((0.75, 0.0)), 0, 0.75) == [WordSpan(0, 0, 0.75)]


def test_a_short_dip_does_not_cut_a_span() -> None:
    rows = chances((0.95, 0.0), (0.0, 0.95), (0.0, 0.4), (0.0, 0.95))
    assert bounds(best_spans(rows, 0, 0.5)) == [(0, 3)]


def test_a_long_gap_cuts_a_span() -> None:
    rows = chances((0.9, 0.0), *[(0.01, 0.01)] * 4, (0.6, 0.3))
    assert bounds(best_spans(rows, 0, 0.5, 2)) == [(0, 0), (5, 5)]


def test_a_begin_right_after_a_span_goes_on_with_it() -> None:
    rows = chances((0.95, 0.0), (0.0, 0.95), (0.94, 0.01), (0.0, 0.95))
    assert best_spans(rows, 0, 0.5, 2) == [WordSpan(0, 3, pytest.approx(0.95))]


def test_spans_with_one_sure_word_between_them_stay_two() -> None:
    rows = chances((0.95, 0.0), (0.0, 0.95), (0.0, 0.0), (0.95, 0.0), (0.0, 0.9))
    assert bounds(best_spans(rows, 0, 0.5, 2)) == [(0, 1), (3, 4)]


def test_a_surer_word_beside_a_longer_span_is_found_too() -> None:
    rows = chances((0.95, 0.0), *[(0.0, 0.0)] * 5, (0.8, 0.0), *[(0.0, 0.8)] * 4)
    found = best_spans(rows, 0, 0.4, 2)
    assert bounds(found) == [(0, 0), (6, 10)]
    assert [span.score for span in found] == pytest.approx([0.95, 0.8])


def test_how_far_a_span_reaches_does_not_depend_on_how_sure_it_is() -> None:
    sure = chances((0.9, 0.0), (0.0, 0.9), (0.0, 0.9), (0.0, 0.02))
    unsure = chances((0.5, 0.0), (0.0, 0.45), (0.0, 0.4), (0.0, 0.02))
    assert bounds(best_spans(sure, 0, 0.3)) == bounds(best_spans(unsure, 0, 0.3)) == [(0, 2)]


def test_spans_come_best_first_and_at_most_as_many_as_asked() -> None:
    rows = chances((0.6, 0.0), (0.0, 0.0), (0.9, 0.0), (0.0, 0.0), (0.7, 0.0))
    assert bounds(best_spans(rows, 0, 0.5, 5)) == [(2, 2), (4, 4), (0, 0)]
    assert bounds(best_spans(rows, 0, 0.5, 2)) == [(2, 2), (4, 4)]
    assert best_spans(rows, 0, 0.5, 0) == []


def test_spans_below_the_floor_are_left_out() -> None:
    rows = chances((0.6, 0.0), (0.0, 0.0), (0.9, 0.0))
    assert bounds(best_spans(rows, 0, 0.65, 5)) == [(2, 2)]
    assert best_spans(rows, 0, 0.95, 5) == []


def test_without_a_floor_there_is_always_one() -> None:
    assert bounds(best_spans(chances((0.01, 0.0), (0.02, 0.0)), 0, 0.0)) == [(1, 1)]


def test_impossible_words_are_no_span() -> None:
    assert best_spans(chances((0.0, 0.0), (0.0, 0.0)), 0, 0.0, 5) == []


def test_each_label_is_read_by_itself() -> None:
    rows = one_hot("B0 I0 B1 I1 O")
    assert bounds(best_spans(rows, 0, 0.5)) == [(0, 1)]
    assert bounds(best_spans(rows, 1, 0.5)) == [(2, 3)]


def test_half_precision_chances_are_read() -> None:
    rows = one_hot("O B0 I0 I0 O").astype(np.float16)
    assert best_spans(rows, 0, 0.5) == [WordSpan(1, 3, 1.0)]


@pytest.mark.parametrize("tags", ["B0 I0 I0", "O B0 O B0 I0 I0", "B0 O B0 O B0", "B1 B0 I0 B1"])
def test_sure_tags_come_back(tags: str) -> None:
    rows = one_hot(tags)
    wanted = [(s.first, s.last) for label, s in typed_spans(rows) if label == 0]
    assert sorted(bounds(best_spans(rows, 0, 0.5, 9))) == wanted


ROWS = st.integers(1, 12).flatmap(
    lambda n: arrays(np.float64, (n, 5), elements=st.floats(0.0, 10.0, width=16))
)


@given(ROWS, st.sampled_from([0, 1]), st.floats(0.05, 0.95), st.integers(1, 12))
def test_spans_are_apart_ordered_and_sure(
    scores: Floats, label: int, floor: float, most: int
) -> None:
    rows = softmax(scores)
    found = best_spans(rows, label, floor, most)
    taken = [word for span in found for word in range(span.first, span.last + 1)]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(range(len(rows)))
    assert len(found) <= most
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert all(floor <= span.score <= 1.0 + 1e-9 for span in found)


@given(ROWS)
def test_typed_spans_are_apart_and_in_order(scores: Floats) -> None:
    rows = softmax(scores)
    words = [w for _, span in typed_spans(rows) for w in range(span.first, span.last + 1)]
    assert words == np.flatnonzero(rows.argmax(axis=-1)).tolist()


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O S0 O", [(1, 1)]),
        ("O B0 E0", [(1, 2)]),
        ("B0 I0 I0 E0 O", [(0, 3)]),
        ("S0 S0 S0", [(0, 0), (1, 1), (2, 2)]),
        ("B0 E0 B0 I0 E0", [(0, 1), (2, 4)]),
        ("B0 E0 S0", [(0, 1), (2, 2)]),
        ("S0 B0 E0", [(0, 0), (1, 2)]),
        ("B0 I0 E0 O S0 O B0 E0", [(0, 2), (4, 4), (6, 7)]),
        ("S1 B0 E0 B1 E1", [(1, 2)]),
        ("S0", [(0, 0)]),
        ("O O", []),
        ("S1 S1", []),
    ],
)
def test_framed_tags_come_back(tags: str, expected: list[tuple[int, int]]) -> None:
    assert sorted(bounds(best_spans(framed(tags, sure=0.9), 0, 0.5, 9, scheme=BIOES))) == expected


def test_each_framed_label_is_read_by_itself() -> None:
    rows = framed("B0 E0 B1 I1 E1 S2", labels=3)
    found = [bounds(best_spans(rows, label, 0.5, 9, scheme=BIOES)) for label in range(3)]
    assert found == [[(0, 1)], [(2, 4)], [(5, 5)]]


@pytest.mark.parametrize(
    ("begin", "end", "single", "expected"),
    [(0.8, 0.8, 0.1, (0, 1)), (0.1, 0.1, 0.8, (0, 0)), (0.4, 0.4, 0.3, (0, 1))],
)
def test_a_framed_pair_is_weighed_against_one_word(
    begin: float, end: float, single: float, expected: tuple[int, int]
) -> None:
    rows = np.asarray([[0.1, begin, 0.0, 0.0, single], [0.9 - end, 0.05, 0.05, end, 0.0]])
    assert bounds(best_spans(rows, 0, 0.3, scheme=BIOES)) == [expected]


def test_a_framed_span_scores_its_mean_chance_of_belonging() -> None:
    rows = np.asarray([[0.2, 0.6, 0.1, 0.0, 0.1], [0.4, 0.0, 0.1, 0.5, 0.0]])
    (found,) = best_spans(rows, 0, 0.5, scheme=BIOES)
    assert (found.first, found.last) == (0, 1)
    assert found.score == pytest.approx(0.7)


def test_a_framed_span_ends_where_its_last_word_is_likeliest() -> None:
    rows = framed("B0 I0 I0 I0 O", labels=1, sure=0.9)
    rows[2] = [0.1, 0.0, 0.1, 0.8, 0.0]
    rows[3] = [0.3, 0.0, 0.4, 0.3, 0.0]
    assert bounds(best_spans(rows, 0, 0.5, scheme=BIOES)) == [(0, 2)]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([], [(0, 0), (2, 4)]),
        ([WordSpan(0, 0, 1.0)], [(2, 4)]),
        ([WordSpan(2, 4, 1.0)], [(0, 0)]),
        ([WordSpan(0, 0, 1.0), WordSpan(2, 4, 1.0)], []),
        ([WordSpan(1, 1, 1.0)], [(0, 0), (2, 4)]),
        ([WordSpan(0, 4, 1.0)], []),
    ],
)
def test_taken_words_are_in_no_span(taken: list[WordSpan], expected: list[tuple[int, int]]) -> None:
    rows = framed("S0 O B0 I0 E0")
    assert sorted(bounds(best_spans(rows, 0, 0.5, 9, scheme=BIOES, taken=taken))) == expected


def test_a_taken_word_cuts_a_long_span() -> None:
    rows = framed("B0 I0 I0 I0 E0", sure=0.9)
    found = best_spans(rows, 0, 0.5, 9, scheme=BIOES, taken=[WordSpan(2, 2, 1.0)])
    assert all(span.last < 2 or span.first > 2 for span in found)
    assert found


def test_taken_words_are_in_no_span_of_two_tags_either() -> None:
    rows = one_hot("B0 I0 I0 O B0")
    assert bounds(best_spans(rows, 0, 0.5, 9, taken=[WordSpan(0, 2, 1.0)])) == [(4, 4)]


FRAMED_ROWS = st.integers(1, 12).flatmap(
    lambda n: arrays(np.float64, (n, 9), elements=st.floats(0.0, 10.0, width=16))
)
TAKEN = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=3)


@given(FRAMED_ROWS, st.sampled_from([0, 1]), st.floats(0.0, 0.9), st.integers(1, 12), TAKEN)
def test_framed_spans_are_apart_within_and_never_taken(
    scores: Floats, label: int, floor: float, most: int, pairs: list[tuple[int, int]]
) -> None:
    taken = [WordSpan(min(pair), max(pair), 1.0) for pair in pairs]
    found = best_spans(softmax(scores), label, floor, most, scheme=BIOES, taken=taken)
    words = [word for span in found for word in range(span.first, span.last + 1)]
    assert len(words) == len(set(words))
    assert set(words) <= set(range(len(scores)))
    assert not any(span.overlaps(other) for span in found for other in taken)


@given(FRAMED_ROWS, st.floats(0.05, 0.95), st.integers(1, 12))
def test_framed_spans_are_ordered_and_sure(scores: Floats, floor: float, most: int) -> None:
    found = best_spans(softmax(scores), 0, floor, most, scheme=BIOES)
    assert len(found) <= most
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert all(floor <= span.score <= 1.0 + 1e-9 for span in found)


@st.composite
def tag_sequences(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A sure BIOES sequence of label 0 and its spans."""
    tags: list[str] = []
    spans = []
    for length in draw(st.lists(st.integers(0, 4), min_size=1, max_size=6)):
        if length:
            spans.append((len(tags), len(tags) + length - 1))
        single = ["S0"] if length == 1 else ["B0", *["I0"] * (length - 2), "E0"]
        tags += single if length else ["O"]
    return " ".join(tags), spans


@given(tag_sequences())
def test_any_sure_framed_sequence_comes_back(given: tuple[str, list[tuple[int, int]]]) -> None:
    tags, spans = given
    assert sorted(bounds(best_spans(framed(tags, sure=0.9), 0, 0.5, 9, scheme=BIOES))) == spans


POINTS = ((0.2, 0.1), (0.5, 0.4), (0.9, 0.8))


@pytest.mark.parametrize(
    ("score", "expected"),
    [(0.0, 0.1), (0.2, 0.1), (0.35, 0.25), (0.5, 0.4), (0.7, 0.6), (0.9, 0.8), (1.0, 0.8)],
)
def test_a_score_is_read_off_the_calibration_points(score: float, expected: float) -> None:
    assert calibrated(score, POINTS) == pytest.approx(expected)


def test_without_points_a_score_stays_as_it_is() -> None:
    assert calibrated(0.37, ()) == 0.37


def test_one_point_is_the_answer_to_every_score() -> None:
    assert [calibrated(score, POINTS[:1]) for score in (0.0, 0.2, 1.0)] == [0.1, 0.1, 0.1]
