"""Sentence bounds against gold."""

from __future__ import annotations

import pytest

from claimwire.evaluation.counts import Counts
from claimwire.evaluation.sentences import boundaries, count_sentences
from claimwire.records import Article, Bounds, Record

TEXT = "“Go.” He went. Why?\n\n“Now,” she said."
GOLD = ((0, 5), (6, 14), (15, 19), (21, 37))


def record(text: str, *sentences: Bounds) -> Record:
    return Record(Article("a", text), sentences=sentences)


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        (GOLD, {6, 15, 22}),
        (((0, 37),), set()),
        (((0, 4), (4, 14), (14, 37)), {6, 15}),
        (((1, 5), (6, 20), (20, 37)), {6, 22}),
        (((21, 37), (0, 21)), {22}),
        (((0, 21), (0, 21), (21, 37)), {22}),
        (((0, 1), (1, 37)), set()),
        ((), set()),
    ],
)
def test_boundaries_are_first_letters_but_the_articles(
    sentences: tuple[Bounds, ...], expected: set[int]
) -> None:
    assert boundaries(TEXT, sentences) == expected


@pytest.mark.parametrize("text", ["", "…", " \r\n", "a", "🐻"])
def test_a_text_of_one_sentence_has_no_boundary(text: str) -> None:
    assert boundaries(text, ((0, len(text)),)) == set()


def test_sentences_up_to_the_very_end_and_touching() -> None:
    assert boundaries("a🐻b", ((0, 1), (1, 2), (2, 3))) == {1, 2}


@pytest.mark.parametrize(
    ("predicted", "counts"),
    [
        (GOLD, Counts(3, 3, 3)),
        (((0, 6), (6, 15), (15, 22), (22, 37)), Counts(3, 3, 3)),
        (((0, 14), (15, 37)), Counts(1, 1, 3)),
        (((0, 5), (6, 8), (9, 19), (20, 37)), Counts(2, 3, 3)),
        ((), Counts(0, 0, 3)),
    ],
)
def test_counts_of_an_article(predicted: tuple[Bounds, ...], counts: Counts) -> None:
    assert count_sentences(record(TEXT, *predicted), record(TEXT, *GOLD)) == {"boundary": counts}


def test_a_misplaced_cut_counts_once_on_each_side() -> None:
    text = "One two. Three four."
    found = count_sentences(record(text, (0, 14), (15, 20)), record(text, (0, 8), (9, 20)))
    assert found["boundary"] == Counts(0, 1, 1)
