"""How well confidences tell what is right, on predictions made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.evaluation.confidence import (
    Point,
    calibration_error,
    judged,
    precision_recall,
)
from claimwire.evaluation.counts import Counts
from claimwire.evaluation.statements import count_statements, matched_triples
from claimwire.records import Article, Assertion, Record, Span, Statement

TEXT = "Norway blames Tambora for the raid. Ann Lund said nobody died. Larvik denies the attack."


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def assertion(source: str | None, event: str, actor: str, sure: float = 1.0) -> Assertion:
    return Assertion(
        span(source) if source else None, span("blames"), span(event), span(actor), confidence=sure
    )


def statement(source: str | None, cue: str, content: str, sure: float = 1.0) -> Statement:
    return Statement(span(source) if source else None, span(cue), (span(content),), confidence=sure)


def record(name: str, **parts: Any) -> Record:
    return Record(Article(name, TEXT), **parts)


RAID = assertion("Norway", "the raid", "Tambora")
ATTACK = assertion("Larvik", "the attack", "Larvik")


def test_assertions_are_judged_by_their_triples() -> None:
    given = (
        replace(RAID, confidence=0.9),
        replace(ATTACK, source=None, confidence=0.6),
        assertion("Ann Lund", "nobody died", "Ann Lund", 0.3),
    )
    rows, total = judged(
        "assertions",
        [record("a", assertions=(RAID, ATTACK))],
        {"a": record("a", assertions=given)},
    )
    assert rows == [(0.9, True), (0.6, False), (0.3, False)]
    assert total == 2


def test_statements_are_judged_by_their_triples() -> None:
    gold = statement("Ann Lund", "said", "nobody died"), statement("Larvik", "denies", "attack")
    given = (
        statement("Ann Lund", "said", "nobody", 0.7),
        statement("Norway", "denies", "attack", 0.8),
        statement("Lund", "said", "nobody died", 0.4),
    )
    rows, total = judged(
        "statements", [record("a", statements=gold)], {"a": record("a", statements=given)}
    )
    assert [confidence for confidence, _ in rows] == [0.7, 0.8, 0.4]
    assert sum(right for _, right in rows) == 1
    assert not rows[1][1]
    assert total == 2


def test_of_two_predictions_of_one_thing_one_is_right() -> None:
    given = replace(RAID, confidence=0.9), replace(RAID, confidence=0.2)
    rows, _ = judged(
        "assertions", [record("a", assertions=(RAID,))], {"a": record("a", assertions=given)}
    )
    assert sorted(right for _, right in rows) == [False, True]


def test_an_article_without_a_prediction_adds_its_gold_only() -> None:
    gold = [record("a", assertions=(RAID,)), record("b", assertions=(RAID, ATTACK))]
    rows, total = judged("assertions", gold, {"a": record("a", assertions=(RAID,))})
    assert (rows, total) == ([(1.0, True)], 3)
    assert judged("statements", [record("c", statements=(Statement(None, None, ()),))], {}) == (
        [],
        1,
    )


def test_a_prediction_without_gold_is_not_judged() -> None:
    assert judged("assertions", [], {"a": record("a", assertions=(RAID,))}) == ([], 0)


def test_matched_statements_are_as_many_as_the_metric_counts() -> None:
    gold = record("a", statements=(statement("Ann Lund", "said", "nobody died"),))
    ours = record(
        "a",
        statements=(
            statement(None, "said", "nobody died"),
            statement("Ann Lund", "said", "nobody died"),
        ),
    )
    assert matched_triples(ours, gold) == {1}
    assert count_statements(ours, gold)["triple"] == Counts(1, 2, 1)


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([], 0.0),
        ([(1.0, True)] * 5, 0.0),
        ([(0.0, False)] * 5, 0.0),
        ([(1.0, False)], 1.0),
        ([(0.0, True)], 1.0),
        ([(0.55, True), (0.55, False)], 0.05),
        ([(0.95, True), (0.95, True), (0.15, False), (0.15, False)], 0.1),
        ([(0.2, True), (0.2, False), (0.9, True), (0.9, True)], 0.2),
        ([(0.51, False), (0.59, True)], 0.05),  # in one bin what is too sure and too unsure
        ([(0.49, False), (0.51, True)], 0.49),  # in two bins
    ],
)
def test_calibration_errors_by_hand(rows: list[tuple[float, bool]], error: float) -> None:
    assert calibration_error(rows) == pytest.approx(error)


def test_the_number_of_bins_can_be_chosen() -> None:
    rows = [(0.4, False), (0.6, True)]
    assert calibration_error(rows, bins=1) == pytest.approx(0.0)
    assert calibration_error(rows, bins=2) == pytest.approx(0.4)


ROWS = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), max_size=40)


@given(ROWS)
def test_an_error_is_a_share(rows: list[tuple[float, bool]]) -> None:
    assert 0.0 <= calibration_error(rows) <= 1.0


def test_a_curve_by_hand() -> None:
    rows = [(0.2, True), (0.9, True), (0.5, False), (0.7, True)]
    assert list(precision_recall(rows, 4)) == [
        Point(0.9, 100.0, 25.0),
        Point(0.7, 100.0, 50.0),
        Point(0.5, 200 / 3, 50.0),
        Point(0.2, 75.0, 75.0),
    ]


def test_equal_confidences_are_one_point() -> None:
    rows = [(0.5, True), (0.5, False), (0.5, False), (0.8, False)]
    assert list(precision_recall(rows, 2)) == [Point(0.8, 0.0, 0.0), Point(0.5, 25.0, 50.0)]


def test_a_curve_of_nothing_is_empty() -> None:
    assert list(precision_recall([], 3)) == []


def test_without_gold_nothing_is_recalled() -> None:
    assert list(precision_recall([(0.5, False)], 0)) == [Point(0.5, 0.0, 0.0)]


@given(ROWS)
def test_a_curve_falls_in_confidence_and_never_in_recall(rows: list[tuple[float, bool]]) -> None:
    curve = list(precision_recall(rows, 40))
    sure, recall = [p.confidence for p in curve], [p.recall for p in curve]
    assert sure == sorted(set(sure), reverse=True) == sorted({c for c, _ in rows}, reverse=True)
    assert recall == sorted(recall)
