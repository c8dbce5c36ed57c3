"""The shared nouns: spans, and what every record guarantees."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire import records
from claimwire.records import (
    ENTITY_TYPES,
    KINDS,
    ROLES,
    STANCES,
    Article,
    Assertion,
    Entity,
    Record,
    RoleNames,
    Span,
    Statement,
    span_of,
)

TEXT = "Norway blames Tambora."


def test_a_span_of_a_text_holds_its_words() -> None:
    span = span_of(TEXT, 14, 21, "Republic of Tambora")
    assert span == Span(14, 21, "Tambora", "Republic of Tambora", None)
    assert span.bounds == (14, 21)
    assert TEXT[slice(*span.bounds)] == span.text


@pytest.mark.parametrize(
    ("text", "start", "end", "words"),
    [
        ("🐻 Bear", 0, 1, "🐻"),
        ("𝔸x", 1, 2, "x"),
        ("e\u0301", 0, 2, "e\u0301"),
        ("a\r\nb", 1, 4, "\r\nb"),
        ("a\x00", 1, 2, "\x00"),
        ("a\ud800", 1, 2, "\ud800"),
        ("end", 3, 3, ""),
    ],
)
def test_offsets_count_characters(text: str, start: int, end: int, words: str) -> None:
    assert span_of(text, start, end).text == words


def test_the_best_name_is_the_name_or_else_the_words() -> None:
    assert Span(0, 2, "it", "Norway").best_name == "Norway"
    assert Span(0, 2, "it").best_name == "it"
    assert Span(0, 2, "it", "").best_name == "it"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 5), (4, 9), True),
        ((0, 5), (5, 9), False),
        ((0, 9), (3, 4), True),
        ((3, 4), (3, 4), True),
        ((0, 1), (8, 9), False),
    ],
)
def test_spans_overlap_when_they_share_a_character(
    a: tuple[int, int], b: tuple[int, int], expected: bool
) -> None:
    one, two = Span(*a, "x"), Span(*b, "x")
    assert one.overlaps(two) is expected
    assert two.overlaps(one) is expected


def test_no_span_overlaps_none() -> None:
    assert not Span(0, 5, "x").overlaps(None)


@given(st.tuples(*[st.integers(0, 12)] * 4))
def test_overlap_is_a_common_character(ends: tuple[int, int, int, int]) -> None:
    a, b, c, d = ends
    one, two = Span(min(a, b), max(a, b) + 1, "x"), Span(min(c, d), max(c, d) + 1, "x")
    shared = set(range(*one.bounds)) & set(range(*two.bounds))
    assert one.overlaps(two) is bool(shared)


def test_labels_are_those_of_the_design() -> None:
    assert STANCES == ("asserted", "suspected", "denied", "claimed")
    assert KINDS == ("direct", "indirect", "mixed")
    assert ROLES == ("source", "actor", "victim")
    assert get_args(records.EntityType) == ENTITY_TYPES
    assert len(set(ENTITY_TYPES)) == 8


@pytest.mark.parametrize(
    "item",
    [
        Span(0, 1, "a"),
        Entity(0, "a", "PERSON"),
        Statement(None, None, ()),
        Assertion(None, Span(0, 1, "a"), Span(0, 1, "a"), Span(0, 1, "a")),
        RoleNames(),
        Article("a", "a"),
        Record(Article("a", "a")),
    ],
    ids=lambda item: type(item).__name__,
)
def test_records_cannot_be_changed(item: object) -> None:
    field = dataclasses.fields(item)[0].name  # type: ignore[arg-type]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(item, field, "other")


def test_a_bare_record_is_empty() -> None:
    record = Record(Article("id", TEXT))
    parts = (record.sentences, record.entities, record.statements, record.assertions)
    assert parts == ((), (), (), ())
    assert record.roles == RoleNames((), (), ())
    assert record.article.language == "en"
    assert record.article.extra == {}


def test_two_articles_do_not_share_their_extra_fields() -> None:
    assert Article("a", "x").extra is not Article("b", "y").extra


def test_defaults_of_an_assertion() -> None:
    cue, event, actor = span_of(TEXT, 7, 13), span_of(TEXT, 0, 6), span_of(TEXT, 14, 21)
    made = Assertion(None, cue, event, actor)
    assert (made.stance, made.victims, made.confidence) == ("asserted", (), 1.0)
    assert made.reported_by is None
