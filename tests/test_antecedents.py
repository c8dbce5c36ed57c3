"""Pronouns and nouns that stand for a name."""

from __future__ import annotations

import pytest

from claimwire.antecedents import REACH, antecedent, stands_for_a_name
from claimwire.clusters import Cluster
from claimwire.records import Bounds, EntityType, Mention, Role, Statement, span_of
from claimwire.resolve import Resolver

PERSON = {"PERSON"}
COLLECTIVE = {"ORGANIZATION", "GROUP", "COUNTRY"}


def cluster(
    kind: EntityType, name: str, *mentions: Bounds, roles: set[Role] | None = None
) -> Cluster:
    return Cluster(kind, {name: None}, dict.fromkeys(mentions), roles or set(), mentions[0][0])


def before(start: int, *clusters: Cluster) -> list[tuple[int, Cluster]]:
    """Ends of the mentions before a character, in the order of the text, with their clusters."""
    rows = [(end, begin, c) for c in clusters for begin, end in c.mentions if end <= start]
    return [(end, c) for end, _, c in sorted(rows, key=lambda row: row[:2])]


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
    lund = cluster("PERSON", "Lund", (0, 4))
    assert antecedent(phrase, 50, before(50, lund), role="source") is None


def test_the_nearest_of_the_right_kind_is_taken() -> None:
    lund = cluster("PERSON", "Lund", (0, 4), (90, 94))
    berg = cluster("PERSON", "Berg", (30, 34))
    bank = cluster("ORGANIZATION", "Bank", (40, 44))
    clusters = [lund, berg, bank]
    assert antecedent("he", 50, before(50, *clusters), role="actor") is berg
    assert antecedent("it", 50, before(50, *clusters), role="actor") is bank
    assert antecedent("he", 100, before(100, *clusters), role="actor") is lund
    assert antecedent("he", 20, before(20, *clusters), role="actor") is lund


def test_of_two_as_near_the_first_is_taken() -> None:
    lund, berg = cluster("PERSON", "Ann Lund", (0, 8)), cluster("PERSON", "Berg", (4, 8))
    assert antecedent("he", 20, [(8, lund), (8, berg)], role="actor") is lund
    assert antecedent("he", 20, [(8, berg), (8, lund)], role="actor") is berg


def test_nothing_before_the_phrase_no_antecedent() -> None:
    lund = cluster("PERSON", "Lund", (10, 14))
    assert antecedent("he", 10, before(10, lund), role="actor") is None
    assert antecedent("he", 13, before(13, lund), role="actor") is None
    assert antecedent("he", 14, before(14, lund), role="actor") is lund
    assert antecedent("he", 14, [], role="actor") is None


@pytest.mark.parametrize(("gap", "taken"), [(REACH, True), (REACH + 1, False)])
def test_a_name_far_away_is_out_of_reach(gap: int, taken: bool) -> None:
    text = "Lund" + "." * gap + "she"
    resolver = Resolver(text, [Mention(0, 4, "PERSON")])
    she = span_of(text, len(text) - 3, len(text))
    resolver.read([Statement(she, None, ())], [])
    lund = resolver.of_bounds[0, 4]
    assert (resolver.of_bounds[she.bounds] is lund) is taken


def test_a_name_that_holds_the_noun_is_preferred() -> None:
    ministry = cluster("ORGANIZATION", "the Defence Ministry", (0, 20))
    bank = cluster("ORGANIZATION", "Bank", (60, 64))
    assert antecedent("the ministry", 80, before(80, ministry, bank), role="source") is ministry
    assert antecedent("the agency", 80, before(80, ministry, bank), role="source") is bank
    assert antecedent("the ministry", 102, before(102, ministry, bank), role="source") is ministry


def test_a_thing_that_has_the_role_is_preferred() -> None:
    norway = cluster("COUNTRY", "Norway", (0, 10), roles={"source"})
    bank = cluster("ORGANIZATION", "Bank", (20, 30))
    assert antecedent("it", 40, before(40, norway, bank), role="source") is bank
    assert antecedent("it", 90, before(90, norway, bank), role="actor") is bank
    assert antecedent("it", 90, before(90, norway, bank), role="source") is norway


def test_places_and_events_are_not_meant() -> None:
    others = [cluster("PLACE", "Bergen", (0, 6)), cluster("EVENT", "the raid", (10, 18))]
    assert antecedent("it", 30, before(30, *others), role="actor") is None
