"""The lesson of coreference: which spans ask for their names, and which name answers."""

from __future__ import annotations

from typing import Any

import pytest

from claimwire.records import Article, Assertion, Bounds, Entity, Record, Span
from claimwire.training.examples import UNKNOWN
from test_training_examples import ANTECEDENT, Row, rows

TEXT = "Ana Brock met Eva Lund . She said Lund left ; she saw Ana Brock and the boss ."
#       0   1     2   3   4    5 6   7    8    9    10 11 12  13    14  15  16   17


def bounds(words: str, number: int = 1) -> Bounds:
    """The occurrence of some words with this number, as whole words."""
    at = -1
    for _ in range(number):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


def chain(*mentions: Bounds, named: tuple[Bounds, ...]) -> Entity:
    return Entity(0, "a", "PERSON", mentions=tuple(sorted(mentions)), named=named)


def span(words: str, name: str | None = None, number: int = 1) -> Span:
    start, end = bounds(words, number)
    return Span(start, end, words, name)


def assertion(source: Span | None, event: Span, actor: Span) -> Assertion:
    return Assertion(source, span("said"), event, actor)


def answers(row: Row) -> dict[tuple[int, int], tuple[int, int] | None]:
    """Words of each anchor -> words of its name, None where it has none."""
    assert all(a[0] == ANTECEDENT and a[1:3] == a[3:5] for a in row["anchors"])
    names = {number: (first, last) for number, first, last, _ in row["anchor_tags"]}
    return {(a[1], a[2]): names.get(number) for number, a in enumerate(row["anchors"])}


def taught(*entities: Entity, assertions: tuple[Assertion, ...] = (), **changes: Any) -> Row:
    item = Record(Article("a", TEXT), entities=entities, assertions=assertions)
    (row,) = rows(item, "coreference", **changes)
    return row


ANA = chain(
    bounds("Ana Brock"), bounds("She"), bounds("Ana Brock", 2), bounds("the boss"),
    named=(bounds("Ana Brock"), bounds("Ana Brock", 2)),
)  # fmt: skip


def test_only_the_antecedent_head_is_taught() -> None:
    assert taught(ANA)["taught"] == ["antecedent"]


def test_mentions_without_a_name_stand_for_the_nearest_named_one() -> None:
    assert answers(taught(ANA)) == {(6, 6): (0, 1), (16, 17): (13, 14)}


def test_an_anchor_has_no_stance_and_no_null_source() -> None:
    assert [anchor[5:] for anchor in taught(ANA)["anchors"]] == [[UNKNOWN, UNKNOWN]] * 2


def test_a_name_after_a_mention_counts_as_twice_as_far() -> None:
    she = bounds("she")  # 46; Lund stands 12 before it, Ana Brock 8 after
    found = chain(she, named=(bounds("Lund", 2), bounds("Ana Brock", 2)))
    assert answers(taught(found)) == {(11, 11): (8, 8)}


def test_a_name_after_a_mention_is_taken_where_none_is_before() -> None:
    found = chain(bounds("She"), named=(bounds("Lund", 2), bounds("Ana Brock", 2)))
    assert answers(taught(found)) == {(6, 6): (8, 8)}


def test_a_chain_without_a_name_is_not_taught() -> None:
    assert taught(chain(bounds("She"), bounds("she"), named=()))["anchors"] == []


def test_a_chain_of_names_only_is_not_taught() -> None:
    names = bounds("Ana Brock"), bounds("Ana Brock", 2)
    assert taught(chain(*names, named=names))["anchors"] == []


def test_arguments_stand_for_their_best_names() -> None:
    found = assertion(span("She", "Ana Brock"), span("left"), span("she", "Eva Lund"))
    row = taught(assertions=(found,))
    assert answers(row) == {(6, 6): (0, 1), (9, 9): None, (11, 11): (3, 4)}


def test_an_argument_that_holds_its_name_has_no_other() -> None:
    found = assertion(None, span("left"), span("Lund left", "Lund"))
    assert answers(taught(assertions=(found,))) == {(9, 9): None, (8, 9): None}


def test_a_name_that_the_text_does_not_hold_is_not_taught() -> None:
    found = assertion(span("She", "Ina Berg"), span("left", "the raid"), span("she", "Ana"))
    assert answers(taught(assertions=(found,))) == {(11, 11): (13, 13)}


def test_a_name_is_found_in_whole_words_only() -> None:
    found = assertion(span("She", "bos"), span("left", "na"), span("she", "Lun"))
    assert taught(assertions=(found,))["anchors"] == []


def test_a_name_with_signs_is_no_pattern() -> None:
    found = assertion(span("She", "A.. Brock"), span("left", "(Lund"), span("she", "Ana*"))
    assert taught(assertions=(found,))["anchors"] == []


def test_a_chain_comes_before_the_name_of_an_argument() -> None:
    found = assertion(span("She", "Eva Lund"), span("left"), span("Lund", "Lund", 2))
    assert answers(taught(ANA, assertions=(found,)))[6, 6] == (0, 1)


@pytest.mark.parametrize(("most", "anchors"), [(0, 0), (1, 2), (2, 3), (9, 3)])
def test_at_most_as_many_of_each_kind_are_drawn(most: int, anchors: int) -> None:
    found = assertion(None, span("left"), span("she", "Eva Lund"))
    row = taught(
        chain(bounds("She"), named=(bounds("Ana Brock"),)),
        assertions=(found,),
        antecedent_anchors=most,
    )
    assert len(row["anchors"]) == anchors


def test_what_is_drawn_is_decided_by_the_seed() -> None:
    drawn = [taught(ANA, antecedent_anchors=1, seed=s)["anchors"] for s in (1, 1, *range(2, 9))]
    assert drawn[0] == drawn[1]
    assert any(drawn[0] != other for other in drawn)


def test_a_name_outside_the_window_leaves_its_mention_out() -> None:
    item = Record(Article("a", TEXT), entities=(ANA,))
    windows = rows(item, "coreference", length=6, overlap=0)
    assert [answers(row) for row in windows] == [{}, {}, {(4, 5): (1, 2)}, {}]


def test_together_with_assertions_anchors_keep_their_numbers() -> None:
    found = assertion(span("She", "Ana Brock"), span("left"), span("Lund", "Eva Lund", 2))
    item = Record(Article("a", TEXT), assertions=(found,))
    (row,) = rows(item, "assertion", "coreference")
    tagged = {
        (row["anchors"][n][0], row["anchors"][n][1]): (a, b) for n, a, b, _ in row["anchor_tags"]
    }
    assert tagged[ANTECEDENT, 6] == (0, 1)
    assert tagged[ANTECEDENT, 8] == (3, 4)
