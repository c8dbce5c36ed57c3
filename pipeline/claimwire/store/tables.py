"""Tables, written once. Spans are four columns; offsets count characters of ``articles.text``."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()


def _span(part: str, *, needed: bool = False) -> list[Column[object]]:
    """Columns of one span: bounds in characters, best name, entity number in the article."""
    return [
        Column(f"{part}_start", Integer, nullable=not needed),
        Column(f"{part}_end", Integer, nullable=not needed),
        Column(f"{part}_name", Text, nullable=not needed, index=part in ("source", "actor")),
        Column(f"{part}_entity", Integer),
    ]


def _owner() -> list[Column[object]]:
    return [
        Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
    ]


articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("url", Text),
    Column("title", Text),
    Column("publisher", Text),
    Column("author", Text),
    Column("date", String(32), index=True),
    Column("language", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("model", Text),
    Column("version", Text),
    Column("digest", String(64), nullable=False, comment="sha256 of the whole record"),
)

entities = Table(
    "entities",
    metadata,
    *_owner(),
    Column("name", Text, nullable=False, index=True),
    Column("type", String(16), nullable=False),
    Column("roles", JSON, nullable=False),
    Column("country", String(2), index=True),
    Column("links", JSON, nullable=False),
    Column("mentions", JSON, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    *_owner(),
    *_span("source"),
    *_span("cue"),
    Column("content", JSON, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("confidence", Float, nullable=False),
)

assertions = Table(
    "assertions",
    metadata,
    *_owner(),
    *_span("source"),
    *_span("cue", needed=True),
    *_span("event", needed=True),
    *_span("actor", needed=True),
    *_span("reported_by"),
    Column("victims", JSON, nullable=False),
    Column("stance", String(9), nullable=False, index=True),
    Column("confidence", Float, nullable=False),
)

PARTS = (entities, statements, assertions)
