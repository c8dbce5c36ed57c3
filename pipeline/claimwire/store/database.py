"""Records into SQLite and back: one transaction an article, the same record again is no change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DatabaseError

from claimwire.errors import StorageError
from claimwire.json_records import from_json, to_line
from claimwire.records import Record
from claimwire.store.tables import PARTS, articles, assertions, entities, metadata, statements

_PLAIN_SPANS = {
    "statements": ("source", "cue"),
    "assertions": ("source", "cue", "event", "actor", "reported_by"),
}
_LISTS = {"statements": "content", "assertions": "victims"}


class Database:
    """A database file; use as a context manager."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open, and with ``create`` make what is missing.

        Raises StorageError when the file is no database of claimwire.
        """
        if not create and not path.is_file():
            raise StorageError(f"no database {str(path)!r}", "claimwire run ... --db makes one")
        self.path = path
        self._engine: Engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(self._engine, "connect", _set_up)
        with self._told():
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.connect() as connection:
                there = inspect(connection).get_table_names()
                for table in metadata.sorted_tables:
                    if not create or table.name in there:
                        connection.execute(select(table).limit(1))
            if create:
                metadata.create_all(self._engine)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says is wrong, as a StorageError."""
        try:
            yield
        except (DatabaseError, OSError) as problem:
            reason = getattr(problem, "orig", problem)
            raise StorageError(
                f"{str(self.path)!r} cannot be used as a database: {reason}"
            ) from problem

    def write(self, record: Record) -> bool:
        """Store a record whole, in one transaction; False when just this record is there already.

        An article that is there with other findings is replaced.
        """
        line = to_line(record)
        data, digest = json.loads(line), hashlib.sha256(line.encode()).hexdigest()
        identifier = data["id"]
        with self._told(), self._engine.begin() as connection:
            known = connection.scalar(select(articles.c.digest).where(articles.c.id == identifier))
            if known == digest:
                return False
            if known is not None:
                for table in PARTS:
                    connection.execute(delete(table).where(table.c.article_id == identifier))
                connection.execute(delete(articles).where(articles.c.id == identifier))
            _insert(connection, data, digest)
        return True

    def ids(self) -> list[str]:
        """Ids of all articles, sorted."""
        with self._told(), self._engine.connect() as connection:
            return list(connection.scalars(select(articles.c.id).order_by(articles.c.id)))

    def records(self) -> Iterator[Record]:
        """All records, by id."""
        for identifier in self.ids():
            yield self.record(identifier)

    def record(self, identifier: str) -> Record:
        """One record. Raises StorageError when there is no such article."""
        with self._told(), self._engine.connect() as connection:
            row = (
                connection.execute(select(articles).where(articles.c.id == identifier))
                .mappings()
                .first()
            )
            if row is None:
                raise StorageError(f"no article {identifier!r} in {str(self.path)!r}")
            data = dict(row)
            for table in PARTS:
                found = connection.execute(
                    select(table).where(table.c.article_id == identifier).order_by(table.c.number)
                ).mappings()
                data[table.name] = [
                    _from_row(table.name, dict(part), data["text"]) for part in found
                ]
        return from_json(data)


def _set_up(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 30000")


def _insert(connection: Connection, data: dict[str, Any], digest: str) -> None:
    identifier = data["id"]
    keys = {c.name for c in articles.c} - {"digest", "extra"}
    row = {key: data[key] for key in keys}
    connection.execute(insert(articles).values(digest=digest, extra=data.get("extra", {}), **row))
    parts = (
        (entities, [{**e, "number": e["id"]} for e in data["entities"]]),
        (statements, [_to_row("statements", s) for s in data["statements"]]),
        (assertions, [_to_row("assertions", a) for a in data["assertions"]]),
    )
    for table, rows in parts:
        columns = {c.name for c in table.c}
        kept = [
            {"article_id": identifier, "number": number}
            | {key: value for key, value in row.items() if key in columns}
            for number, row in enumerate(rows)
        ]
        if kept:
            connection.execute(insert(table), kept)


def _to_row(kind: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """Spans to columns; a list of spans stays JSON, without texts that the article holds."""
    row = dict(part)
    for name in _PLAIN_SPANS[kind]:
        span = row.pop(name) or {}
        row |= {f"{name}_{key}": span.get(key) for key in ("start", "end", "name", "entity")}
    name = _LISTS[kind]
    row[name] = [[s["start"], s["end"], s["name"], s["entity"]] for s in row[name]]
    return row


def _from_row(kind: str, row: Mapping[str, Any], text: str) -> dict[str, Any]:
    part = dict(row)
    if kind == "entities":
        return part | {"id": part["number"]}
    for name in _PLAIN_SPANS[kind]:
        start, end, best, entity = (
            part.pop(f"{name}_{key}") for key in ("start", "end", "name", "entity")
        )
        part[name] = None if start is None else _span(text, start, end, best, entity)
    name = _LISTS[kind]
    part[name] = [_span(text, *values) for values in part[name]]
    return part


def _span(text: str, start: int, end: int, name: str, entity: int | None) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end], "name": name, "entity": entity}
