"""CASIE (Satyapanich, Ferraro & Finin, AAAI 2020): cyber incidents with roles of their parts.

A folder holds ``source/N.txt`` (title, source, date, text) and ``annotation/N.json`` (``content``
and event hoppers with offsets into it). Some offsets are one off, so each span is checked against
its own text and dropped when it does not fit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.records import Article, Bounds, Entity, EntityType, Record, Role

_TYPES: dict[str, EntityType] = {
    "Person": "PERSON",
    "Organization": "ORGANIZATION",
    "GPE": "PLACE",
    "Malware": "MALWARE",
}
_ROLES: dict[str, Role] = {"Attacker": "actor", "Discoverer": "source", "Victim": "victim"}


def read_casie(folder: Path) -> Iterator[Record]:
    """Records (entities with type and role) of the whole corpus, in order of their number."""
    annotation = folder / "annotation"
    if not annotation.is_dir():
        raise GoldError(f"{str(folder)!r} has no annotation/", "give the folder that holds it")
    for path in sorted(annotation.glob("*.json"), key=lambda p: int(p.stem)):
        document = json.loads(path.read_text(encoding="utf-8"))
        text: str = document["content"]
        yield Record(Article(path.stem, text), entities=tuple(_entities(text, document)))


def _entities(text: str, document: dict[str, Any]) -> Iterator[Entity]:
    """One entity for each annotated mention: CASIE links events, not participants."""
    roles: dict[Bounds, set[Role]] = defaultdict(set)
    types: dict[Bounds, EntityType] = {}
    for hopper in document.get("cyberevent", {}).get("hopper", []):
        for event in hopper["events"]:
            for argument in event.get("argument", []):
                bounds = _bounds(text, argument)
                if bounds is None:
                    continue
                if argument["type"] in _TYPES:
                    types[bounds] = _TYPES[argument["type"]]
                role = _ROLES.get(argument["role"]["type"])
                if role:
                    roles[bounds].add(role)
    for number, bounds in enumerate(sorted(types)):
        yield Entity(
            id=number,
            name=text[slice(*bounds)],
            type=types[bounds],
            roles=tuple(sorted(roles[bounds])),
            mentions=(bounds,),
        )


def _bounds(text: str, argument: dict[str, Any]) -> Bounds | None:
    start, words = int(argument["startOffset"]), argument["text"]
    for shift in (0, -1, 1):
        if text[start + shift : start + shift + len(words)] == words:
            return start + shift, start + shift + len(words)
    return None
