"""Pronouns and nouns that stand for a name -> the cluster they most likely mean.

Rules of distance and agreement, first version: the nearest named thing of the right kind before
the word, from its own sentence on backwards, at most ``REACH`` characters away.
"""

from __future__ import annotations

from collections.abc import Iterable

from claimwire.clusters import Cluster
from claimwire.lexicon import word_set
from claimwire.names import normal

REACH = 1200
_DETERMINERS = frozenset({"the", "this", "that", "these", "those", "its", "their"})
_SPEAKERS = frozenset({"i", "me", "my", "we", "us", "our"})
_ABBREVIATIONS = frozenset({"US", "WHO", "IT"})
"""Names in capitals that are pronouns in small letters."""

_PERSON = frozenset({"PERSON"})
_COLLECTIVE = frozenset({"ORGANIZATION", "GROUP", "COUNTRY"})


def stands_for_a_name(phrase: str) -> frozenset[str] | None:
    """Types of things that a pronoun or a bare "the group" may mean; None for other phrases."""
    words = phrase.lower().split()
    if phrase.strip() in _ABBREVIATIONS:
        return None
    if len(words) == 1:
        if words[0] in word_set("person_pronouns") or words[0] in _SPEAKERS:
            return _PERSON
        if words[0] in word_set("thing_pronouns"):
            return _COLLECTIVE
        return None
    if len(words) == 2 and words[0] in _DETERMINERS:
        if words[1] in word_set("person_nouns"):
            return _PERSON
        if words[1] in word_set("group_nouns"):
            return _COLLECTIVE
    return None


def antecedent(
    phrase: str, start: int, before: Iterable[tuple[int, Cluster]], *, role: str
) -> Cluster | None:
    """The cluster that a phrase at character ``start`` stands for, or None.

    before: ends of mentions up to ``REACH`` characters before it, with their clusters. role: what
    the phrase is (actor, source or victim); a cluster that has it already, or whose noun is in one
    of its names ("the ministry": "Defence Ministry"), is preferred to a nearer one.
    """
    kinds = stands_for_a_name(phrase)
    if kinds is None:
        return None
    noun = phrase.lower().split()[-1]
    best: tuple[float, Cluster] | None = None
    for end, cluster in before:
        if cluster.type not in kinds:
            continue
        cost = float(start - end)
        if any(noun in normal(name).split() for name in cluster.names):
            cost *= 0.2
        if role in cluster.roles:
            cost *= 0.6
        if best is None or cost < best[0]:
            best = cost, cluster
    return best[1] if best else None
