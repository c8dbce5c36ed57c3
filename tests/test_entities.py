"""Named mentions against gold, and which of them mean the same, counted by hand."""

from __future__ import annotations

import re

import pytest

from claimwire.evaluation.counts import Counts
from claimwire.evaluation.entities import TYPES, count_coreference, count_entities
from claimwire.records import Article, Entity, EntityType, Record

TEXT = "Ana Brock of the Sand Office met Lund in Larvik. Brock said Lund left the Office. She left."


def mentions(*words: str) -> tuple[tuple[int, int], ...]:
    """Bounds of some words; "Lund#2" is the second "Lund"."""
    found = []
    for item in words:
        plain, _, number = item.partition("#")
        at = [m.span() for m in re.finditer(rf"\b{re.escape(plain)}\b", TEXT)]
        found.append(at[int(number or 1) - 1])
    return tuple(found)


def entity(kind: EntityType, *words: str, named: tuple[str, ...] = ()) -> Entity:
    return Entity(0, words[0], kind, mentions=mentions(*words), named=mentions(*named))


def record(*entities: Entity) -> Record:
    return Record(Article("a", TEXT), entities=entities)


GOLD = record(
    entity("PERSON", "Ana Brock", "Brock#2", "She", named=("Ana Brock", "Brock#2")),
    entity("PERSON", "Lund", "Lund#2", named=("Lund", "Lund#2")),
    entity(
        "ORGANIZATION", "the Sand Office", "the Office", named=("the Sand Office", "the Office")
    ),
    entity("PLACE", "Larvik", named=("Larvik",)),
)


def test_gold_against_itself_is_perfect() -> None:
    found = count_entities(GOLD, GOLD) | count_coreference(GOLD, GOLD)
    assert list(found) == ["type", *TYPES, "bounds", "b-cubed", "b-cubed | found"]
    assert {metric: c.f1 for metric, c in found.items()} == dict.fromkeys(found, 100.0)


def test_mentions_by_bounds_and_type() -> None:
    ours = record(
        entity("PERSON", "Ana Brock", "Brock#2"),  # right
        entity("ORGANIZATION", "Lund"),  # the bounds are
        entity("ORGANIZATION", "Sand Office"),  # right but for the article
        entity("PLACE", "Office#2"),  # right but for the article, of another type
        entity("PERSON", "Ana"),  # half a name
    )
    assert count_entities(ours, GOLD) == {
        "type": Counts(3, 6, 7),
        "PERSON": Counts(2, 3, 4),
        "ORGANIZATION": Counts(1, 2, 2),
        "PLACE": Counts(0, 1, 1),
        "bounds": Counts(5, 6, 7),
    }


def test_a_country_is_a_place() -> None:
    gold = record(entity("COUNTRY", "Larvik"))
    assert count_entities(record(entity("PLACE", "Larvik")), gold)["PLACE"] == Counts(1, 1, 1)


@pytest.mark.parametrize("kind", ["GROUP", "EVENT", "WEAPON", "MALWARE"])
def test_types_that_not_all_corpora_have_do_not_count(kind: EntityType) -> None:
    found = count_entities(record(entity(kind, "Lund")), record(entity(kind, "Lund")))
    assert set(found.values()) == {Counts(0, 0, 0)}


def test_gold_mentions_without_a_name_do_not_count() -> None:
    gold = record(
        entity("PERSON", "Ana Brock", "She", named=("Ana Brock",)),
        entity("PERSON", "She"),  # a chain without any name
    )
    ours = record(entity("PERSON", "Ana Brock"))
    assert count_entities(ours, gold)["PERSON"] == Counts(1, 1, 1)
    assert count_coreference(ours, gold)["b-cubed"] == Counts(1, 1, 1, 1)


def test_where_gold_does_not_tell_what_is_named_all_mentions_count() -> None:
    gold = record(entity("PERSON", "Ana Brock", "She"))
    assert count_entities(gold, gold)["PERSON"] == Counts(2, 2, 2)


def test_the_same_mention_twice_counts_once() -> None:
    ours = record(entity("PERSON", "Lund"), entity("PERSON", "Lund", "Lund#2"))
    assert count_entities(ours, GOLD)["PERSON"] == Counts(2, 2, 4)


def test_an_article_alone_is_a_mention_too() -> None:
    ours = record(entity("PERSON", "the"))
    assert count_entities(ours, GOLD)["bounds"] == Counts(0, 1, 7)


def test_nothing_against_nothing() -> None:
    assert set(count_entities(record(), record()).values()) == {Counts(0, 0, 0)}
    assert set(count_coreference(record(), record()).values()) == {Counts(0, 0, 0, 0)}


def test_b_cubed_by_hand() -> None:
    gold = record(
        entity("PERSON", "Ana Brock", "Brock#2", "She"), entity("PERSON", "Lund", "Lund#2")
    )
    ours = record(
        entity("PERSON", "Ana Brock", "Brock#2"), entity("PERSON", "She", "Lund", "Lund#2")
    )
    found = count_coreference(ours, gold)["b-cubed"]
    assert (found.predicted, found.gold) == (5, 5)
    assert found.matched == pytest.approx(1 + 1 + 1 / 3 + 2 / 3 + 2 / 3)
    assert found.matched_gold == pytest.approx(2 / 3 + 2 / 3 + 1 / 3 + 1 + 1)
    assert found.precision == found.recall == pytest.approx(100 * 11 / 15)


def test_b_cubed_of_one_cluster_and_of_single_mentions() -> None:
    names = ("Ana Brock", "Brock#2", "Lund", "Lund#2")
    gold = record(entity("PERSON", *names[:2]), entity("PERSON", *names[2:]))
    one = count_coreference(record(entity("PERSON", *names)), gold)["b-cubed"]
    apart = count_coreference(record(*(entity("PERSON", name) for name in names)), gold)["b-cubed"]
    assert (one.precision, one.recall) == (50.0, 100.0)
    assert (apart.precision, apart.recall) == (100.0, 50.0)


def test_mentions_of_one_side_only_are_wholly_wrong() -> None:
    gold = record(entity("PERSON", "Ana Brock", "Brock#2"))
    ours = record(entity("PERSON", "Ana Brock", "Lund"))
    found = count_coreference(ours, gold)
    assert found["b-cubed"] == Counts(0.5, 2, 2, 0.5)
    assert found["b-cubed | found"] == Counts(1, 1, 1, 1)


def test_clusters_do_not_depend_on_type_and_article() -> None:
    gold = record(entity("ORGANIZATION", "the Sand Office", "the Office"))
    ours = record(entity("GROUP", "Sand Office", "Office#2"))
    assert count_coreference(ours, gold)["b-cubed"] == Counts(2, 2, 2, 2)


def test_events_are_no_clusters() -> None:
    event = entity("EVENT", "said", "left")
    assert count_coreference(record(event), record(event))["b-cubed"] == Counts(0, 0, 0, 0)
