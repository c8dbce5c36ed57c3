"""Records to JSON and back: the one place that knows the keys of the record format.

The format is published as ``record.schema.json`` beside this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from claimwire.errors import GoldError
from claimwire.records import (
    ENTITY_TYPES,
    KINDS,
    ROLES,
    STANCES,
    Article,
    Assertion,
    Bounds,
    Entity,
    Link,
    Record,
    RoleNames,
    Span,
    Statement,
)

T = TypeVar("T")

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
    """The record as one line of JSON without a line end.

    A lone surrogate, which neither a file nor a database can hold, becomes U+FFFD.
    """
    return encodable(json.dumps(to_json(record), ensure_ascii=False))


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text as a UTF-8 file can hold it: a lone surrogate becomes U+FFFD, offsets stay."""
    return _LONE_SURROGATE.sub("\ufffd", text)


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

    Raises KeyError, TypeError or ValueError for a row that has no ``id`` and ``text``, a span that
    is not in the text, or a stance, kind, type or role that there is none of.
    """
    data = _object(data)
    if not isinstance(data["id"], (str, int)):
        raise TypeError(f"the id is {data['id']!r}, not a string")
    if not isinstance(data["text"], str):
        raise TypeError(f"the text is {data['text']!r}, not a string")
    known = {key: data[key] for key in ARTICLE_KEYS if data.get(key) is not None}
    known |= {"id": str(data["id"]), "text": data["text"]}
    roles = _object(data.get("roles") or {})
    record = Record(
        article=Article(**known, extra=_object(data.get("extra") or {})),
        sentences=tuple(map(_bounds, data.get("sentences") or ())),
        entities=tuple(map(_entity, data.get("entities") or ())),
        statements=tuple(map(_statement, data.get("statements") or ())),
        assertions=tuple(map(_assertion, data.get("assertions") or ())),
        roles=RoleNames(
            tuple(roles.get("actors", ())),
            tuple(roles.get("victims", ())),
            tuple(roles.get("countries", ())),
        ),
        model=data.get("model"),
        version=data.get("version"),
    )
    _check_offsets(record)
    return record


def _object(data: Any) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    raise TypeError(f"a JSON {type(data).__name__}, not an object")


def _check_offsets(record: Record) -> None:
    text = record.article.text
    for span in _spans(record):
        found = text[span.start : span.end]
        if span.start < 0 or span.end > len(text) or found != span.text:
            raise ValueError(
                f"the text at {span.start}-{span.end} is {found[:80]!r}, not {span.text[:80]!r}"
            )
    mentions = (bounds for entity in record.entities for bounds in entity.mentions)
    for start, end in (*record.sentences, *mentions):
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"{start}-{end} is outside a text of {len(text)} characters")


def _spans(record: Record) -> Iterator[Span]:
    parts: list[Span | None] = []
    for s in record.statements:
        parts += [s.source, s.cue, *s.content]
    for a in record.assertions:
        parts += [a.source, a.cue, a.event, a.actor, *a.victims, a.reported_by]
    return (span for span in parts if span is not None)


def _one_of(value: object, known: Iterable[T]) -> T:
    for item in known:
        if item == value:
            return item
    raise ValueError(f"{value!r} is none of {', '.join(map(str, known))}")


def _bounds(data: Any) -> Bounds:
    start, end = data
    return start, end


def _span(data: Mapping[str, Any]) -> Span:
    return Span(data["start"], data["end"], data["text"], data.get("name"), data.get("entity"))


def _maybe_span(data: Mapping[str, Any] | None) -> Span | None:
    return None if data is None else _span(data)


def _entity(data: Mapping[str, Any]) -> Entity:
    return Entity(
        id=data["id"],
        name=data["name"],
        type=_one_of(data["type"], ENTITY_TYPES),
        roles=tuple(_one_of(role, ROLES) for role in data.get("roles", ())),
        country=data.get("country"),
        links=tuple(Link(x["code"], x["via"], x["matched"]) for x in data.get("links", ())),
        mentions=tuple(map(_bounds, data.get("mentions", ()))),
    )


def _statement(data: Mapping[str, Any]) -> Statement:
    return Statement(
        source=_maybe_span(data["source"]),
        cue=_maybe_span(data["cue"]),
        content=tuple(map(_span, data["content"])),
        kind=_one_of(data.get("kind", "indirect"), KINDS),
        confidence=data.get("confidence", 1.0),
    )


def _assertion(data: Mapping[str, Any]) -> Assertion:
    return Assertion(
        source=_maybe_span(data["source"]),
        cue=_span(data["cue"]),
        event=_span(data["event"]),
        actor=_span(data["actor"]),
        victims=tuple(map(_span, data.get("victims", ()))),
        stance=_one_of(data["stance"], STANCES),
        confidence=data.get("confidence", 1.0),
        reported_by=_maybe_span(data.get("reported_by")),
    )


def read_records(path: Path) -> Iterator[Record]:
    """Records of a JSON Lines file, one by one.

    Raises GoldError for a file that cannot be read, and with its number for a line that is no
    record.
    """
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            record = from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            raise GoldError(
                f"{path}:{number} is no record: {type(problem).__name__}: {problem}",
                "each line is a JSON object with id, text and the parts it knows",
            ) from problem
        yield record


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with open(path, "rb") as file:
            yield from file
    except OSError as problem:
        raise GoldError(f"cannot read {str(path)!r}: {problem.strerror}") from problem
