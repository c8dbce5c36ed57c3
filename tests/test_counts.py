"""Counts, P/R/F1, one-to-one matching and bootstrap intervals."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.evaluation.counts import Counts, Score, matching, scores


def test_precision_recall_and_f1() -> None:
    counts = Counts(3, 4, 6)
    assert counts.precision == 75.0
    assert counts.recall == 50.0
    assert counts.f1 == pytest.approx(60.0)


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        (Counts(), (0.0, 0.0, 100.0)),
        (Counts(0, 5, 0), (0.0, 0.0, 0.0)),
        (Counts(0, 0, 5), (0.0, 0.0, 0.0)),
        (Counts(0, 5, 5), (0.0, 0.0, 0.0)),
        (Counts(5, 5, 5), (100.0, 100.0, 100.0)),
        (Counts(1.5, 2, 4, 3.0), (75.0, 75.0, 75.0)),
    ],
)
def test_figures_at_the_edges(counts: Counts, figures: tuple[float, float, float]) -> None:
    assert (counts.precision, counts.recall, counts.f1) == figures


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3) + Counts(4, 5, 6) == Counts(5, 7, 9)


def test_matched_gold_is_carried_through_a_sum() -> None:
    assert Counts(1, 2, 3) + Counts(0.5, 1, 1, 0.75) == Counts(1.5, 3, 4, 1.75)
    assert Counts(0.5, 1, 1, 0.75) + Counts(1, 2, 3) == Counts(1.5, 3, 4, 1.75)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9), st.integers(5, 9)), max_size=6))
def test_f1_lies_between_precision_and_recall(rows: list[tuple[int, int, int]]) -> None:
    total = Counts()
    for row in rows:
        total = total + Counts(*row)
    if rows:
        low, high = sorted((total.precision, total.recall))
        assert low - 1e-9 <= total.f1 <= high + 1e-9
        assert total.f1 == pytest.approx(200 * total.matched / (total.predicted + total.gold))


def test_scores_are_micro_averages() -> None:
    found = scores([{"a": Counts(1, 1, 1)}, {"a": Counts(0, 3, 1)}])
    assert found["a"].counts == Counts(1, 4, 2)
    assert found["a"].counts.f1 == pytest.approx(100 / 3)


def test_the_interval_of_one_article_is_its_own_figure() -> None:
    assert scores([{"a": Counts(1, 2, 2)}]) == {"a": Score(Counts(1, 2, 2), 50.0, 50.0)}


def test_the_interval_of_two_articles_spans_both() -> None:
    found = scores([{"a": Counts(1, 1, 1)}, {"a": Counts(0, 1, 1)}])["a"]
    assert (found.low, found.counts.f1, found.high) == (0.0, 50.0, 100.0)


def test_the_interval_of_many_articles() -> None:
    """The same 95 % interval as the project's reference scorer gives for these articles."""
    articles = [{"a": Counts(i % 3, 2, 2 + i % 2)} for i in range(20)]
    found = scores(articles)["a"]
    assert found.counts == Counts(19, 40, 50)
    assert found.low == pytest.approx(26.6667, abs=1e-4)
    assert found.high == pytest.approx(57.4713, abs=1e-4)
    assert scores(articles) == {"a": found}


def test_no_articles_no_scores() -> None:
    assert scores([]) == {}


@pytest.mark.parametrize(
    ("xs", "ys", "pairs"),
    [
        ([], [], []),
        ([], [1], []),
        ([1], [], []),
        ([1], [2], []),
        ([1, 1], [1], [(0, 0)]),
        ([1, 2], [2, 1], [(0, 1), (1, 0)]),
    ],
)
def test_matching_equal_items(xs: list[int], ys: list[int], pairs: list[tuple[int, int]]) -> None:
    assert matching(xs, ys, lambda x, y: x == y) == pairs


def test_a_greedy_match_is_given_up_for_a_larger_matching() -> None:
    fits = {("a", "1"), ("a", "2"), ("b", "1")}
    assert matching("ab", "12", lambda x, y: (x, y) in fits) == [(0, 1), (1, 0)]


def test_a_chain_of_matches_is_moved_along() -> None:
    fits = {("a", "1"), ("a", "2"), ("b", "2"), ("b", "3"), ("c", "1")}
    found = matching("abc", "123", lambda x, y: (x, y) in fits)
    assert found == [(0, 1), (1, 2), (2, 0)]


@given(st.integers(0, 4), st.integers(0, 4), st.sets(st.tuples(*[st.integers(0, 3)] * 2)))
def test_the_matching_is_one_to_one_and_largest(n: int, m: int, fits: set[tuple[int, int]]) -> None:
    found = matching(range(n), range(m), lambda x, y: (x, y) in fits)
    assert set(found) <= fits
    assert len({i for i, _ in found}) == len({j for _, j in found}) == len(found)
    size = max(n, m)
    best = max(
        sum((i, j) in fits and i < n and j < m for i, j in enumerate(order))
        for order in permutations(range(size))
    )
    assert len(found) == best
