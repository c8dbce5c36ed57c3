"""Named mentions of one article -> clusters of the same thing, by their names alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from claimwire.lexicon import countries
from claimwire.names import bare, is_acronym_of, normal, part_of_name, same_person, words_of
from claimwire.records import Bounds, EntityType, Link, Role

_NAMEABLE = frozenset({"PERSON", "ORGANIZATION", "GROUP", "COUNTRY", "PLACE"})
_COLLECTIVE = frozenset({"ORGANIZATION", "GROUP", "COUNTRY", "PLACE"})


@dataclass(slots=True)
class Cluster:
    """Mentions that are taken for one thing. names: the forms it is named by, not pronouns."""

    type: EntityType
    names: list[str] = field(default_factory=list)
    mentions: list[Bounds] = field(default_factory=list)
    roles: set[Role] = field(default_factory=set)
    first_named: int = 1 << 60

    def add(self, bounds: Bounds, name: str | None, roles: Iterable[Role]) -> None:
        """Add a mention; ``name`` is None for a pronoun or a noun that stands for the name."""
        if bounds not in self.mentions:
            self.mentions.append(bounds)
        if name is not None:
            self.names.append(name)
            self.first_named = min(self.first_named, bounds[0])
        self.roles.update(roles)

    def best_name(self) -> str:
        """The most specific name: a country's own name before its adjective, words before
        acronyms, more words before fewer, the earlier of equals."""
        ranked = sorted(
            enumerate(self.names), key=lambda row: (*self._rank(row[1]), -row[0]), reverse=True
        )
        return bare(ranked[0][1])

    def _rank(self, name: str) -> tuple[int, int, int]:
        link = countries().exact(name)
        own = int(link is not None and link.via == "name" and self.type != "PERSON")
        count = len(words_of(name))
        return own, count if count <= 8 else 0, len(bare(name))

    def country(self) -> Link | None:
        """The country that one of the names stands for as its name or adjective."""
        for name in self.names:
            link = countries().exact(name)
            if link and link.via in ("name", "demonym"):
                return link
        return None


def cluster_for(clusters: list[Cluster], name: str, kind: EntityType) -> Cluster | None:
    """The cluster that a new named mention belongs to, the latest of several; None if none."""
    for cluster in reversed(clusters):
        if _fits(cluster, name, kind):
            return cluster
    return None


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
