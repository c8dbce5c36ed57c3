"""Records to JSON and back: the one place that knows the keys of the record format.

The format is published as ``record.schema.json`` beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.records import (
    Article,
    Assertion,
    Entity,
    Link,
    Record,
    RoleNames,
    Span,
    Statement,
)

ARTICLE_KEYS = ("id", "url", "title", "publisher", "author", "date", "language", "text")
"""What claimwire knows of an input article; other keys are kept under ``extra``."""


def to_json(record: Record) -> dict[str, Any]:
    """The record as JSON objects, keys in the order of the published format."""
    article = record.article
    out: dict[str, Any] = {key: getattr(article, key) for key in ARTICLE_KEYS}
    if article.extra:
        out["extra"] = dict(article.extra)
    out["sentences"] = [list(bounds) for bounds in record.sentences]
    out["entities"] = [_entity_json(entity) for entity in record.entities]
    out["statements"] = [_statement_json(s) for s in record.statements]
    out["assertions"] = [_assertion_json(a) for a in record.assertions]
    out["roles"] = {
        "actors": list(record.roles.actors),
        "victims": list(record.roles.victims),
        "countries": list(record.roles.countries),
    }
    out["model"], out["version"] = record.model, record.version
    return out


def to_line(record: Record) -> str:
    """The record as one line of JSON without a line end."""
    return json.dumps(to_json(record), ensure_ascii=False)


def _span_json(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "name": span.best_name,
        "entity": span.entity,
    }


def _entity_json(entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type,
        "roles": list(entity.roles),
        "country": entity.country,
        "links": [{"code": x.code, "via": x.via, "matched": x.matched} for x in entity.links],
        "mentions": [list(bounds) for bounds in entity.mentions],
    }


def _statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "source": _span_json(statement.source),
        "cue": _span_json(statement.cue),
        "content": [_span_json(span) for span in statement.content],
        "kind": statement.kind,
        "confidence": round(statement.confidence, 4),
    }


def _assertion_json(assertion: Assertion) -> dict[str, Any]:
    return {
        "source": _span_json(assertion.source),
        "cue": _span_json(assertion.cue),
        "event": _span_json(assertion.event),
        "actor": _span_json(assertion.actor),
        "victims": [_span_json(span) for span in assertion.victims],
        "stance": assertion.stance,
        "confidence": round(assertion.confidence, 4),
        "reported_by": _span_json(assertion.reported_by),
    }


def from_json(data: Mapping[str, Any]) -> Record:
    """A record from JSON objects; parts that are absent are empty (gold often knows only some).

    Raises KeyError or TypeError for a row that has no ``id`` and ``text`` or a broken span.
    """
    article = Article(
        **{key: data[key] for key in ARTICLE_KEYS if data.get(key) is not None},
        extra=data.get("extra", {}),
    )
    roles = data.get("roles", {})
    return Record(
        article=article,
        sentences=tuple((s[0], s[1]) for s in data.get("sentences", ())),
        entities=tuple(map(_entity, data.get("entities", ()))),
        statements=tuple(map(_statement, data.get("statements", ()))),
        assertions=tuple(map(_assertion, data.get("assertions", ()))),
        roles=RoleNames(
            tuple(roles.get("actors", ())),
            tuple(roles.get("victims", ())),
            tuple(roles.get("countries", ())),
        ),
        model=data.get("model"),
        version=data.get("version"),
    )


def _span(data: Mapping[str, Any]) -> Span:
    return Span(data["start"], data["end"], data["text"], data.get("name"), data.get("entity"))


def _maybe_span(data: Mapping[str, Any] | None) -> Span | None:
    return None if data is None else _span(data)


def _entity(data: Mapping[str, Any]) -> Entity:
    return Entity(
        id=data["id"],
        name=data["name"],
        type=data["type"],
        roles=tuple(data.get("roles", ())),
        country=data.get("country"),
        links=tuple(Link(x["code"], x["via"], x["matched"]) for x in data.get("links", ())),
        mentions=tuple((m[0], m[1]) for m in data.get("mentions", ())),
    )


def _statement(data: Mapping[str, Any]) -> Statement:
    return Statement(
        source=_maybe_span(data["source"]),
        cue=_maybe_span(data["cue"]),
        content=tuple(map(_span, data["content"])),
        kind=data.get("kind", "indirect"),
        confidence=data.get("confidence", 1.0),
    )


def _assertion(data: Mapping[str, Any]) -> Assertion:
    return Assertion(
        source=_maybe_span(data["source"]),
        cue=_span(data["cue"]),
        event=_span(data["event"]),
        actor=_span(data["actor"]),
        victims=tuple(map(_span, data.get("victims", ()))),
        stance=data["stance"],
        confidence=data.get("confidence", 1.0),
        reported_by=_maybe_span(data.get("reported_by")),
    )


def read_records(path: Path) -> Iterator[Record]:
    """Records of a JSON Lines file, one by one.

    Raises GoldError with the line's number for a line that is no record.
    """
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield from_json(json.loads(line))
            except (ValueError, KeyError, TypeError) as problem:
                raise GoldError(
                    f"{path}:{number} is no record: {type(problem).__name__}: {problem}",
                    "each line is a JSON object with id, text and the parts it knows",
                ) from problem
