"""Labelled spans and arcs of an annotation tool back to a record; see ``graph``.

Understood besides what claimwire writes: frames of any label that begins with ``Attribution`` or
``Assertion``; an assertion with several sources, events or actors (one record each); statements
told by arcs between spans ``Cue``, ``Source`` and ``Content`` without a frame; entity labels of
others (``TYPE_ALIASES``). Left out: other labels, spans of a role that no arc touches, assertions
without event or actor. Of a source or cue in several pieces the longest piece counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, TypeVar

from claimwire.errors import GoldError
from claimwire.gold.graph import (
    ASSERTION,
    ATTRIBUTION,
    ROLE_LABELS,
    TYPE_ALIASES,
    Arc,
    Graph,
    Mark,
)
from claimwire.gold.polnear import longest
from claimwire.json_records import from_json
from claimwire.records import (
    ENTITY_TYPES,
    KINDS,
    ROLES,
    STANCES,
    Assertion,
    Bounds,
    Entity,
    EntityType,
    Link,
    Record,
    Span,
    Statement,
)
from claimwire.spans import quotation_kind

T = TypeVar("T", bound=str)

_CHAINS = frozenset({"COREF", "COREFERENCE", "EQUIV", "SAME", "SAME_AS", "IDENTITY"})
_VALUES: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "entity": int,
    "confidence": (int, float),
    "country": str,
    "roles": list,
    "links": list,
}
_DIGITS = re.compile(r"\d+$")


def record_from(text: str, known: Mapping[str, Any], graph: Graph) -> Record:
    """The record of a text, what is known of the article, and its annotation.

    known: the fields of an article (``id`` is needed) and what ``loose_parts`` gave.
    Raises GoldError for a value that there is none of (stance, kind, role) or a span outside the
    text, KeyError, TypeError or ValueError for fields that are none.
    """
    for mark in graph.marks:
        _check(mark, len(text))
    unseen = list(known.get("entities") or ())
    base = from_json({**known, "entities": [data for _, data in unseen], "text": text})
    reading = _Reading(text, graph)
    entities = list(reading.entities({entity.id for entity in base.entities}))
    for (place, _), entity in zip(unseen, base.entities, strict=True):
        entities.insert(place, entity)
    return replace(
        base,
        entities=tuple(entities),
        statements=(*reading.statements(), *reading.bare_statements()),
        assertions=tuple(reading.assertions()),
    )


def _check(mark: Mark, length: int) -> None:
    for start, end in mark.pieces:
        if not 0 <= start <= end <= length:
            raise GoldError(
                f"the span {mark.key!r} ({mark.label}) is {start}-{end} in a text of "
                f"{length} characters",
                "offsets count characters of the text that is given with them",
            )
    for name, kind in _VALUES.items():
        value = mark.values.get(name)
        if value is not None and not isinstance(value, kind):
            raise GoldError(
                f"the {name} of the span {mark.key!r} ({mark.label}) is {value!r}",
                "see claimwire/gold/graph.py for what a span can have",
            )


def role_of(label: str) -> str | None:
    """The role that a label names, whatever its case and a number behind it."""
    role = _DIGITS.sub("", label).capitalize()
    return role if role in ROLE_LABELS else None


def entity_type(label: str) -> EntityType | None:
    """Our type for a label of ours or of others; None where there is none."""
    upper = label.upper()
    return next((t for t in ENTITY_TYPES if t == upper), None) or TYPE_ALIASES.get(upper)


def _frame_of(mark: Mark) -> str | None:
    return next((f for f in (ATTRIBUTION, ASSERTION) if mark.label.startswith(f)), None)


def _known(value: Any, among: tuple[T, ...], what: str, mark: Mark) -> T:
    for item in among:
        if item == value:
            return item
    raise GoldError(
        f"the {what} of {mark.key!r} is {value!r}", f"a {what} is one of {', '.join(among)}"
    )


@dataclass(slots=True)
class _Parts:
    """The marks that one statement or assertion is made of, by role."""

    by_role: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))

    def __getitem__(self, role: str) -> list[Mark]:
        return self.by_role.get(role, [])

    def add(self, role: str, mark: Mark) -> None:
        if mark not in self.by_role[role]:
            self.by_role[role].append(mark)


class _Reading:
    """Walks the marks and arcs of one document."""

    def __init__(self, text: str, graph: Graph) -> None:
        self._text = text
        self._marks = {mark.key: mark for mark in graph.marks}
        self._arcs = graph.arcs
        self._from: dict[str, list[Arc]] = defaultdict(list)
        self._parts_of_frames: set[str] = set()
        for arc in graph.arcs:
            self._from[arc.head].append(arc)
            if _frame_of(self._marks[arc.head]):
                self._parts_of_frames.add(arc.child)

    def statements(self) -> Iterator[Statement]:
        """Of frames, in their order; a frame without parts is left out."""
        for mark in self._marks.values():
            if _frame_of(mark) == ATTRIBUTION:
                parts = self._parts(mark)
                if parts["Source"] or parts["Cue"] or parts["Content"]:
                    yield self._statement(parts, mark)

    def assertions(self) -> Iterator[Assertion]:
        """Of frames, in their order; one for each source, event and actor of a frame."""
        for mark in self._marks.values():
            if _frame_of(mark) != ASSERTION:
                continue
            parts = self._parts(mark)
            cue = self._span(next(iter(parts["Cue"]), mark))
            reporter = next(iter(parts["Reporter"]), None)
            sources: list[Mark | None] = [*parts["Source"]] or [None]
            for source, event, actor in product(sources, parts["Event"], parts["Actor"]):
                yield Assertion(
                    source=self._span(source) if source else None,
                    cue=cue,
                    event=self._span(event),
                    actor=self._span(actor),
                    stance=_known(mark.values.get("stance", "asserted"), STANCES, "stance", mark),
                    victims=tuple(map(self._span, parts["Victim"])),
                    confidence=mark.values.get("confidence", 1.0),
                    reported_by=self._span(reporter) if reporter else None,
                )

    def bare_statements(self) -> Iterator[Statement]:
        """Of arcs between cue, source and content that belong to no frame."""
        centres: dict[str, _Parts] = {}
        for ends in map(self._ends, self._arcs):
            if len(ends) == 2:
                centre = ends.get("Cue") or ends["Content"]
                for role, mark in ends.items():
                    centres.setdefault(centre.key, _Parts()).add(role, mark)
        cued = [parts for parts in centres.values() if parts["Cue"]]
        told = list(cued)
        for parts in centres.values():
            if not parts["Cue"]:
                hosts = [host for host in cued if parts["Content"][0] in host["Content"]]
                for host in hosts:
                    if not host["Source"]:
                        host.by_role["Source"] = list(parts["Source"])
                told += [] if hosts else [parts]
        yield from (self._statement(parts, None) for parts in told)

    def _ends(self, arc: Arc) -> dict[str, Mark]:
        """Cue, source and content at the ends of an arc; none for an arc of a frame."""
        head, child = self._marks[arc.head], self._marks[arc.child]
        if _frame_of(head) or _frame_of(child):
            return {}
        ends = {role_of(head.label): head, role_of(child.label) or role_of(arc.label): child}
        return {role: mark for role, mark in ends.items() if role in ("Cue", "Source", "Content")}

    def entities(self, taken: set[int]) -> Iterator[Entity]:
        """Chains of mentions, in the order of their first ones; taken: ids of other entities."""
        types = {key: kind for key in self._marks if (kind := self._type(key))}
        chain = {key: [key] for key in types}
        for arc in self._arcs:
            if arc.label.upper() in _CHAINS and arc.head in types and arc.child in types:
                head, child = chain[arc.head], chain[arc.child]
                if head is not child:
                    head += child
                    chain.update(dict.fromkeys(child, head))
        place = {key: number for number, key in enumerate(types)}
        taken = taken | {i for key in types if (i := self._id(key)) is not None}
        free = (number for number in range(len(place) + len(taken)) if number not in taken)
        done: set[str] = set()
        for key in types:
            if key not in done:
                done.update(chain[key])
                keys = sorted(chain[key], key=place.__getitem__)
                number = next((i for k in keys if (i := self._id(k)) is not None), None)
                yield self._entity(next(free) if number is None else number, types[key], keys)

    def _entity(self, number: int, kind: EntityType, keys: list[str]) -> Entity:
        marks = [self._marks[key] for key in keys]
        values = {k: v for mark in reversed(marks) for k, v in mark.values.items()}
        mentions = tuple(self._bounds(mark) for mark in marks)
        roles = dict.fromkeys(
            _known(role, ROLES, "role", mark)
            for mark in marks
            for role in mark.values.get("roles", ())
        )
        name = values.get("name")
        return Entity(
            id=number,
            name=max((self._text[slice(*b)] for b in mentions), key=len) if name is None else name,
            type=kind,
            roles=tuple(roles),
            country=values.get("country"),
            links=tuple(
                Link(link["code"], link["via"], link["matched"]) for link in values.get("links", ())
            ),
            mentions=mentions,
        )

    def _parts(self, frame: Mark) -> _Parts:
        parts = _Parts()
        for arc in self._from[frame.key]:
            child = self._marks[arc.child]
            role = role_of(arc.label) or role_of(child.label)
            if role:
                parts.by_role[role].append(child)
        return parts

    def _statement(self, parts: _Parts, frame: Mark | None) -> Statement:
        content = tuple(
            self._span_at(piece, mark) for mark in parts["Content"] for piece in mark.pieces
        )
        values = frame.values if frame else {}
        kind = values.get("kind")
        return Statement(
            source=self._one(parts["Source"]),
            cue=self._one(parts["Cue"]),
            content=content,
            kind=_known(kind, KINDS, "kind", frame)
            if kind is not None and frame
            else quotation_kind(self._text, content),
            confidence=values.get("confidence", 1.0),
        )

    def _one(self, marks: list[Mark]) -> Span | None:
        if len(marks) < 2:
            return self._span(marks[0]) if marks else None
        found = longest(self._text, [piece for mark in marks for piece in mark.pieces])
        return found and replace(found, name=found.text)

    def _span(self, mark: Mark) -> Span:
        return self._span_at(self._bounds(mark), mark)

    def _span_at(self, bounds: Bounds, mark: Mark) -> Span:
        words = self._text[slice(*bounds)]
        return Span(*bounds, words, mark.values.get("name") or words, mark.values.get("entity"))

    def _bounds(self, mark: Mark) -> Bounds:
        if len(mark.pieces) == 1:
            return mark.pieces[0]
        found = longest(self._text, list(mark.pieces))
        return found.bounds if found else (0, 0)

    def _type(self, key: str) -> EntityType | None:
        label = self._marks[key].label
        if role_of(label) and label not in ENTITY_TYPES and key in self._parts_of_frames:
            return None
        return entity_type(label)

    def _id(self, key: str) -> int | None:
        number = self._marks[key].values.get("entity")
        return number if isinstance(number, int) else None
