"""Stretches of text: what is solid, joining, stripping, quotation marks, tokens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.records import Bounds, Span, span_of
from claimwire.spans import (
    is_solid,
    join_fragments,
    quotation_kind,
    quoted_stretches,
    strip_bounds,
    tokens_inside,
)

ODD = "aZ9 .,\"“”«»'’-_%\n\r\t\x00e\u0301\u200b🐻𝔸\ud800"
TEXTS = st.text(alphabet=ODD, max_size=40)


def stretches(text: str) -> st.SearchStrategy[Bounds]:
    """Bounds inside a text, empty ones too."""
    ends = st.integers(0, len(text))
    return st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))


def content(text: str, *wanted: str) -> list[Span]:
    """The first occurrence of each piece as a span."""
    return [span_of(text, text.index(piece), text.index(piece) + len(piece)) for piece in wanted]


@pytest.mark.parametrize("character", ["a", "9", "ß", "%", "#", "@", "&", "\u0301", "🐻", "€", "𝔸"])
def test_letters_digits_and_signs_are_solid(character: str) -> None:
    assert is_solid(character)


@pytest.mark.parametrize(
    "character", [" ", "\n", "\xa0", ".", "“", "-", "_", "\x00", "\u200b", "`"]
)
def test_space_punctuation_and_controls_are_not_solid(character: str) -> None:
    assert not is_solid(character)


def test_a_lone_surrogate_is_not_solid() -> None:
    assert not is_solid("\ud800")


@pytest.mark.parametrize(
    ("text", "bounds", "expected"),
    [
        ("“Never,” he said", (0, 8), (1, 6)),
        ("said he.", (5, 8), (5, 7)),
        ("he", (0, 2), (0, 2)),
        ("a", (0, 1), (0, 1)),
        ("5%", (0, 2), (0, 2)),
        ("\x00 b \x00", (0, 5), (2, 3)),
        ("cafe\u0301.", (0, 6), (0, 5)),
        ("(🐻)", (0, 3), (1, 2)),
        ("b\r\n", (0, 3), (0, 1)),
    ],
)
def test_stripping_keeps_what_is_solid(text: str, bounds: Bounds, expected: Bounds) -> None:
    assert strip_bounds(text, bounds) == expected


@pytest.mark.parametrize(("text", "bounds"), [("", (0, 0)), ("…”", (0, 2)), ("ab", (1, 1))])
def test_stripping_what_has_nothing_solid_gives_none(text: str, bounds: Bounds) -> None:
    assert strip_bounds(text, bounds) is None


def test_fragments_over_punctuation_are_joined() -> None:
    text = "“Go,” she said, “now, or never.”"
    assert join_fragments(text, [(16, 31), (1, 4)]) == [(1, 4), (16, 31)]
    assert join_fragments(text, [(22, 31), (17, 20)]) == [(17, 31)]


@pytest.mark.parametrize(
    ("fragments", "expected"),
    [
        ([], []),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 4), (1, 2)], [(0, 4)]),
        ([(0, 3), (2, 4)], [(0, 4)]),
        ([(3, 4), (0, 1)], [(0, 1), (3, 4)]),
        ([(0, 1), (0, 1)], [(0, 1)]),
    ],
)
def test_touching_nested_and_crossing_fragments(
    fragments: list[Bounds], expected: list[Bounds]
) -> None:
    assert join_fragments("abcd", fragments) == expected


@given(st.data())
def test_joined_fragments_are_apart_and_lose_nothing(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    fragments = data.draw(st.lists(stretches(text), max_size=5))
    joined = join_fragments(text, fragments)
    for (_, end), (start, _) in pairwise(joined):
        assert any(map(is_solid, text[end:start]))
    for start, end in fragments:
        assert any(a <= start and end <= b for a, b in joined)


@given(st.data())
def test_stripped_bounds_are_the_solid_core(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    start, end = data.draw(stretches(text))
    stripped = strip_bounds(text, (start, end))
    if stripped is None:
        assert not any(map(is_solid, text[start:end]))
        return
    first, last = stripped
    assert is_solid(text[first])
    assert is_solid(text[last - 1])
    assert not any(map(is_solid, text[start:first] + text[last:end]))
    assert strip_bounds(text, stripped) == stripped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no marks", []),
        ("“one” and “two”", ["one", "two"]),
        ('"one" and "two"', ["one", "two"]),
        ("«one» “two”", ["one", "two"]),
        ('“one"', ["one"]),
        ("“open\nnext", ["open"]),
        ("“open\r\nnext” word", ["open\r"]),
        ("“open to the end", ["open to the end"]),
        ("end”", []),
        ('""', [""]),
        ("“in “side” out”", ["in “side"]),
        ('"a" b "c', ["a", "c"]),
        ("“", [""]),
        ("it’s ‘single’", []),
    ],
)
def test_quoted_stretches(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_stretches(text)] == expected


@given(TEXTS)
def test_quoted_stretches_are_in_order_and_within_a_line(text: str) -> None:
    reached = 0
    for start, end in quoted_stretches(text):
        assert reached < start <= end <= len(text)
        assert not set(text[start:end]) & set('\n”»"')
        reached = end


@pytest.mark.parametrize(
    ("text", "pieces", "kind"),
    [
        ("“We did it,” he said.", ["We did it"], "direct"),
        ("He said they did it.", ["they did it"], "indirect"),
        ("He said they “did it”.", ["they “did it”"], "mixed"),
        ("“We did,” he said, “all of it.”", ["We did", "all of it"], "direct"),
        ("“a b c d e f g h i” j", ["a b c d e f g h i” j"], "direct"),
        ("“a b c d e f g h” i j", ["a b c d e f g h” i j"], "mixed"),
        ("“!!!” he said", ["!!!"], "indirect"),
    ],
)
def test_quotation_kind(text: str, pieces: list[str], kind: str) -> None:
    assert quotation_kind(text, content(text, *pieces)) == kind


def test_no_content_is_indirect() -> None:
    assert quotation_kind("“Yes.”", []) == "indirect"


def test_known_quoted_stretches_are_used() -> None:
    text = "plain words"
    assert quotation_kind(text, [span_of(text, 0, 11)], [(0, 11)]) == "direct"
    assert quotation_kind(text, [span_of(text, 0, 11)], [(3, 6)]) == "indirect"


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("the hackers fled", [(4, 11)], {4}),
        ("the hackers fled", [(6, 9)], {4}),
        ("the hackers fled", [(2, 5)], {0, 4}),
        ("the hackers fled", [(12, 16)], {12}),
        ("the hackers fled", [(3, 4)], set()),
        ("the hackers fled", [(6, 6)], set()),
        ("the hackers fled", [(16, 16)], set()),
        ("anti-war", [(0, 8)], {0, 5}),
        ("snake_case", [(0, 10)], {0, 6}),
        ("a", [(0, 1)], {0}),
        ("", [(0, 0)], set()),
        ("ab", [(0, 1), (1, 2)], {0}),
    ],
)
def test_tokens_that_spans_touch(text: str, spans: list[Bounds], expected: set[int]) -> None:
    assert tokens_inside(text, spans) == expected


@given(st.data())
def test_tokens_inside_agree_with_a_slow_count(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    spans = data.draw(st.lists(stretches(text), max_size=4))
    word = [c.isalnum() for c in text]
    starts = set()
    for start, end in spans:
        for at in range(start, end):
            first = at
            while first > 0 and word[first] and word[first - 1]:
                first -= 1
            starts |= {first} if word[at] else set()
    assert tokens_inside(text, spans) == starts
