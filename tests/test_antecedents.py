"""Pronouns and nouns that stand for a name."""

from __future__ import annotations

import pytest

from claimwire.antecedents import REACH, antecedent, stands_for_a_name
from claimwire.clusters import Cluster
from claimwire.records import Bounds, EntityType, Role

PERSON = {"PERSON"}
COLLECTIVE = {"ORGANIZATION", "GROUP", "COUNTRY"}


def cluster(
    kind: EntityType, name: str, *mentions: Bounds, roles: set[Role] | None = None
) -> Cluster:
    return Cluster(kind, [name], list(mentions), roles or set(), mentions[0][0])


@pytest.mark.parametrize(
    "phrase", ["he", "She", "his", "I", "we", "us", "the minister", "That man"]
)
def test_what_may_stand_for_a_person(phrase: str) -> None:
    assert stands_for_a_name(phrase) == PERSON


@pytest.mark.parametrize(
    "phrase", ["it", "They", "who", "its", "the group", "This  agency", "their\nmilitary"]
)
def test_what_may_stand_for_a_body(phrase: str) -> None:
    assert stands_for_a_name(phrase) == COLLECTIVE


@pytest.mark.parametrize(
    "phrase",
    ["US", " WHO ", "IT", "the US", "Norway", "the attack", "a group", "the armed group", "group"],
)
def test_what_is_a_name_or_another_thing(phrase: str) -> None:
    assert stands_for_a_name(phrase) is None


@pytest.mark.parametrize(
    "phrase", ["", " ", "🐻", "\x00", "the", "“", "the 🐻", "\ud800", "x" * 9999]
)
def test_odd_phrases_stand_for_nothing(phrase: str) -> None:
    assert stands_for_a_name(phrase) is None
    assert antecedent(phrase, 50, [cluster("PERSON", "Lund", (0, 4))], role="source") is None


def test_the_nearest_of_the_right_kind_is_taken() -> None:
    lund = cluster("PERSON", "Lund", (0, 4), (90, 94))
    berg = cluster("PERSON", "Berg", (30, 34))
    bank = cluster("ORGANIZATION", "Bank", (40, 44))
    clusters = [lund, berg, bank]
    assert antecedent("he", 50, clusters, role="actor") is berg
    assert antecedent("it", 50, clusters, role="actor") is bank
    assert antecedent("he", 100, clusters, role="actor") is lund
    assert antecedent("he", 20, clusters, role="actor") is lund


def test_of_two_as_near_the_first_is_taken() -> None:
    lund, berg = cluster("PERSON", "Ann Lund", (0, 8)), cluster("PERSON", "Berg", (4, 8))
    assert antecedent("he", 20, [lund, berg], role="actor") is lund
    assert antecedent("he", 20, [berg, lund], role="actor") is berg


def test_nothing_before_the_phrase_no_antecedent() -> None:
    lund = cluster("PERSON", "Lund", (10, 14))
    assert antecedent("he", 10, [lund], role="actor") is None
    assert antecedent("he", 13, [lund], role="actor") is None
    assert antecedent("he", 14, [lund], role="actor") is lund
    assert antecedent("he", 14, [], role="actor") is None


def test_a_name_far_away_is_out_of_reach() -> None:
    lund = cluster("PERSON", "Lund", (0, 4))
    assert antecedent("she", 4 + REACH, [lund], role="actor") is lund
    assert antecedent("she", 5 + REACH, [lund], role="actor") is None


def test_a_name_that_holds_the_noun_is_preferred() -> None:
    ministry = cluster("ORGANIZATION", "the Defence Ministry", (0, 20))
    bank = cluster("ORGANIZATION", "Bank", (60, 64))
    assert antecedent("the ministry", 80, [ministry, bank], role="source") is ministry
    assert antecedent("the agency", 80, [ministry, bank], role="source") is bank
    assert antecedent("the ministry", 102, [ministry, bank], role="source") is ministry


def test_a_thing_that_has_the_role_is_preferred() -> None:
    norway = cluster("COUNTRY", "Norway", (0, 10), roles={"source"})
    bank = cluster("ORGANIZATION", "Bank", (20, 30))
    assert antecedent("it", 40, [norway, bank], role="source") is bank
    assert antecedent("it", 90, [norway, bank], role="actor") is bank
    assert antecedent("it", 90, [norway, bank], role="source") is norway


def test_places_and_events_are_not_meant() -> None:
    others = [cluster("PLACE", "Bergen", (0, 6)), cluster("EVENT", "the raid", (10, 18))]
    assert antecedent("it", 30, others, role="actor") is None
