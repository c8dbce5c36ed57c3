"""Mentions out of scores made by hand, and how spans are looked up by their words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import BertPreTokenizer

from claimwire.model.decode import Floats, WordSpan
from claimwire.model.inference import ArticleScores
from claimwire.model.labels import ENTITY_LABELS, TOKEN_HEADS
from claimwire.model.settings import Calibration, Decoding
from claimwire.model.words import split_words
from claimwire.records import EntityType, Mention, Role
from claimwire.tag import Disjoint, find_mentions


@st.composite
def apart(draw: st.DrawFn) -> list[WordSpan]:
    """Spans without a common word, in any order."""
    spans, reached = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), max_size=8)):
        spans.append(WordSpan(reached + gap, reached + gap + length - 1, 1.0))
        reached = spans[-1].last + 1
    return draw(st.permutations(spans))


@given(apart(), st.integers(0, 40), st.integers(0, 6))
def test_spans_that_share_a_word_are_found(spans: list[WordSpan], first: int, more: int) -> None:
    words = WordSpan(first, first + more, 1.0)
    wanted = sorted((s for s in spans if s.overlaps(words)), key=lambda s: s.first)
    assert list(Disjoint(spans).overlapping(words)) == wanted


TEXT = "Ann Lund said the South Korean army and three hackers hit Oslo ."
#       0   1    2    3   4     5      6    7   8     9       10  11   12


def scores(named: list[tuple[int, int, str]], **roles: list[tuple[int, int]]) -> ArticleScores:
    """Sure chances of BIO tags of entities and of roles."""
    made = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    words = split_words(TEXT, made)
    entities = [(first, last, ENTITY_LABELS.index(kind)) for first, last, kind in named]
    tokens = {"entity": tags("entity", len(words), entities)}
    for role in ("role_actor", "role_victim"):
        spans = [(first, last, 0) for first, last in roles.get(role, [])]
        tokens[role] = tags(role, len(words), spans)
    return ArticleScores(words, Decoding(), Calibration(), tokens)


def tags(head: str, words: int, spans: list[tuple[int, int, int]]) -> Floats:
    found = np.zeros((words, TOKEN_HEADS[head]))
    for first, last, label in spans:
        found[first, 2 * label + 1] = 1.0
        found[first + 1 : last + 1, 2 * label + 2] = 1.0
    found[:, 0] = 1.0 - found[:, 1:].sum(axis=1)
    return np.asarray(found)


Row = tuple[str, EntityType, tuple[Role, ...]]


def rows(found: tuple[Mention, ...]) -> list[Row]:
    return [(TEXT[m.start : m.end], m.type, m.roles) for m in found]


def test_named_mentions_have_the_roles_that_cover_them() -> None:
    found = find_mentions(
        scores([(0, 1, "PERSON"), (11, 11, "PLACE")], role_actor=[(0, 1)], role_victim=[(11, 11)])
    )
    assert ("Ann Lund", "PERSON", ("actor",)) in rows(found)
    assert ("Oslo", "PLACE", ("victim",)) in rows(found)


@pytest.mark.parametrize(
    ("role", "roles"),
    [((3, 6), ("actor",)), ((6, 7), ("actor",)), ((6, 9), ()), ((7, 8), ())],
)
def test_a_role_counts_where_the_mention_is_its_head(
    role: tuple[int, int], roles: tuple[Role, ...]
) -> None:
    found = find_mentions(scores([(6, 6, "ORGANIZATION")], role_actor=[role]))
    assert ("army", "ORGANIZATION", roles) in rows(found)


def test_a_phrase_that_only_a_role_marks_is_a_group() -> None:
    found = find_mentions(scores([], role_actor=[(8, 9)], role_victim=[(8, 9)]))
    assert ("three hackers", "GROUP", ("actor", "victim")) in rows(found)


def test_a_countrys_people_of_the_table_replace_a_part_of_theirs() -> None:
    found = find_mentions(scores([(5, 5, "GROUP")], role_actor=[(5, 5)]))
    assert ("South Korean", "GROUP", ("actor",)) in rows(found)
    assert "Korean" not in [name for name, _, _ in rows(found)]


def test_mentions_come_in_the_order_of_the_text() -> None:
    found = find_mentions(scores([(11, 11, "PLACE"), (0, 1, "PERSON")], role_victim=[(8, 9)]))
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert [row[0] for row in rows(found)] == ["Ann Lund", "South Korean", "three hackers", "Oslo"]
