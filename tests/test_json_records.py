"""Records to JSON and back, and the published JSON Schema of the format."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from claimwire.cli import app
from claimwire.errors import GoldError
from claimwire.json_records import ARTICLE_KEYS, from_json, read_records, to_json, to_line
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

T = TypeVar("T")
SCHEMA_TEXT = (files("claimwire") / "record.schema.json").read_text(encoding="utf-8")
VALIDATOR = Draft202012Validator(json.loads(SCHEMA_TEXT))
TEXT = "Norway blames Tambora for the raid, said Ann Lund."
NORWAY = Span(0, 6, "Norway", "Norway", 0)
TAMBORA = Span(14, 21, "Tambora", "Republic of Tambora", 1)
RAID = Span(26, 34, "the raid", "the raid", 2)
BLAMES = Span(7, 13, "blames", "blames")
SAID = Span(36, 40, "said", "said")
BLAMED = Span(0, 34, TEXT[:34], "Norway blames Tambora for the raid")
BY_NAME = Link("NO", "name", "Norway")
LUND = Span(41, 49, "Ann Lund", "Ann Lund", 3)

FULL = Record(
    article=Article(
        id="norway-1",
        text=TEXT,
        title="Raid",
        url="https://example.org/raid",
        publisher="The Example",
        author="B. Writer",
        date="2024-05-01",
        extra={"tags": ["x", None], "score": 0.5},
    ),
    sentences=((0, 50),),
    entities=(
        Entity(
            0, "Norway", "COUNTRY", ("source",), "NO", (Link("NO", "name", "Norway"),), ((0, 6),)
        ),
        Entity(3, "Ann Lund", "PERSON", ("source", "victim"), None, (), ((41, 49),)),
    ),
    statements=(
        Statement(LUND, SAID, (BLAMED,), "indirect", 0.75),
        Statement(None, None, (), "mixed", 0.0),
    ),
    assertions=(
        Assertion(NORWAY, BLAMES, RAID, TAMBORA, "suspected", (LUND,), 0.9123, LUND),
        Assertion(None, BLAMES, RAID, TAMBORA),
    ),
    roles=RoleNames(("Republic of Tambora",), ("Ann Lund",), ("NO",)),
    model="tiny",
    version="0.1.0",
)


def some(items: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Up to two items."""
    return st.lists(items, max_size=2).map(tuple)


@st.composite
def made_records(draw: st.DrawFn) -> Record:
    """Any records that hold together: spans in the text, names where they are written."""
    text = draw(st.text(alphabet='ab .\n\r\x00"“🐻𝔸é\u2028\u0301', min_size=1, max_size=30))
    ends = st.integers(0, len(text))
    bounds = st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair)))
    word = st.text(max_size=5).filter(lambda s: s.isprintable())
    sure = st.integers(0, 10_000).map(lambda n: n / 10_000)

    def span_from(at: tuple[int, int]) -> st.SearchStrategy[Span]:
        words = text[slice(*at)]
        names = st.just(words) if not words else st.text(min_size=1, max_size=5)
        entity = st.none() | st.integers(0, 99)
        return st.builds(Span, st.just(at[0]), st.just(at[1]), st.just(words), names, entity)

    spans = bounds.flatmap(span_from)
    some_spans, some_bounds = some(spans), some(bounds)
    roles = st.sets(st.sampled_from(ROLES)).map(lambda found: tuple(sorted(found)))
    codes = st.sampled_from(["NO", "GB", "XK"])
    links = st.builds(Link, codes, st.sampled_from(["name", "within", "capital"]), word)
    entities = st.builds(
        Entity, st.integers(0, 99), word, st.sampled_from(ENTITY_TYPES), roles, st.none() | codes,
        some(links), some_bounds,
    )  # fmt: skip
    maybe = st.none() | spans
    statements = st.builds(Statement, maybe, maybe, some_spans, st.sampled_from(KINDS), sure)
    assertions = st.builds(
        Assertion, maybe, spans, spans, spans, st.sampled_from(STANCES), some_spans, sure, maybe
    )
    strings = some(word)
    extra = st.dictionaries(word, st.none() | st.booleans() | word | st.integers(), max_size=2)
    return Record(
        Article(draw(word), text, *(draw(st.none() | word) for _ in range(5)), "en", draw(extra)),
        draw(some_bounds),
        *(draw(some(part)) for part in (entities, statements, assertions)),
        RoleNames(draw(strings), draw(strings), draw(some(codes))),
        draw(st.none() | word),
        draw(st.none() | word),
    )


@settings(max_examples=60, deadline=None)
@given(made_records())
def test_every_record_comes_back_and_fits_the_schema(record: Record) -> None:
    line = to_line(record)
    assert "\n" not in line
    data = json.loads(line)
    VALIDATOR.validate(data)
    assert from_json(data) == record


def test_a_full_record_comes_back() -> None:
    assert from_json(json.loads(to_line(FULL))) == FULL


def test_keys_stand_in_the_order_of_the_format() -> None:
    assert list(to_json(FULL)) == [
        *ARTICLE_KEYS, "extra", "sentences", "entities", "statements", "assertions", "roles",
        "model", "version",
    ]  # fmt: skip
    assert list(to_json(FULL)["assertions"][0]) == [
        "source", "cue", "event", "actor", "victims", "stance", "confidence", "reported_by",
    ]  # fmt: skip


def test_an_assertion_in_json() -> None:
    found = to_json(FULL)["assertions"][0]
    assert found["actor"] == {
        "start": 14, "end": 21, "text": "Tambora", "name": "Republic of Tambora", "entity": 1,
    }  # fmt: skip
    assert (found["stance"], found["confidence"]) == ("suspected", 0.9123)
    assert found["victims"] == [found["reported_by"]]
    assert to_json(FULL)["assertions"][1]["source"] is None


def test_a_span_without_a_name_is_written_with_its_words() -> None:
    record = replace(FULL, assertions=(Assertion(None, Span(7, 13, "blames"), RAID, TAMBORA),))
    assert to_json(record)["assertions"][0]["cue"]["name"] == "blames"


def test_confidence_is_rounded_to_four_places() -> None:
    record = replace(FULL, statements=(Statement(None, None, (), "direct", 0.123456),))
    assert to_json(record)["statements"][0]["confidence"] == 0.1235


def test_no_extra_fields_no_key() -> None:
    assert "extra" not in to_json(Record(Article("a", "b")))


def test_letters_are_written_as_they_are() -> None:
    assert "“Ä🐻”" in to_line(Record(Article("a", "“Ä🐻”")))


def test_gold_with_few_parts_is_read() -> None:
    assert from_json({"id": "a", "text": "b"}) == Record(Article("a", "b"))
    nulls = dict.fromkeys(("title", "language", "sentences", "entities", "roles", "extra"))
    assert from_json({"id": "a", "text": "b"} | nulls) == Record(Article("a", "b"))


def test_a_number_as_id_becomes_a_string() -> None:
    assert from_json({"id": 7, "text": "b"}).article.id == "7"


def broken(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The full record's JSON with one value changed."""
    data: dict[str, Any] = copy.deepcopy(to_json(FULL))
    part: Any = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("id",), None, "the id is None, not a string"),
        (("text",), None, "the text is None, not a string"),
        (("text",), ["a"], "the text is ['a'], not a string"),
        (("sentences",), [[0]], "not enough values"),
        (("sentences",), [[0, 51]], "0-51 is outside a text of 50 characters"),
        (("sentences",), [[5, 3]], "5-3 is outside"),
        (("sentences",), 5, "not iterable"),
        (("entities", 0, "mentions"), [[-1, 4]], "-1-4 is outside"),
        (("entities", 0, "type"), "THING", "'THING' is none of PERSON, ORGANIZATION"),
        (("entities", 0, "roles"), ["hero"], "'hero' is none of source, actor, victim"),
        (("statements", 0, "kind"), "oral", "'oral' is none of direct, indirect, mixed"),
        (("assertions", 0, "stance"), "Asserted", "'Asserted' is none of asserted, suspected"),
        (("assertions", 0, "actor"), "Tambora", "string indices"),
        (("assertions", 0, "actor", "text"), "Norway", "at 14-21 is 'Tambora', not 'Norway'"),
        (("assertions", 0, "actor", "end"), 22, "at 14-22 is 'Tambora ', not 'Tambora'"),
        (("assertions", 0, "reported_by", "start"), -9, "at -9-49"),
        (("statements", 0, "source", "end"), 999, "at 41-999 is 'Ann Lund.'"),
        (("roles",), ["x"], "a JSON list, not an object"),
        (("extra",), "x", "a JSON str, not an object"),
    ],
)  # fmt: skip
def test_a_broken_row_is_refused(
    path: tuple[Any, ...], value: Any, message: str, tmp_path: Path
) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)) as problem:
        from_json(broken(path, value))
    assert message in str(problem.value)
    file = tmp_path / "x.jsonl"
    file.write_text(to_line(FULL) + "\n" + json.dumps(broken(path, value)) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"x\.jsonl:2 is no record"):
        list(read_records(file))


@pytest.mark.parametrize(
    "line", [b"null", b"5", b'"x"', b"[]", b"{}", b"{", b"\xff\xfe", b"[" * 9999]
)
def test_a_line_that_is_no_record_is_named(line: bytes, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"\n" + line + b"\n")
    with pytest.raises(GoldError, match=r"x\.jsonl:2 is no record"):
        list(read_records(file))


def test_records_before_a_broken_line_are_read(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(to_line(FULL) + "\n{}\n", encoding="utf-8")
    found = read_records(file)
    assert next(found) == FULL
    with pytest.raises(GoldError):
        next(found)


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot read") as problem:
        list(read_records(tmp_path / name))
    assert str(tmp_path) in str(problem.value)


def test_line_ends_blank_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    odd = Record(Article("b", "line\u2028end \x85 \r\n“x”"))
    content = f"\ufeff{to_line(FULL)}\r\n\r\n \n{to_line(odd)}"
    file.write_bytes(content.encode())
    assert list(read_records(file)) == [FULL, odd]


def test_an_empty_file_holds_no_records(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"")
    assert list(read_records(file)) == []


def objects(schema: Any) -> list[dict[str, Any]]:
    """All parts of a schema that describe objects."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "properties" in schema and isinstance(schema.get("type"), str) else []
    return own + [found for part in schema.values() for found in objects(part)]


def test_the_schema_is_valid_and_closed() -> None:
    schema = json.loads(SCHEMA_TEXT)
    Draft202012Validator.check_schema(schema)
    found = objects(schema)
    assert len(found) == 7
    assert all(part["additionalProperties"] is False for part in found)
    optional = [set(part["properties"]) - set(part["required"]) for part in found]
    assert sorted(optional, key=len)[-1] == {"extra"}
    assert sum(map(len, optional)) == 1


def test_the_schema_knows_the_labels_of_the_records() -> None:
    parts = json.loads(SCHEMA_TEXT)["$defs"]
    assert parts["assertion"]["properties"]["stance"]["enum"] == list(STANCES)
    assert parts["statement"]["properties"]["kind"]["enum"] == list(KINDS)
    assert parts["entity"]["properties"]["type"]["enum"] == list(ENTITY_TYPES)
    assert parts["entity"]["properties"]["roles"]["items"]["enum"] == list(ROLES)


def test_a_full_and_an_empty_record_fit_the_schema() -> None:
    for record in (FULL, Record(Article("", ""))):
        assert list(VALIDATOR.iter_errors(to_json(record))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("surprise",), 1),
        (("id",), 5),
        (("text",), None),
        (("date",), 2024),
        (("extra",), None),
        (("sentences", 0), [0, 1, 2]),
        (("sentences", 0), [0]),
        (("sentences", 0), [-1, 3]),
        (("sentences", 0), [0.5, 3]),
        (("entities", 0, "country"), "NOR"),
        (("entities", 0, "type"), "country"),
        (("entities", 0, "roles"), ["source", "source"]),
        (("entities", 0, "links", 0, "via"), "guess"),
        (("entities", 0, "links", 0, "score"), 1),
        (("statements", 0, "kind"), "oral"),
        (("statements", 0, "confidence"), 1.5),
        (("statements", 0, "content"), None),
        (("statements", 0, "content", 0, "kind"), "x"),
        (("assertions", 0, "stance"), None),
        (("assertions", 0, "event"), None),
        (("assertions", 0, "actor", "name"), None),
        (("assertions", 0, "actor", "entity"), -1),
        (("assertions", 0, "victims"), [None]),
        (("assertions", 0, "confidence"), "high"),
        (("roles", "countries"), ["no"]),
        (("roles", "sources"), []),
        (("version",), 1),
    ],
)
def test_a_broken_record_does_not_fit_the_schema(path: tuple[Any, ...], value: Any) -> None:
    assert not VALIDATOR.is_valid(broken(path, value))


def lacks(key: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda part: {k: v for k, v in part.items() if k != key}


@pytest.mark.parametrize("key", [k for k in to_json(FULL) if k != "extra"])
def test_no_key_may_be_missing(key: str) -> None:
    assert not VALIDATOR.is_valid(lacks(key)(to_json(FULL)))


@pytest.mark.parametrize("part", ["entities", "statements", "assertions"])
def test_no_key_of_a_part_may_be_missing(part: str) -> None:
    for key in to_json(FULL)[part][0]:
        data = to_json(FULL)
        data[part][0] = lacks(key)(data[part][0])
        assert not VALIDATOR.is_valid(data), key


def test_the_command_prints_the_schema() -> None:
    answer = CliRunner().invoke(app, ["schema"])
    assert answer.exit_code == 0
    assert answer.stdout == SCHEMA_TEXT


def test_a_line_holds_a_replacement_sign_for_each_lone_surrogate() -> None:
    line = to_line(
        Record(Article("a", "he \ud83d left", title="\udfff\U0001f525", extra={"\ud800": 1}))
    )
    assert line.encode().decode() == line
    row = json.loads(line)
    assert (row["text"], row["title"]) == ("he \ufffd left", "\ufffd\U0001f525")
    assert row["extra"] == {"\ufffd": 1}


def test_what_is_named_is_not_kept_in_records() -> None:
    plain = Record(
        Article("a", "Norway"), entities=(Entity(0, "Norway", "COUNTRY", mentions=((0, 6),)),)
    )
    told = replace(plain, entities=(replace(plain.entities[0], named=((0, 6),)),))
    assert to_json(told) == to_json(plain)
