"""Overlapping windows: every word is in one, owned by one, and none is too long."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.model.windows import Window, cut_windows
from claimwire.model.words import Words

LOWER, TITLE = 0, 1
SPACE, LINE, PARAGRAPH = 1, 2, 3


def make_words(sentences: list[list[int]], paragraph_at: frozenset[int] = frozenset()) -> Words:
    """Words of sentences, each word given by its number of pieces; the last word of a sentence
    ends with a full stop, the first has a capital."""
    parts, counts, shapes, gaps = [], [], [], []
    for number, sentence in enumerate(sentences):
        for place, pieces in enumerate(sentence):
            counts.append(pieces)
            shapes.append(LOWER if place else TITLE)
            new = number in paragraph_at and place == 0
            gaps.append(PARAGRAPH if new or not parts else SPACE)
            parts.append("w." if place == len(sentence) - 1 else "ww")
    n = len(parts)
    features = np.zeros((n, 3), dtype=np.int64)
    features[:, 0], features[:, 1] = shapes, gaps
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    start = np.arange(n, dtype=np.int64) * 3
    pieces = np.zeros(int(first[-1]), dtype=np.int64)
    return Words(" ".join(parts), start, start + 2, pieces, first, features)


def cut(words: Words, length: int, overlap: int) -> list[tuple[int, int, int, int]]:
    found = cut_windows(words, length, overlap)
    return [(w.first, w.stop, w.own_first, w.own_stop) for w in found]


def test_no_words_no_windows() -> None:
    assert cut_windows(make_words([]), 10, 3) == []


@pytest.mark.parametrize("sentences", [[[1]], [[1, 1, 1]], [[2, 3], [1, 4]], [[10]]])
def test_a_short_text_is_one_window(sentences: list[list[int]]) -> None:
    n = sum(map(len, sentences))
    assert cut(make_words(sentences), 10, 3) == [(0, n, 0, n)]


def test_windows_end_at_a_sentence_end() -> None:
    words = make_words([[1] * 9, [1] * 9])
    assert cut(words, 10, 4) == [(0, 9, 0, 7), (5, 15, 7, 12), (9, 18, 12, 18)]


def test_windows_begin_at_a_sentence_start() -> None:
    words = make_words([[1] * 6, [1] * 4, [1] * 8])
    assert cut(words, 10, 4)[:2] == [(0, 10, 0, 8), (6, 16, 8, 13)]


@pytest.mark.parametrize("gap", [LINE, PARAGRAPH])
def test_a_new_line_is_a_place_to_cut_without_a_full_stop(gap: int) -> None:
    words = make_words([[1] * 8 + [1] * 8], frozenset())
    assert cut(words, 10, 2)[0][:2] == (0, 10)
    features = words.features.copy()
    features[8, 1] = gap
    at = Words(words.text, words.start, words.end, words.pieces, words.first, features)
    assert cut(at, 10, 2)[0][:2] == (0, 8)


def test_a_cut_that_would_waste_much_room_is_not_taken() -> None:
    assert cut(make_words([[1] * 5, [1] * 20]), 8, 0)[0][:2] == (0, 8)
    assert cut(make_words([[1] * 6, [1] * 20]), 8, 0)[0][:2] == (0, 6)


def test_a_word_longer_than_a_window_is_alone() -> None:
    words = make_words([[1, 50, 1]])
    assert cut(words, 10, 0) == [(0, 1, 0, 1), (1, 2, 1, 2), (2, 3, 2, 3)]


def test_windows_without_overlap_touch() -> None:
    words = make_words([[1] * 25])
    assert cut(words, 10, 0) == [(0, 10, 0, 10), (10, 20, 10, 20), (20, 25, 20, 25)]


def test_an_overlap_as_long_as_the_window_still_ends() -> None:
    windows = cut(make_words([[1] * 20]), 5, 5)
    assert windows[-1][1] == 20
    assert len(windows) == 16


def test_a_window_knows_its_words() -> None:
    window = Window(3, 9, 4, 8)
    assert len(window) == 6
    assert [word for word in range(12) if window.owns(word)] == [4, 5, 6, 7]


SENTENCES = st.lists(
    st.lists(st.integers(1, 4) | st.just(30), min_size=1, max_size=12), min_size=1, max_size=12
)


@given(SENTENCES, st.integers(1, 24), st.integers(0, 24), st.frozensets(st.integers(0, 11)))
def test_windows_cover_and_share_out_all_words(
    sentences: list[list[int]], length: int, overlap: int, paragraphs: frozenset[int]
) -> None:
    words = make_words(sentences, paragraphs)
    windows = cut_windows(words, length, overlap)
    owned = [word for w in windows for word in range(w.own_first, w.own_stop)]
    assert owned == list(range(len(words)))
    for window in windows:
        assert window.first <= window.own_first <= window.own_stop <= window.stop
        pieces = words.first[window.stop] - words.first[window.first]
        assert pieces <= length or len(window) == 1
    assert all(a.first < b.first <= a.stop <= b.stop for a, b in pairwise(windows))


@given(SENTENCES)
def test_neighbours_share_some_words_where_words_are_short(sentences: list[list[int]]) -> None:
    words = make_words([[min(p, 4) for p in sentence] for sentence in sentences])
    for a, b in pairwise(cut_windows(words, 40, 12)):
        shared = words.first[a.stop] - words.first[b.first]
        assert 12 - 4 < shared <= 12 + 6
