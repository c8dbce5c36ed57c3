"""Stage: entities -> countries, with how each was found; and the article's role names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc

from claimwire.antecedents import stands_for_a_name
from claimwire.doc import findings
from claimwire.lexicon import countries
from claimwire.names import words_of
from claimwire.records import Bounds, Entity, Link, RoleNames

_PLACE_BEFORE = re.compile(
    r"(?i)\b(?:in|at|near|outside|around|across|inside|throughout|toward|towards|through)\s+$"
)


class LinkCountries:
    """spaCy component ``claimwire_link``."""

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        found.entities = tuple(link(entity, found.article.text) for entity in found.entities)
        found.roles = role_names(found.entities)
        return doc


def link(entity: Entity, text: str) -> Entity:
    """The entity with its country where a name of it tells one; several different ones that only
    stand inside a longer name give links but no country."""
    links = tuple(dict.fromkeys(_links(entity, text)))
    whole = [x.code for x in links if x.via != "within"]
    codes = set(whole or [x.code for x in links])
    return replace(entity, links=links, country=codes.pop() if len(codes) == 1 else None)


def _links(entity: Entity, text: str) -> Iterator[Link]:
    for bounds in entity.mentions:
        name = text[slice(*bounds)]
        exact = countries().exact(name)
        if exact is not None:
            if _stands_for(exact, entity, text, bounds):
                yield exact
        elif entity.type not in ("PERSON", "EVENT", "MALWARE", "PLACE"):
            yield from countries().within(name)


def _stands_for(found: Link, entity: Entity, text: str, bounds: Bounds) -> bool:
    """A person is not the country or the capital of the same name (Jordan, Chad, Paris)."""
    if entity.type == "PERSON" and found.via in ("name", "capital"):
        return False
    return found.via != "capital" or _means_government(text, bounds)


def _means_government(text: str, bounds: Bounds) -> bool:
    """A capital's name stands for the state unless a preposition of place is before it."""
    start = bounds[0]
    return not _PLACE_BEFORE.search(text[max(0, start - 15) : start])


def role_names(entities: tuple[Entity, ...]) -> RoleNames:
    """Distinct names of actors and victims, and all countries, in the order of the article."""
    coded = (x.code for e in entities for x in e.links)
    return RoleNames(
        actors=tuple(_distinct(e.name for e in entities if "actor" in e.roles)),
        victims=tuple(_distinct(e.name for e in entities if "victim" in e.roles)),
        countries=tuple(dict.fromkeys(coded)),
    )


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """The names that say who is meant and that no fuller one says too: not "the man", and not
    "Colombians" beside "five Colombians"."""
    wanted = [name for name in dict.fromkeys(names) if not _is_bare(name)]
    words = {name: frozenset(words_of(name)) for name in wanted}
    holding: dict[str, set[str]] = defaultdict(set)
    for name in wanted:
        for word in words[name]:
            holding[word].add(name)
    for name in wanted:
        fuller = [holding[word] for word in words[name]]
        together = set.intersection(*fuller) if fuller else set()
        if not any(words[name] < words[other] for other in together):
            yield name


def _is_bare(name: str) -> bool:
    """A pronoun, an article, or a noun that alone tells nobody ("man", "group")."""
    forms = (name, f"the {name}")
    return name.lower() in ("the", "a", "an") or any(stands_for_a_name(f) for f in forms)
