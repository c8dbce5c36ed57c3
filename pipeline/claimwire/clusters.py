"""Named mentions of one article -> clusters of the same thing, by their names alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from claimwire.lexicon import countries
from claimwire.names import (
    bare,
    initials,
    is_acronym_of,
    normal,
    part_of_name,
    same_person,
    without_titles,
    words_of,
)
from claimwire.records import Bounds, EntityType, Link, Role

_NAMEABLE = frozenset({"PERSON", "ORGANIZATION", "GROUP", "COUNTRY", "PLACE"})
_COLLECTIVE = frozenset({"ORGANIZATION", "GROUP", "COUNTRY", "PLACE"})


@dataclass(slots=True)
class Cluster:
    """Mentions that are taken for one thing.

    names: the forms it is named by, not pronouns, in the order of the article. mentions: their
    bounds, in the order in which they were added.
    """

    type: EntityType
    names: dict[str, None] = field(default_factory=dict)
    mentions: dict[Bounds, None] = field(default_factory=dict)
    roles: set[Role] = field(default_factory=set)
    first_named: int = 1 << 60

    def add(self, bounds: Bounds, name: str | None, roles: Iterable[Role]) -> None:
        """Add a mention; ``name`` is None for a pronoun or a noun that stands for the name."""
        self.mentions[bounds] = None
        if name is not None:
            self.names[name] = None
            self.first_named = min(self.first_named, bounds[0])
        self.roles.update(roles)

    def best_name(self) -> str:
        """The most specific name: a country's own name before its adjective and its letters (the
        first of several), words before acronyms, more words before fewer, titles not counted, the
        earlier of equals."""
        ranked = sorted(
            enumerate(self.names), key=lambda row: (*self._rank(row[1]), -row[0]), reverse=True
        )
        return bare(ranked[0][1])

    def _rank(self, name: str) -> tuple[int, int, int]:
        link = countries().exact(name)
        if link is not None and link.via == "name" and self.type != "PERSON":
            return 1, int(not bare(name).replace(".", "").isupper()), 0
        words = words_of(name)
        count = len(without_titles(words) if self.type == "PERSON" else words)
        return 0, count if count <= 8 else 0, len(bare(name))

    def country(self) -> Link | None:
        """The country that one of the names stands for as its name or adjective."""
        for name in self.names:
            link = countries().exact(name)
            if link and link.via in ("name", "demonym"):
                return link
        return None


class ClusterIndex:
    """The clusters of one article, found by the forms, letters and countries of their names."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []
        self._numbers: dict[int, int] = {}
        self._by_key: dict[str, dict[int, None]] = defaultdict(dict)

    def named(self, name: str, kind: EntityType) -> Cluster:
        """The cluster that a named mention belongs to, the latest of several, or a new one."""
        numbers = {n for key in _sought(name, kind) for n in self._by_key.get(key, ())}
        for number in sorted(numbers, reverse=True):
            cluster = self.clusters[number]
            if _fits(cluster, name, kind):
                break
        else:
            _, cluster = self.new(kind)
        if kind == "COUNTRY":
            cluster.type = kind
        self.knows(name, cluster)
        return cluster

    def known(self, name: str) -> Cluster | None:
        """The latest cluster with a name of just this form."""
        numbers = sorted(self._by_key.get(f"form {normal(name)}", ()), reverse=True)
        found = (self.clusters[n] for n in numbers)
        return next((c for c in found if normal(name) in map(normal, c.names)), None)

    def knows(self, name: str, cluster: Cluster) -> None:
        """Let a name lead to a cluster from now on."""
        number = self._numbers[id(cluster)]
        for key in _keys(name):
            self._by_key[key][number] = None

    def join(self, kept: Cluster, gone: Cluster) -> None:
        """Put all of one cluster into another."""
        kept.names |= gone.names
        kept.mentions |= gone.mentions
        kept.roles |= gone.roles
        kept.first_named = min(kept.first_named, gone.first_named)
        for name in gone.names:
            self.knows(name, kept)
        gone.names, gone.mentions = {}, {}

    def new(self, kind: EntityType) -> tuple[int, Cluster]:
        """A cluster that no name leads to yet, and its number."""
        cluster = Cluster(kind)
        self.clusters.append(cluster)
        number = self._numbers[id(cluster)] = len(self.clusters) - 1
        return number, cluster


def _keys(name: str) -> Iterator[str]:
    """What a cluster that has this name is kept under."""
    words = words_of(name)
    yield f"form {normal(name)}"
    yield f"last {' '.join(without_titles(words)[-1:])}"
    yield from (f"begins {' '.join(words[:count])}" for count in range(1, len(words)))
    yield f"initials {initials(name)}"
    yield f"letters {bare(name).replace('.', '')}"
    own = countries().exact(name)
    if own:
        yield f"country {own.code}"


def _sought(name: str, kind: EntityType) -> Iterator[str]:
    """Where the clusters are kept that ``_fits`` may let a name into."""
    words = words_of(name)
    yield f"form {normal(name)}"
    if kind == "PERSON":
        yield f"last {' '.join(without_titles(words)[-1:])}"
        return
    yield f"begins {normal(name)}"
    yield from (f"form {' '.join(words[:count])}" for count in range(1, len(words)))
    yield f"letters {initials(name)}"
    yield f"initials {bare(name).replace('.', '')}"
    own = countries().exact(name)
    if own:
        yield f"country {own.code}"


def _fits(cluster: Cluster, name: str, kind: EntityType) -> bool:
    compatible = kind == cluster.type or {kind, cluster.type} <= _COLLECTIVE
    forms = {normal(other) for other in cluster.names}
    if normal(name) in forms:
        return compatible or {kind, cluster.type} <= _NAMEABLE
    if not compatible or kind not in _NAMEABLE:
        return False
    if kind == "PERSON":
        return any(_same_person(other, name) for other in cluster.names)
    own = countries().exact(name)
    if own and own.via in ("name", "demonym"):
        theirs = cluster.country()
        return theirs is not None and theirs.code == own.code
    if kind == "PLACE":
        return False
    return any(_same_body(other, name) for other in cluster.names)


def _same_person(a: str, b: str) -> bool:
    longer, shorter = sorted((words_of(a), words_of(b)), key=len, reverse=True)
    return same_person(longer, shorter)


def _same_body(a: str, b: str) -> bool:
    """One is the other's acronym, or its first words (not a country's)."""
    if is_acronym_of(a, b) or is_acronym_of(b, a):
        return True
    longer, shorter = sorted((words_of(a), words_of(b)), key=len, reverse=True)
    country = any(countries().exact(name) for name in (a, b))
    return not country and part_of_name(longer, shorter)
