"""Records to windows with labels: each lesson by hand, spans at edges, and any record at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel, WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer

from claimwire.model.labels import ENTITY_LABELS
from claimwire.records import (
    ENTITY_TYPES,
    STANCES,
    Article,
    Assertion,
    Entity,
    EntityType,
    Record,
    Role,
    RoleNames,
    Span,
    Statement,
)
from claimwire.training.examples import HEADS, UNKNOWN, window_rows
from claimwire.training.settings import CorpusPart, Lesson, TrainSettings

TEXT = "Norway blames Tambora for the raid on Larvik ."
#       0      1      2       3   4   5    6  7      8
STATEMENT_ROLES, EVENTS, ARGUMENTS, ANTECEDENT = range(4)
Row = dict[str, Any]


def one_piece_a_word() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 1}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def one_piece_a_letter() -> Tokenizer:
    letters = [p + c for c in "abcdefghijklmnopqrstuvwxyzNTL." for p in ("", "##")]
    vocabulary = {piece: i for i, piece in enumerate(["[UNK]", *letters])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


def rows(
    record: Record, *teaches: Lesson, tokenizer: Tokenizer | None = None, **changes: Any
) -> list[Row]:
    part = CorpusPart(name="a", reader="arc", path=Path("a"), teaches=teaches)
    made = TrainSettings(name="a", encoder="a", corpora=(part,), negative_anchors=0)
    made = made.model_copy(update=changes)
    return list(window_rows([record], part, made, tokenizer or one_piece_a_word()))


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def entity(words: str, kind: EntityType = "PLACE", *roles: Role, text: str = TEXT) -> Entity:
    start = text.index(words)
    bounds = (start, start + len(words))
    return Entity(0, words, kind, roles, mentions=(bounds,), named=(bounds,))


def record(**parts: Any) -> Record:
    return Record(Article("a", TEXT), **parts)


def assertion(**changes: Any) -> Assertion:
    found = Assertion(
        source=span("Norway"),
        cue=span("blames"),
        event=span("the raid on Larvik"),
        actor=span("Tambora"),
        victims=(span("Larvik"),),
    )
    return replace(found, **changes)


def tags(row: Row, head: str) -> list[tuple[int, int, int]]:
    return sorted((a, b, label) for h, a, b, label in row["tags"] if HEADS[h] == head)


def test_a_row_holds_the_words_of_its_window() -> None:
    (row,) = rows(record(), tokenizer=one_piece_a_letter())
    assert len(row["pieces"]) == 38
    assert row["first"] == [0, 6, 12, 19, 22, 25, 29, 31, 37]
    assert len(row["features"]) == 27
    assert row["features"][:6] == [1, 3, 0, 0, 1, 0]  # title, first; lower, after a space
    assert row["taught"] == row["tags"] == row["anchors"] == row["sentence"] == []


def test_a_text_without_words_has_no_windows() -> None:
    for text in ("", " \n\t"):
        assert rows(Record(Article("a", text)), "sentence", "assertion") == []


def test_sentences_are_taught_by_their_first_words() -> None:
    (row,) = rows(record(sentences=((0, 21), (21, 34), (34, 46), (46, 46))), "sentence")
    assert row["taught"] == ["sentence"]
    assert row["sentence"] == [0, 3, 6]


def test_entities_are_taught_by_type() -> None:
    found = entity("Norway", "GROUP"), entity("Larvik", "EVENT")
    (row,) = rows(record(entities=found), "entity")
    assert tags(row, "entity") == [
        (0, 0, ENTITY_LABELS.index("GROUP")),
        (7, 7, ENTITY_LABELS.index("EVENT")),
    ]


def test_mentions_without_a_name_are_taught_as_no_entity() -> None:
    whole = replace(entity("Norway"), mentions=((0, 6), (22, 30)), named=((0, 6),))
    (row,) = rows(record(entities=(whole, replace(entity("Larvik"), named=()))), "entity")
    assert tags(row, "entity") == [(0, 0, ENTITY_LABELS.index("PLACE"))]


def test_a_country_is_taught_as_a_place() -> None:
    (row,) = rows(record(entities=(entity("Norway", "COUNTRY"),)), "entity")
    assert tags(row, "entity") == [(0, 0, ENTITY_LABELS.index("PLACE"))]


def test_of_entities_in_each_other_the_inner_one_is_taught() -> None:
    found = entity("the raid on Larvik", "EVENT"), entity("Larvik"), entity("raid on", "EVENT")
    (row,) = rows(record(entities=found), "entity")
    assert [(a, b) for a, b, _ in tags(row, "entity")] == [(5, 6), (7, 7)]  # touching


def test_a_statement_is_taught_flat_and_from_its_cue() -> None:
    content = span("Tambora"), span("the raid on Larvik .")
    (row,) = rows(
        record(statements=(Statement(span("Norway"), span("blames"), content),)), "statement"
    )
    assert row["taught"] == ["statement", "statement_roles"]
    assert tags(row, "statement") == [(0, 0, 0), (1, 1, 1), (2, 2, 2), (4, 8, 2)]
    assert row["anchors"] == [[STATEMENT_ROLES, 1, 1, 1, 1, UNKNOWN, UNKNOWN]]
    assert row["anchor_tags"] == [[0, 2, 2, 1], [0, 4, 8, 1], [0, 0, 0, 0]]


def test_a_statement_without_a_cue_has_no_anchor() -> None:
    (row,) = rows(record(statements=(Statement(None, None, (span("Tambora"),)),)), "statement")
    assert tags(row, "statement") == [(2, 2, 2)]
    assert row["anchors"] == row["anchor_tags"] == []


def test_an_assertion_is_taught_flat_and_from_actor_and_event() -> None:
    (row,) = rows(record(assertions=(assertion(stance="denied"),)), "assertion")
    assert row["taught"] == [
        *("assertion_actor", "assertion_event", "assertion_source", "assertion_victim"),
        *("events", "arguments"),
    ]
    assert tags(row, "assertion_actor") == [(2, 2, 0)]
    assert tags(row, "assertion_event") == [(4, 7, 0)]
    assert tags(row, "assertion_source") == [(0, 0, 0)]
    assert tags(row, "assertion_victim") == [(7, 7, 0)]
    assert row["anchors"] == [
        [ARGUMENTS, 2, 2, 4, 7, STANCES.index("denied"), 0],
        [EVENTS, 2, 2, 2, 2, UNKNOWN, UNKNOWN],
    ]
    assert row["anchor_tags"] == [[0, 0, 0, 0], [0, 7, 7, 2], [0, 1, 1, 1], [1, 4, 7, 0]]


def test_without_a_source_the_anchor_says_so() -> None:
    (row,) = rows(record(assertions=(assertion(source=None, victims=()),)), "assertion")
    assert row["anchors"][0] == [ARGUMENTS, 2, 2, 4, 7, STANCES.index("asserted"), 1]
    assert row["anchor_tags"][0] == [0, 1, 1, 1]
    assert tags(row, "assertion_source") == []


def test_two_sources_of_one_pair_share_its_anchor() -> None:
    found = assertion(victims=()), assertion(victims=(), source=span("Larvik"))
    (row,) = rows(record(assertions=found), "assertion")
    assert [anchor[0] for anchor in row["anchors"]] == [ARGUMENTS, EVENTS]
    assert [tag for tag in row["anchor_tags"] if tag[0] == 0 and tag[3] == 0] == [
        [0, 0, 0, 0],
        [0, 7, 7, 0],
    ]
    assert [tag for tag in row["anchor_tags"] if tag[0] == 1] == [[1, 4, 7, 0]]


def test_two_events_of_one_actor_share_its_anchor() -> None:
    found = assertion(), assertion(event=span("raid"))
    (row,) = rows(record(assertions=found), "assertion")
    assert [anchor[0] for anchor in row["anchors"]] == [ARGUMENTS, ARGUMENTS, EVENTS]
    assert [tag for tag in row["anchor_tags"] if tag[0] == 2] == [[2, 4, 7, 0], [2, 5, 5, 0]]


def test_roles_come_from_entities_names_and_assertions() -> None:
    text = "Norwayan Norway blames (Norway) and Tambora: Larvik, Larvik"
    (row,) = rows(
        Record(
            Article("a", text),
            entities=(entity("Tambora", "PLACE", "actor", "source", text=text),),
            roles=RoleNames(victims=("Larvik", "nobody"), actors=("Norway", "")),
        ),
        "role",
    )
    assert row["taught"] == ["role_actor", "role_victim"]
    assert tags(row, "role_actor") == [(1, 1, 0), (4, 4, 0), (7, 7, 0)]
    assert tags(row, "role_victim") == [(9, 9, 0), (11, 11, 0)]
    (row,) = rows(record(assertions=(assertion(),)), "role")
    assert tags(row, "role_actor") == [(2, 2, 0)]
    assert tags(row, "role_victim") == [(7, 7, 0)]


WINDOWS = {"length": 4, "overlap": 1}
"""Cuts ``TEXT`` into its words 0-3, 3-6 and 6-8."""


def test_a_span_is_taught_where_it_lies_whole() -> None:
    found = [entity(words) for words in ("Norway", "Tambora for", "for", "raid on Larvik", ".")]
    first, second, third = rows(record(entities=tuple(found)), "role", "entity", **WINDOWS)
    place = ENTITY_LABELS.index("PLACE")
    assert tags(first, "entity") == [(0, 0, place), (3, 3, place)]
    assert tags(second, "entity") == [(0, 0, place)]
    assert tags(third, "entity") == [(2, 2, place)]


def test_a_long_content_is_taught_as_far_as_it_reaches() -> None:
    content = Span(7, len(TEXT), TEXT[7:])
    found = Statement(span("Norway"), span("raid"), (content,))
    first, second, third = rows(record(statements=(found,)), "statement", **WINDOWS)
    assert tags(first, "statement") == [(0, 0, 0), (1, 3, 2)]
    assert tags(second, "statement") == [(0, 3, 2), (2, 2, 1)]
    assert tags(third, "statement") == [(0, 2, 2)]
    assert second["anchor_tags"] == [[0, 0, 3, 1]]
    assert first["anchors"] == third["anchors"] == []


def test_a_pair_is_taught_only_with_all_it_needs_in_the_window() -> None:
    found = (
        assertion(event=span("for"), victims=()),  # whole in the first window
        assertion(event=span("the raid"), actor=span("on"), victims=()),  # source is outside
        assertion(event=span("Larvik"), actor=span("."), source=None),
    )
    first, second, third = rows(record(assertions=found), "assertion", **WINDOWS)
    assert [a[:5] for a in first["anchors"]] == [[ARGUMENTS, 2, 2, 3, 3], [EVENTS, 2, 2, 2, 2]]
    assert [a[:5] for a in second["anchors"]] == [[EVENTS, 3, 3, 3, 3]]
    assert [a[:5] for a in third["anchors"]] == [[ARGUMENTS, 2, 2, 1, 1], [EVENTS, 2, 2, 2, 2]]
    assert third["anchors"][0][6] == 1
    assert tags(second, "assertion_event") == [(0, 0, 0), (1, 2, 0)]


def test_a_sentence_is_taught_in_each_window_that_holds_its_start() -> None:
    made = rows(record(sentences=((0, 22), (22, 46))), "sentence", **WINDOWS)
    assert [row["sentence"] for row in made] == [[0, 3], [0], []]


def test_mentions_that_are_nobodys_actor_have_no_event() -> None:
    found = tuple(entity(words) for words in ("Norway", "Tambora for", "raid", "Larvik"))
    item = record(entities=found, assertions=(assertion(),))
    (row,) = rows(item, "assertion", negative_anchors=9)
    assert sorted(row["anchors"][2:]) == [
        [EVENTS, at, at, at, at, UNKNOWN, UNKNOWN] for at in (0, 5, 7)
    ]
    assert all(tag[0] < 2 for tag in row["anchor_tags"])
    (row,) = rows(item, "assertion", negative_anchors=2)
    assert len(row["anchors"]) == 4
    (row,) = rows(item, "role", negative_anchors=2)
    assert row["anchors"] == []
    bare = replace(item, entities=tuple(replace(e, named=()) for e in found))
    (row,) = rows(bare, "assertion", negative_anchors=9)  # those without a name are no anchors
    assert sorted(anchor[1] for anchor in row["anchors"][2:]) == [0, 7]


def test_the_same_settings_give_the_same_rows() -> None:
    found = tuple(entity(words) for words in TEXT.split())
    item = record(entities=found, assertions=(assertion(),))
    made = [rows(item, "assertion", negative_anchors=3, seed=seed) for seed in (1, 1, 2, 3, 4)]
    assert made[0] == made[1]
    assert any(made[0] != other for other in made[2:])


@st.composite
def any_record(draw: st.DrawFn) -> Record:
    text = draw(st.text(st.sampled_from('ab. “”"\n\r\U0001f525\u0301’7Ä'), max_size=30))

    def spans() -> st.SearchStrategy[Span]:
        bounds = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
        return bounds.map(lambda b: Span(b[0], b[1], text[b[0] : b[1]]))

    def spans_with_names() -> st.SearchStrategy[Span]:
        return st.tuples(spans(), st.none() | spans()).map(
            lambda pair: replace(pair[0], name=pair[1].text if pair[1] else None)
        )

    maybe, many = st.none() | spans(), st.lists(spans(), max_size=2).map(tuple)
    kinds = st.sampled_from(ENTITY_TYPES)
    mentions = many.map(lambda found: tuple(s.bounds for s in found))
    entities = st.builds(
        lambda kind, found, named: Entity(
            0, "a", kind, ("actor",), mentions=found, named=found[:named]
        ),
        kinds,
        mentions,
        st.integers(0, 2),
    )
    assertions = st.builds(
        Assertion,
        st.none() | spans_with_names(),
        spans(),
        spans_with_names(),
        spans_with_names(),
        st.sampled_from(STANCES),
        many,
    )
    statements = st.builds(Statement, maybe, maybe, many)
    return Record(
        Article("a", text),
        sentences=tuple(s.bounds for s in draw(many)),
        entities=tuple(draw(st.lists(entities, max_size=3))),
        statements=tuple(draw(st.lists(statements, max_size=2))),
        assertions=tuple(draw(st.lists(assertions, max_size=2))),
        roles=RoleNames(actors=tuple(s.text for s in draw(many))),
    )


@given(any_record(), st.integers(1, 12), st.integers(0, 12), st.integers(0, 3))
def test_any_record_makes_rows_that_hold_together(
    item: Record, length: int, overlap: int, negative: int
) -> None:
    lessons: tuple[Lesson, ...] = (
        *("sentence", "entity", "statement", "assertion", "role"),
        "coreference",
    )
    made = rows(item, *lessons, length=length, overlap=overlap, negative_anchors=negative)
    for row in made:
        words = len(row["first"])
        assert 1 <= words == len(row["pieces"]) == len(row["features"]) / 3
        assert all(0 <= at < words for at in row["sentence"])
        assert all(0 <= a <= b < words for _, a, b, _ in row["tags"])
        for head, a, b, c, d, stance, null in row["anchors"]:
            assert 0 <= a <= b < words
            assert 0 <= c <= d < words
            assert (stance == UNKNOWN) == (null == UNKNOWN) == (head != ARGUMENTS)
        for anchor, a, b, _ in row["anchor_tags"]:
            assert 0 <= anchor < len(row["anchors"])
            assert 0 <= a <= b < words


@pytest.mark.parametrize("length", [1, 3, 4, 100])
def test_windows_cover_every_word(length: int) -> None:
    made = rows(record(), length=length, overlap=length // 2)
    assert sum(len(row["first"]) for row in made) >= 9
    assert all(len(row["pieces"]) <= length for row in made)
    assert len(made) == {1: 9, 3: 4, 4: 4, 100: 1}[length]
