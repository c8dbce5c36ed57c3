"""Named mentions of one article to clusters of the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.clusters import Cluster, ClusterIndex, _fits
from claimwire.records import ENTITY_TYPES, EntityType, Link


def cluster(kind: EntityType, *names: str) -> Cluster:
    """A cluster of names, ten characters apart."""
    made = Cluster(kind)
    for number, name in enumerate(names):
        made.add((10 * number, 10 * number + len(name)), name, ())
    return made


def index_of(kind: EntityType, *names: str) -> ClusterIndex:
    """An index with one mention of each name, one after the other."""
    index = ClusterIndex()
    for number, name in enumerate(names):
        index.named(name, kind).add((10 * number, 10 * number + len(name)), name, ())
    return index


def test_a_mention_brings_bounds_name_and_roles() -> None:
    made = Cluster("ORGANIZATION")
    made.add((20, 27), "FireEye", ("source",))
    made.add((40, 42), None, ("actor", "source"))
    made.add((5, 12), "FireEye", ())
    assert list(made.mentions) == [(20, 27), (40, 42), (5, 12)]
    assert list(made.names) == ["FireEye"]
    assert made.roles == {"source", "actor"}
    assert made.first_named == 5


def test_the_same_mention_twice_is_one() -> None:
    made = cluster("PERSON", "Lund")
    made.add((0, 4), None, ("victim",))
    assert list(made.mentions) == [(0, 4)]
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
    index = index_of(kind, *names)
    (known,) = index.clusters
    assert index.named(name, of_kind) is known
    assert index.clusters == [known]


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
    index = index_of(kind, *names)
    (known,) = index.clusters
    found = index.named(name, of_kind)
    assert found is not known
    assert index.clusters == [known, found]
    assert found == Cluster(of_kind)


def test_the_latest_of_several_is_taken() -> None:
    index = index_of("PERSON", "Ann Lund", "Eva Lund")
    ann, eva = index.clusters
    assert index.named("Lund", "PERSON") is eva
    assert index.named("Ann Lund", "PERSON") is ann
    assert index.clusters == [ann, eva]


def test_an_empty_index_makes_the_first_cluster() -> None:
    index = ClusterIndex()
    made = index.named("Lund", "PERSON")
    assert index.clusters == [made] == [Cluster("PERSON")]


def test_a_countrys_own_name_makes_its_cluster_a_country() -> None:
    index = index_of("GROUP", "Iranians")
    assert index.named("Iran", "COUNTRY").type == "COUNTRY"


def test_a_person_of_a_countrys_name_stays_apart_from_it() -> None:
    index = index_of("COUNTRY", "Jordan")
    assert index.named("Michael Jordan", "PERSON").type == "PERSON"
    assert [made.type for made in index.clusters] == ["COUNTRY", "PERSON"]


def test_no_name_leads_to_a_new_cluster_until_it_is_given_one() -> None:
    index = ClusterIndex()
    number, event = index.new("EVENT")
    assert (number, index.clusters) == (0, [event])
    event.names["the raid"] = None
    assert index.named("the raid", "EVENT") is not event


def test_a_cluster_is_found_by_each_of_its_names() -> None:
    index = index_of("ORGANIZATION", "Bureau of Norse Dams", "BND", "the BND’s")
    (known,) = index.clusters
    found = [index.named(name, "ORGANIZATION") for name in ("B.N.D.", "Bureau of Norse", "BND")]
    assert all(cluster is known for cluster in found)


FORMS = [
    "Ann Lund",
    "Lund",
    "Minister Lund",
    "Eva Lund",
    "Ann",
    "BND",
    "B.N.D.",
    "Bureau of Norse Dams",
    "Bureau of Norse",
    "Iran",
    "Iranians",
    "Tehran",
    "the US",
    "U.S.",
    "United States",
    "Larks",
    "larks",
    "Larks Inc",
    "Élysée",
    "Elysee",
    "🐻",
    "",
]
NAMES = st.lists(st.tuples(st.sampled_from(FORMS), st.sampled_from(ENTITY_TYPES)), max_size=25)


@given(NAMES)
def test_the_index_finds_what_a_search_of_all_clusters_finds(
    named: list[tuple[str, EntityType]],
) -> None:
    index = ClusterIndex()
    for number, (name, kind) in enumerate(named):
        fitting = [c for c in index.clusters if _fits(c, name, kind)]
        found = index.named(name, kind)
        assert found is (fitting[-1] if fitting else index.clusters[-1])
        assert fitting or not found.mentions
        found.add((number, number + 1), name, ())
