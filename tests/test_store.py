"""The database: records come back as they went in, once, whole, or with an error of our own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claimwire.errors import StorageError
from claimwire.records import (
    ENTITY_TYPES,
    KINDS,
    ROLES,
    STANCES,
    Article,
    Assertion,
    Entity,
    Link,
    Record,
    RoleNames,
    Span,
    Statement,
)
from claimwire.store import Database

TEXT = "\U0001f525 Norway’s army, Ana Brock wrote, blames Tambora for the raid."


def span(words: str, name: str | None = None, entity: int | None = None) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words, name or words, entity)


def full_record(identifier: str = "a") -> Record:
    """A record with something in every field."""
    assertion = Assertion(
        source=span("Norway’s army", "Norway", 0),
        cue=span("blames"),
        event=span("the raid", "raid on the port"),
        actor=span("Tambora", entity=1),
        stance="suspected",
        victims=(span("Norway", entity=0), span("raid.")),
        confidence=0.9123,
        reported_by=span("Ana Brock"),
    )
    return Record(
        Article(
            identifier,
            TEXT,
            title="Raid",
            url="https://news.example/1",
            publisher="Ledger",
            author="Ana Brock",
            date="2024-03-05",
            language="de",
            extra={"tags": ["port", None], "nested": {"ключ": 1.5}},
        ),
        sentences=((0, len(TEXT)),),
        entities=(
            Entity(0, "Norway", "COUNTRY", ("source", "victim"), "NO", mentions=((2, 8), (2, 8))),
            Entity(
                1, "Tambora", "PLACE", ("actor",), links=(Link("TB", "within", "Tambora Island"),)
            ),
        ),
        statements=(
            Statement(span("Ana Brock"), None, (span("Norway’s army"), span("the raid"))),
            Statement(None, span("wrote"), (span("blames Tambora"),), "mixed", 0.25),
        ),
        assertions=(assertion, replace(assertion, source=None, victims=(), reported_by=None)),
        roles=RoleNames(("Tambora",), ("Norway",), ("NO",)),
        model="claimwire-en-1",
        version="0.1.0",
    )


def rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(query).fetchall()


def test_a_record_comes_back_whole(tmp_path: Path) -> None:
    with Database(tmp_path / "a.db") as base:
        assert base.write(full_record())
        assert base.record("a") == full_record()


def test_an_empty_record_comes_back(tmp_path: Path) -> None:
    record = Record(Article("", ""))
    with Database(tmp_path / "a.db") as base:
        base.write(record)
        assert list(base.records()) == [record]


def test_records_outlive_the_connection(tmp_path: Path) -> None:
    with Database(tmp_path / "deep" / "er" / "a.db") as base:
        base.write(full_record("b"))
        base.write(full_record("a"))
    with Database(tmp_path / "deep" / "er" / "a.db", create=False) as base:
        assert base.ids() == ["a", "b"]
        assert list(base.records()) == [full_record("a"), full_record("b")]


def test_the_same_record_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path) as base:
        assert base.write(full_record())
    before = path.read_bytes()
    with Database(path) as base:
        assert not base.write(full_record())
        assert not base.write(base.record("a"))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        {"assertions": ()},
        {"statements": (), "entities": ()},
        {"model": "claimwire-en-2"},
        {"article": replace(full_record().article, title="Other")},
        {"sentences": ()},
    ],
)
def test_other_findings_replace_those_of_the_article_alone(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    other = replace(full_record(), **change)
    with Database(tmp_path / "a.db") as base:
        base.write(full_record("b"))
        base.write(full_record())
        assert base.write(other)
        assert base.record("a") == other
        assert base.record("b") == full_record("b")
        assert base.write(full_record())
        assert base.record("a") == full_record()


def test_a_failed_write_leaves_the_old_record(tmp_path: Path) -> None:
    twice = replace(full_record(), entities=full_record().entities[:1] * 2)  # one id, two entities
    with Database(tmp_path / "a.db") as base:
        base.write(full_record())
        with pytest.raises(StorageError, match=r"a\.db.*UNIQUE"):
            base.write(twice)
        assert base.record("a") == full_record()


def test_parts_go_with_their_article(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path) as base:
        base.write(full_record("a"))
        base.write(full_record("b"))
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM articles WHERE id = 'a'")
        raw.commit()
    for table in ("entities", "statements", "assertions"):
        assert rows(path, f"SELECT DISTINCT article_id FROM {table}") == [("b",)]


def test_no_part_stands_without_its_article(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path) as base:
        base.write(full_record())
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            raw.execute("UPDATE assertions SET article_id = 'nobody'")


def test_every_connection_checks_foreign_keys(tmp_path: Path) -> None:
    with Database(tmp_path / "a.db") as base, base._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_columns_can_be_queried(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path) as base:
        base.write(full_record())
    query = "SELECT source_name, event_name, actor_name, stance FROM assertions ORDER BY number"
    assert rows(path, query) == [
        ("Norway", "raid on the port", "Tambora", "suspected"),
        (None, "raid on the port", "Tambora", "suspected"),
    ]
    assert rows(path, "SELECT country FROM entities ORDER BY number") == [("NO",), (None,)]
    cut = "SELECT substr(text, actor_start + 1, actor_end - actor_start) FROM assertions"
    assert rows(path, f"{cut} JOIN articles ON id = article_id LIMIT 1") == [("Tambora",)]


def test_nul_in_a_text_comes_back(tmp_path: Path) -> None:
    text = "He\x00left \x00 Norway"
    record = Record(
        Article("a\x00b", text, extra={"\x00": "\x00"}),
        statements=(Statement(Span(8, 16, text[8:16], text[8:16]), None, ()),),
    )
    with Database(tmp_path / "a.db") as base:
        base.write(record)
        assert base.record("a\x00b") == record


def test_a_lone_surrogate_becomes_a_replacement_sign(tmp_path: Path) -> None:
    text = "\ud800He \udfff\ud83dleft"
    found = Span(4, 7, text[4:7], text[4:7])
    record = Record(
        Article("\udc80", text, title="\udc80", extra={"a": "\ud800"}),
        statements=(Statement(found, None, (found,)),),
    )
    with Database(tmp_path / "a.db") as base:
        assert base.write(record)
        assert not base.write(record)
        back = base.record("\ufffd")
    assert back.article == Article(
        "\ufffd", "\ufffdHe \ufffd\ufffdleft", title="\ufffd", extra={"a": "\ufffd"}
    )
    assert back.statements[0].source == Span(4, 7, "\ufffd\ufffdl", "\ufffd\ufffdl")


def test_an_unknown_article_is_named(tmp_path: Path) -> None:
    with (
        Database(tmp_path / "a.db") as base,
        pytest.raises(StorageError, match=r"no article 'x' in '.*a\.db'"),
    ):
        base.record("x")


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("content", [b"SQLite format 3\x00" + b"x" * 200, b"{}\n" * 300])
def test_a_file_that_is_no_database_is_refused(
    tmp_path: Path, content: bytes, create: bool
) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"a\.db' cannot be used as a database"):
        Database(path, create=create)
    assert path.read_bytes() == content


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize("columns", ["id", "headline, body"])
def test_a_database_of_someone_else_is_refused(tmp_path: Path, columns: str, create: bool) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"CREATE TABLE articles ({columns})")
    with pytest.raises(StorageError, match="no such column"):
        Database(path, create=create)
    assert rows(path, "SELECT name FROM sqlite_master") == [("articles",)]


def test_a_database_that_is_not_there_is_refused_unless_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"no database '.*a\.db'") as caught:
        Database(tmp_path / "a.db", create=False)
    assert caught.value.hint == "claimwire run ... --db makes one"
    assert not (tmp_path / "a.db").exists()


def test_a_folder_and_a_path_below_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path, tmp_path / "file" / "a.db"):
        with pytest.raises(StorageError, match="cannot be used as a database"):
            Database(path)


@pytest.mark.parametrize("name", ["what?.db", "a#b.db", "50%25.db", "a b&c=d.db", "ключ.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    with Database(tmp_path / name) as base:
        base.write(full_record())
    assert (tmp_path / name).is_file()
    with Database(tmp_path / name, create=False) as base:
        assert base.ids() == ["a"]


def test_a_table_that_is_lost_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Database(path) as base:
        base.write(full_record())
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("DROP TABLE assertions")
        with pytest.raises(StorageError, match="no such table"):
            base.write(full_record("b"))
        with pytest.raises(StorageError, match="no such table"):
            base.record("a")
        assert base.ids() == ["a"]


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)


@st.composite
def any_record(draw: st.DrawFn) -> Record:
    text = draw(TEXTS)

    def spans() -> st.SearchStrategy[Span]:
        bounds = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
        entity = st.none() | st.integers(0, 3)
        return st.builds(
            lambda b, n, e: Span(b[0], b[1], text[b[0] : b[1]], n, e), bounds, TEXTS, entity
        )

    maybe, many = st.none() | spans(), st.lists(spans(), max_size=2).map(tuple)
    sure = st.integers(0, 10_000).map(lambda n: n / 10_000)
    statement = st.builds(Statement, maybe, maybe, many, st.sampled_from(KINDS), sure)
    stance = st.sampled_from(STANCES)
    assertion = st.builds(Assertion, maybe, spans(), spans(), spans(), stance, many, sure, maybe)
    entity = st.builds(
        Entity,
        st.integers(0, 2**40),
        TEXTS,
        st.sampled_from(ENTITY_TYPES),
        st.lists(st.sampled_from(ROLES)).map(tuple),
    )
    found = draw(st.lists(entity, max_size=3, unique_by=lambda e: e.id))
    return Record(
        Article(draw(TEXTS), text, extra=draw(st.dictionaries(TEXTS, st.none() | TEXTS))),
        entities=tuple(sorted(found, key=lambda e: e.id)),
        statements=tuple(draw(st.lists(statement, max_size=3))),
        assertions=tuple(draw(st.lists(assertion, max_size=3))),
    )


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(record=any_record())
def test_any_record_comes_back(tmp_path: Path, record: Record) -> None:
    with Database(tmp_path / "a.db") as base:
        base.write(record)
        assert base.record(record.article.id) == record
        assert not base.write(record)
