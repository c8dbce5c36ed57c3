"""Records as labelled spans with arcs between them: what the annotation tools have in common.

Each mention of an entity is a span labelled with its type; arcs ``COREF`` lead from an entity's
first mention to its others. A *frame* is a span ``Attribution`` (a statement, marked at its cue,
else its source, else its content) or ``Assertion`` (marked at its cue), with arcs to its parts
that are named by the part's role (``ROLE_LABELS``). Frames that share a part share its span.

As in JSON Lines, a span without name gets its own text for one, and ``Entity.named`` is not held.
Nor are, in none of the formats, statements that have neither source nor cue nor content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from claimwire.json_records import ARTICLE_KEYS, to_json
from claimwire.records import (
    Article,
    Assertion,
    Bounds,
    Entity,
    EntityType,
    Record,
    RoleNames,
    Span,
    Statement,
)

ATTRIBUTION, ASSERTION = "Attribution", "Assertion"
ROLE_LABELS = ("Source", "Cue", "Content", "Event", "Actor", "Victim", "Reporter")
COREF = "COREF"

TYPE_ALIASES: dict[str, EntityType] = {
    "PER": "PERSON",
    "ORG": "ORGANIZATION",
    "ORGANISATION": "ORGANIZATION",
    "NORP": "GROUP",
    "NATIONALITY": "GROUP",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "LOCATION": "PLACE",
    "FAC": "PLACE",
}
"""Labels of others (in capitals) for our types of entity; further labels are left out."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled span.

    key: unique in its document. pieces: characters, several where the span is interrupted.
    values: what else is known: name (str), entity (its id), confidence (0 to 1); on a frame also
    stance or kind; on an entity's first mention also roles, country and links, as in records.
    """

    key: str
    label: str
    pieces: tuple[Bounds, ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arc:
    """A labelled relation between two marks, by their keys."""

    head: str
    child: str
    label: str


@dataclass(frozen=True, slots=True)
class Graph:
    """The marks and arcs of one document, entities first."""

    marks: tuple[Mark, ...]
    arcs: tuple[Arc, ...]


def graph_of(record: Record, discontinuous: bool = False) -> Graph:
    """The spans and arcs of a record.

    discontinuous: content in several pieces is one mark where nothing is lost by it; otherwise
    each piece is a mark of its own.
    """
    builder = _Builder(discontinuous)
    for entity in record.entities:
        builder.add_entity(entity)
    for statement in record.statements:
        builder.add_statement(statement)
    for assertion in record.assertions:
        builder.add_assertion(assertion)
    return Graph(tuple(builder.marks), tuple(builder.arcs))


def article_fields(article: Article) -> dict[str, Any]:
    """What is known of an article besides its text and ``extra``; unknown fields are left out."""
    found = {key: getattr(article, key) for key in ARTICLE_KEYS if key != "text"}
    if article.language == "en":
        del found["language"]
    return {key: value for key, value in found.items() if value is not None}


def loose_parts(record: Record) -> dict[str, Any]:
    """What of a record hangs on no span, as JSON; ``record_from`` takes it back.

    Entities without mentions stand here with their place in the list: ``[[3, {...}], ...]``.
    """
    row = to_json(record)
    found: dict[str, Any] = {}
    if record.article.extra:
        found["extra"] = row["extra"]
    if record.sentences:
        found["sentences"] = row["sentences"]
    if record.roles != RoleNames():
        found["roles"] = row["roles"]
    for key in ("model", "version"):
        if row[key] is not None:
            found[key] = row[key]
    rows = zip(record.entities, row["entities"], strict=True)
    unseen = [[n, data] for n, (entity, data) in enumerate(rows) if not entity.mentions]
    if unseen:
        found["entities"] = unseen
    return found


class _Builder:
    """Collects marks and arcs, one entity, statement or assertion at a time."""

    def __init__(self, discontinuous: bool) -> None:
        self.marks: list[Mark] = []
        self.arcs: list[Arc] = []
        self._discontinuous = discontinuous
        self._parts: dict[tuple[object, ...], str] = {}

    def add_entity(self, entity: Entity) -> None:
        values: dict[str, Any] = {"entity": entity.id, "name": entity.name}
        if entity.roles:
            values["roles"] = list(entity.roles)
        if entity.country is not None:
            values["country"] = entity.country
        if entity.links:
            values["links"] = [
                {"code": x.code, "via": x.via, "matched": x.matched} for x in entity.links
            ]
        first = None
        for bounds in entity.mentions:
            key = self._mark(entity.type, (bounds,), {} if first else values)
            if first is not None:
                self.arcs.append(Arc(first, key, COREF))
            first = first or key

    def add_statement(self, statement: Statement) -> None:
        spans = (statement.cue, statement.source, *statement.content)
        anchor = next((span for span in spans if span is not None), None)
        if anchor is None:
            return
        values = _confidence(statement.confidence) | {"kind": statement.kind}
        frame = self._mark(ATTRIBUTION, (anchor.bounds,), values)
        self._arc(frame, "Source", statement.source)
        self._arc(frame, "Cue", statement.cue)
        pieces = tuple(span.bounds for span in statement.content)
        plain = not any(map(_span_values, statement.content))
        apart = all(a[1] < b[0] for a, b in pairwise(pieces))
        if self._discontinuous and len(pieces) > 1 and plain and apart:
            self.arcs.append(Arc(frame, self._part("Content", pieces, {}), "Content"))
        else:
            for span in statement.content:
                self._arc(frame, "Content", span)

    def add_assertion(self, assertion: Assertion) -> None:
        values = _confidence(assertion.confidence) | {"stance": assertion.stance}
        values |= _span_values(assertion.cue)
        frame = self._mark(ASSERTION, (assertion.cue.bounds,), values)
        self._arc(frame, "Source", assertion.source)
        self._arc(frame, "Event", assertion.event)
        self._arc(frame, "Actor", assertion.actor)
        for victim in assertion.victims:
            self._arc(frame, "Victim", victim)
        self._arc(frame, "Reporter", assertion.reported_by)

    def _mark(self, label: str, pieces: tuple[Bounds, ...], values: Mapping[str, Any]) -> str:
        key = f"s{len(self.marks) + 1}"
        self.marks.append(Mark(key, label, pieces, values))
        return key

    def _part(self, role: str, pieces: tuple[Bounds, ...], values: Mapping[str, Any]) -> str:
        """The mark of a part, the one there is where another frame has the same part."""
        same = (role, pieces, values.get("name"), values.get("entity"))
        if same not in self._parts:
            self._parts[same] = self._mark(role, pieces, values)
        return self._parts[same]

    def _arc(self, frame: str, role: str, span: Span | None) -> None:
        if span is not None:
            key = self._part(role, (span.bounds,), _span_values(span))
            self.arcs.append(Arc(frame, key, role))


def _span_values(span: Span) -> dict[str, Any]:
    """What else is known of a span; a name that is its own text goes without saying."""
    values: dict[str, Any] = {} if span.best_name == span.text else {"name": span.best_name}
    return values if span.entity is None else values | {"entity": span.entity}


def _confidence(value: float) -> dict[str, Any]:
    return {} if value == 1.0 else {"confidence": value}
