"""Entities to countries, with how each was found; the article's role names."""

from __future__ import annotations

import re

import pytest
import spacy

from claimwire.doc import findings, start
from claimwire.link import LinkCountries, link, role_names
from claimwire.records import Article, Entity, EntityType, Link, Role, RoleNames


def entity(text: str, kind: EntityType, *names: str, roles: tuple[Role, ...] = ()) -> Entity:
    """An entity of every occurrence of some names, named by the first."""
    found = {m.span() for name in names for m in re.finditer(re.escape(name), text)}
    return Entity(0, names[0], kind, roles, mentions=tuple(sorted(found)))


@pytest.mark.parametrize(
    ("text", "kind", "name", "expected"),
    [
        ("Iran denied it.", "COUNTRY", "Iran", Link("IR", "name", "Iran")),
        ("The Iranians fled.", "GROUP", "The Iranians", Link("IR", "demonym", "Iranians")),
        ("The Kremlin denied.", "ORGANIZATION", "The Kremlin", Link("RU", "metonym", "Kremlin")),
        ("It was the FBI.", "ORGANIZATION", "FBI", Link("US", "organ", "FBI")),
        ("Moscow denied it.", "PLACE", "Moscow", Link("RU", "capital", "Moscow")),
        ("Iranian hackers did it.", "GROUP", "Iranian hackers", Link("IR", "within", "Iranian")),
        ("North\r\nKorea did.", "COUNTRY", "North\r\nKorea", Link("KP", "name", "North Korea")),
        ("The Hague said", "PLACE", "The Hague", Link("NL", "capital", "The Hague")),
        ("a Briton did it", "PERSON", "a Briton", Link("GB", "demonym", "Briton")),
        ("blamed Iran", "COUNTRY", "Iran", Link("IR", "name", "Iran")),
    ],
)
def test_each_way_to_a_country(text: str, kind: EntityType, name: str, expected: Link) -> None:
    found = link(entity(text, kind, name), text)
    assert found.links == (expected,)
    assert found.country == expected.code


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Tambora denied it.", "COUNTRY", "Tambora"),
        ("said Michael Jordan", "PERSON", "Jordan"),
        ("said Ann Paris", "PERSON", "Paris"),
        ("an Iranian hacker", "PERSON", "Iranian hacker"),
        ("the Iran war", "EVENT", "Iran war"),
        ("near the Russian River", "PLACE", "Russian River"),
        ("pro-Russian rebels", "GROUP", "pro-Russian rebels"),
        ("Paris attackers", "GROUP", "Paris attackers"),
        ("🐻", "GROUP", "🐻"),
        ("told us", "GROUP", "us"),
    ],
)
def test_what_has_no_country(text: str, kind: EntityType, name: str) -> None:
    found = link(entity(text, kind, name), text)
    assert found.links == ()
    assert found.country is None


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("a fire in Moscow", False),
        ("At Moscow", False),
        ("across\n Moscow", False),
        ("throughout Moscow", False),
        ("Moscow", True),
        ("blamed Moscow", True),
        ("begin Moscow", True),
        ("ties with Moscow", True),
    ],
)
def test_a_capital_is_its_state_unless_it_is_a_place(text: str, means: bool) -> None:
    found = link(entity(text, "PLACE", "Moscow"), text)
    assert found.country == ("RU" if means else None)


def test_a_capital_that_is_both_gives_its_country() -> None:
    text = "A fire in Moscow. Moscow blamed Iran."
    assert link(entity(text, "PLACE", "Moscow"), text).links == (Link("RU", "capital", "Moscow"),)


def test_a_whole_name_counts_more_than_a_part_of_one() -> None:
    text = "Russia and Russian troops in Iranian uniforms"
    found = link(entity(text, "GROUP", "Russia", "Russian troops in Iranian uniforms"), text)
    assert [x.code for x in found.links] == ["RU", "RU", "IR"]
    assert found.country == "RU"


def test_several_countries_give_links_but_no_country() -> None:
    text = "the Franco group of Iranian and Russian hackers"
    found = link(entity(text, "GROUP", "Iranian and Russian hackers"), text)
    assert [x.code for x in found.links] == ["IR", "RU"]
    assert found.country is None


def test_the_same_link_stands_once() -> None:
    text = "Iran, Iran and Iran"
    assert len(link(entity(text, "COUNTRY", "Iran"), text).links) == 1


def test_linking_keeps_everything_else() -> None:
    text = "Iran"
    given = entity(text, "COUNTRY", "Iran", roles=("actor",))
    found = link(given, text)
    assert (found.id, found.name, found.type) == (0, "Iran", "COUNTRY")
    assert (found.roles, found.mentions) == (("actor",), ((0, 4),))


def test_an_entity_without_mentions_has_no_country() -> None:
    assert link(Entity(0, "Iran", "COUNTRY"), "Iran") == Entity(0, "Iran", "COUNTRY")


def test_role_names_are_distinct_and_in_order() -> None:
    iran = (Link("IR", "name", "Iran"),)
    both = (Link("RU", "within", "Russian"), Link("IR", "within", "Iranian"))
    entities = (
        Entity(0, "Larks", "GROUP", ("actor", "victim"), links=both),
        Entity(1, "Iran", "COUNTRY", ("actor",), "IR", iran),
        Entity(2, "Larks", "GROUP", ("actor",)),
        Entity(3, "Bank", "ORGANIZATION", ("source",)),
        Entity(4, "port", "GROUP", ("victim",)),
    )
    assert role_names(entities) == RoleNames(("Larks", "Iran"), ("Larks", "port"), ("RU", "IR"))
    assert role_names(()) == RoleNames()


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["Colombians", "five Colombians"], ["five Colombians"]),
        (["Ann Lund", "Lund"], ["Ann Lund"]),
        (["Ann Lund", "Eva Lund"], ["Ann Lund", "Eva Lund"]),
        (["man", "group", "the", "they", "Larks"], ["Larks"]),
        (["US", "WHO"], ["US", "WHO"]),
        (["group"], []),
        (["larks", "Larks"], ["larks", "Larks"]),
        (["🐻", "🐻 army"], ["🐻", "🐻 army"]),
    ],
)
def test_role_names_say_who_is_meant_and_leave_out_what_a_fuller_one_says(
    names: list[str], kept: list[str]
) -> None:
    found = role_names(tuple(Entity(n, x, "GROUP", ("actor",)) for n, x in enumerate(names)))
    assert list(found.actors) == kept


def test_the_stage_links_the_entities_of_a_doc() -> None:
    text = "Iranian hackers hit Bergen. Moscow denied it."
    doc = spacy.blank("en")(text)
    found = start(doc, Article("a", text))
    found.entities = (
        entity(text, "GROUP", "Iranian hackers", roles=("actor",)),
        entity(text, "PLACE", "Moscow"),
    )
    assert LinkCountries()(doc) is doc
    assert [e.country for e in findings(doc).entities] == ["IR", "RU"]
    assert findings(doc).roles == RoleNames(("Iranian hackers",), (), ("IR", "RU"))


def test_the_stage_leaves_a_doc_without_entities_alone() -> None:
    doc = spacy.blank("en")("🐻")
    assert findings(LinkCountries()(doc)).entities == ()
