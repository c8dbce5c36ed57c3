"""Named mentions of one article to clusters of the same thing."""

from __future__ import annotations

import pytest

from claimwire.clusters import Cluster, cluster_for
from claimwire.records import EntityType, Link


def cluster(kind: EntityType, *names: str) -> Cluster:
    """A cluster of names, ten characters apart."""
    made = Cluster(kind)
    for number, name in enumerate(names):
        made.add((10 * number, 10 * number + len(name)), name, ())
    return made


def test_a_mention_brings_bounds_name_and_roles() -> None:
    made = Cluster("ORGANIZATION")
    made.add((20, 27), "FireEye", ("source",))
    made.add((40, 42), None, ("actor", "source"))
    made.add((5, 12), "FireEye", ())
    assert made.mentions == [(20, 27), (40, 42), (5, 12)]
    assert made.names == ["FireEye", "FireEye"]
    assert made.roles == {"source", "actor"}
    assert made.first_named == 5


def test_the_same_mention_twice_is_one() -> None:
    made = cluster("PERSON", "Lund")
    made.add((0, 4), None, ("victim",))
    assert made.mentions == [(0, 4)]
    assert made.roles == {"victim"}


@pytest.mark.parametrize(
    ("kind", "names", "best"),
    [
        ("PERSON", ["Lund", "Ann Lund", "Lund"], "Ann Lund"),
        ("ORGANIZATION", ["BND", "Bureau of Norse Dams"], "Bureau of Norse Dams"),
        ("ORGANIZATION", ["the Ministry"], "Ministry"),
        ("GROUP", ["Larks’"], "Larks"),
        ("COUNTRY", ["Russian", "Russia", "Russians"], "Russia"),
        ("COUNTRY", ["US", "the United States", "American"], "United States"),
        ("COUNTRY", ["North\nKorea"], "North Korea"),
        ("PERSON", ["Jordan", "Michael Jordan"], "Michael Jordan"),
        ("PERSON", ["Ann Lund", "Ann Berg"], "Ann Lund"),
        ("GROUP", ["one two three four five six seven eight nine", "Larks"], "Larks"),
        ("GROUP", ["Larks", "The a b c d e f g h"], "a b c d e f g h"),
        ("GROUP", ["🐻"], "🐻"),
        ("GROUP", ["’s"], "’s"),
    ],
)
def test_the_best_name(kind: EntityType, names: list[str], best: str) -> None:
    assert cluster(kind, *names).best_name() == best


def test_the_country_of_a_cluster() -> None:
    assert cluster("GROUP", "hackers", "Iranians").country() == Link("IR", "demonym", "Iranians")
    assert cluster("COUNTRY", "the United Kingdom").country() == Link(
        "GB", "name", "United Kingdom"
    )
    assert cluster("ORGANIZATION", "Kremlin", "Iranian hackers").country() is None
    assert Cluster("GROUP").country() is None


@pytest.mark.parametrize(
    ("kind", "names", "name", "of_kind"),
    [
        ("PERSON", ["Ann Lund"], "Lund", "PERSON"),
        ("PERSON", ["Lund"], "Minister Ann Lund", "PERSON"),
        ("ORGANIZATION", ["the FBI"], "FBI’s", "ORGANIZATION"),
        ("ORGANIZATION", ["Federal Bureau of Investigation"], "FBI", "ORGANIZATION"),
        ("ORGANIZATION", ["FBI"], "Federal Bureau of Investigation", "GROUP"),
        ("ORGANIZATION", ["FireEye Inc."], "FireEye", "ORGANIZATION"),
        ("COUNTRY", ["Russia"], "Russian", "GROUP"),
        ("GROUP", ["Iranians"], "Iran", "COUNTRY"),
        ("COUNTRY", ["United States"], "US", "COUNTRY"),
        ("COUNTRY", ["U.S."], "America", "PLACE"),
        ("PLACE", ["Bergen"], "BERGEN", "PLACE"),
        ("PLACE", ["Élysée"], "E\u0301lyse\u0301e", "ORGANIZATION"),
        ("GROUP", ["Larks"], "Larks", "PERSON"),
        ("MALWARE", ["Heron"], "heron", "MALWARE"),
        ("GROUP", ["🐻"], "🐻", "GROUP"),
    ],
)
def test_names_of_one_thing(
    kind: EntityType, names: list[str], name: str, of_kind: EntityType
) -> None:
    known = cluster(kind, *names)
    assert cluster_for([known], name, of_kind) is known


@pytest.mark.parametrize(
    ("kind", "names", "name", "of_kind"),
    [
        ("PERSON", ["Ann Lund"], "Ann", "PERSON"),
        ("PERSON", ["Ann Lund"], "Eva Lund", "PERSON"),
        ("PERSON", ["Lund"], "Lund Bank", "ORGANIZATION"),
        ("ORGANIZATION", ["FireEye"], "FireBird", "ORGANIZATION"),
        ("ORGANIZATION", ["Bank of Norway"], "Bank of Tambora", "ORGANIZATION"),
        ("COUNTRY", ["North Korea"], "South Korea", "COUNTRY"),
        ("COUNTRY", ["Russia"], "Russia Today", "ORGANIZATION"),
        ("ORGANIZATION", ["Russia Today"], "Russia", "COUNTRY"),
        ("COUNTRY", ["Russia"], "Kremlin", "ORGANIZATION"),
        ("PLACE", ["New York City"], "New York", "PLACE"),
        ("MALWARE", ["Heron"], "Heron", "GROUP"),
        ("MALWARE", ["Heron Two"], "Heron", "MALWARE"),
        ("EVENT", ["the raid"], "the raid", "GROUP"),
        ("GROUP", ["🐻"], "🐉", "GROUP"),
        ("GROUP", ["Larks"], "", "GROUP"),
        ("PERSON", ["Ann Lund"], "", "PERSON"),
    ],
)
def test_names_of_different_things(
    kind: EntityType, names: list[str], name: str, of_kind: EntityType
) -> None:
    assert cluster_for([cluster(kind, *names)], name, of_kind) is None


def test_the_latest_of_several_is_taken() -> None:
    ann, eva = cluster("PERSON", "Ann Lund"), cluster("PERSON", "Eva Lund")
    assert cluster_for([ann, eva], "Lund", "PERSON") is eva
    assert cluster_for([ann, eva], "Ann Lund", "PERSON") is ann
    assert cluster_for([], "Lund", "PERSON") is None
