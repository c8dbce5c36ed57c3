"""Label Studio's JSON: round trips, exports of the tool itself, damaged files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from claimwire.errors import GoldError, StorageError
from claimwire.gold import guess_reader, read_gold
from claimwire.gold.label_studio import LABELING_CONFIG, write_label_studio
from claimwire.records import Article, Record, Statement, span_of
from gold_records import FULL, records

TEXT = "\U0001f525 Norway\r\nblamed Tambora, Lund said."


def region(key: str, words: str, *labels: str, utf16: bool = False, **more: Any) -> dict[str, Any]:
    """A region as the tool exports it; utf16: with the offsets of its older versions."""
    start = TEXT.index(words)
    shift = sum(ord(c) > 0xFFFF for c in TEXT[:start]) if utf16 else 0
    value = {"start": start + shift, "end": start + shift + len(words), "text": words}
    return {
        "value": {**value, "labels": list(labels)},
        "id": key,
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "origin": "manual",
        **more,
    }


def relation(head: str, child: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    ends = {"from_id": head, "to_id": child, "direction": direction}
    return {"type": "relation", **ends, **({"labels": list(labels)} if labels else {})}


def choice(key: str, *choices: str) -> dict[str, Any]:
    value = {"start": 0, "end": 1, "text": "x", "choices": list(choices)}
    return {"id": key, "from_name": "any", "to_name": "text", "type": "choices", "value": value}


def wrong(start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"value": {"start": start, "end": end, "labels": ["Cue"], **more}}


def task(*results: dict[str, Any], **data: Any) -> dict[str, Any]:
    return {
        "id": 12,
        "annotations": [
            {"id": 1, "completed_by": 1, "was_cancelled": False, "result": list(results)}
        ],
        "file_upload": "x.json",
        "drafts": [],
        "predictions": [],
        "data": {"text": TEXT, **data},
        "meta": {},
        "project": 3,
    }


def write(folder: Path, *tasks: object) -> Path:
    path = folder / "export.json"
    path.write_text(json.dumps(list(tasks), indent=1), encoding="utf-8")
    return path


def only(path: Path) -> Record:
    (record,) = read_gold("label-studio", path)
    return record


def test_a_record_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert write_label_studio([FULL, replace(FULL, model=None)], path) == 2
    assert list(read_gold("label-studio", path)) == [FULL, replace(FULL, model=None)]
    assert guess_reader(path) == "label-studio"


@settings(max_examples=100, deadline=None)
@given(records())
def test_any_record_comes_back_whole(record: Record) -> None:
    with TemporaryDirectory() as folder:
        write_label_studio([record], Path(folder) / "out.json")
        assert only(Path(folder) / "out.json") == record


def test_what_is_written_is_what_the_tool_imports(tmp_path: Path) -> None:
    write_label_studio([FULL, replace(FULL, model=None)], tmp_path / "out.json")
    found, gold = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (found["annotations"], gold["predictions"]) == ([], [])
    assert found["predictions"][0]["model_version"] == "claimwire-en-1"
    assert found["data"]["title"] == "Shells"
    results = gold["annotations"][0]["result"]
    ids = {r["id"] for r in results if r["type"] == "labels"}
    for result in results:
        if result["type"] == "relation":
            assert {result["from_id"], result["to_id"]} <= ids
        else:
            value = result["value"]
            assert FULL.article.text[value["start"] : value["end"]] == value["text"]
    shown = [result.get("meta", {}).get("text") for result in results]
    assert ["name: Azerbaijan"] in shown


def test_the_labeling_interface_has_every_label_and_choice(tmp_path: Path) -> None:
    config = ElementTree.fromstring(LABELING_CONFIG)
    write_label_studio([replace(FULL, model=None)], tmp_path / "out.json")
    ((written,),) = (json.loads((tmp_path / "out.json").read_text(encoding="utf-8")),)
    for result in written["annotations"][0]["result"]:
        kind = {"labels": "Label", "choices": "Choice", "relation": "Relation"}[result["type"]]
        known = {tag.get("value") for tag in config.iter(kind)}
        assert set(result.get("labels") or result["value"][result["type"]]) <= known


@pytest.mark.parametrize("utf16", [False, True])
def test_an_export_of_the_tool(tmp_path: Path, utf16: bool) -> None:
    path = write(
        tmp_path,
        task(
            region("a", "Norway", "GPE", utf16=utf16, meta={"text": ["a note", "name: NO"]}),
            region("b", "blamed", "Assertion", utf16=utf16),
            region("c", "Tambora", "ORG", "Actor", utf16=utf16),
            choice("b", "denied"),
            choice("a", "source", "actor"),
            relation("b", "a", "Source"),
            relation("b", "c/2", "Actor"),
            relation("b", "b", "Event"),
            region("d", "Lund", "Source", utf16=utf16),
            region("e", "said", "Cue", utf16=utf16),
            region("f", "Norway\r\nblamed Tambora", "Content", utf16=utf16),
            relation("e", "d"),
            relation("f", "e", direction="left"),
            {"id": "z", "type": "textarea", "value": {"text": ["x"]}, "from_name": "t"},
        ),
    )
    found = only(path)
    assert (found.article.id, found.article.text) == ("12", TEXT)
    (statement,) = found.statements
    assert statement.source
    assert statement.cue
    assert (statement.source.text, statement.cue.text) == ("Lund", "said")
    assert [span.text for span in statement.content] == ["Norway\r\nblamed Tambora"]
    (assertion,) = found.assertions
    assert (assertion.stance, assertion.actor.text) == ("denied", "Tambora")
    assert assertion.source == span_of(TEXT, 2, 8, "NO")
    kinds = [(e.name, e.type, e.roles) for e in found.entities]
    assert kinds == [("NO", "PLACE", ("source", "actor")), ("Tambora", "ORGANIZATION", ())]


def test_mentions_that_are_the_same_are_one_entity(tmp_path: Path) -> None:
    results = (
        region("a", "Norway", "ORG"),
        region("b", "Tambora", "ORG"),
        relation("b", "a", "same"),
    )
    (entity,) = only(write(tmp_path, task(*results))).entities
    assert entity.name == "Tambora"


@pytest.mark.parametrize(
    ("annotations", "source"),
    [
        ([("Norway", {}), ("Lund", {})], "Norway"),
        ([("Norway", {"was_cancelled": True}), ("Lund", {})], "Lund"),
        ([("Norway", {}), ("Lund", {"ground_truth": True})], "Lund"),
        ([], "Tambora"),
    ],
)
def test_which_annotation_counts(
    tmp_path: Path, annotations: list[tuple[str, dict[str, Any]]], source: str
) -> None:
    def result(words: str) -> list[dict[str, Any]]:
        return [
            region("a", words, "Source"),
            region("b", "said", "Cue"),
            relation("b", "a"),
        ]

    given = [{"result": result(words), **more} for words, more in annotations]
    row = task() | {"annotations": given, "predictions": [{"result": result("Tambora")}]}
    (statement,) = only(write(tmp_path, row)).statements
    assert statement.source
    assert statement.source.text == source


def test_further_data_is_kept(tmp_path: Path) -> None:
    row = task(id="mine", title="T", url="https://example.org", desk="world")
    assert only(write(tmp_path, row)).article == Article(
        "mine", TEXT, title="T", url="https://example.org", extra={"desk": "world"}
    )


def test_a_task_without_annotation_is_an_article(tmp_path: Path) -> None:
    assert only(write(tmp_path, {"data": {"text": "x"}})) == Record(Article("1", "x"))


def test_written_out_line_ends_in_the_words_do_not_matter(tmp_path: Path) -> None:
    given = region("a", "Norway\r\nblamed", "ORG")
    given["value"]["text"] = "Norway\\nblamed"
    assert only(write(tmp_path, task(given))).entities[0].mentions == ((2, 16),)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (1, "TypeError"),
        ({}, "KeyError: 'data'"),
        ({"data": {}}, "its data has no text"),
        ({"data": {"text": 5}}, "its data has no text"),
        (task({"id": "a"}), "KeyError: 'type'"),
        (task(relation("a", "b")), "the region 'a', which is not there"),
        (task(region("a", "Lund", "Cue") | wrong(1, 99)), "1-99 in a text of"),
        (
            task(region("a", "Lund", "Cue") | wrong(1, 3, text="Lund")),
            "the text at 1-3 is ' N', not 'Lund'",
        ),
        (task(claimwire={"sentences": [[0, 999]]}), "0-999 is outside"),
        (
            task(region("a", "Lund", "ORG", meta={"claimwire": {"entity": "x"}})),
            "the entity of the span 'a'",
        ),
    ],
)
def test_a_damaged_task_is_named(tmp_path: Path, row: object, told: str) -> None:
    with pytest.raises(GoldError) as caught:
        list(read_gold("label-studio", write(tmp_path, task(), row)))
    assert "task 2 of " in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("content", ["", "{}", '{"data": 1}', "[1", "[" * 100_000])
def test_what_is_no_export_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "export.json"
    path.write_text(content)
    with pytest.raises(GoldError, match=r"export\.json"):
        list(read_gold("label-studio", path))


def test_a_lone_surrogate_becomes_a_question_mark_in_its_place(tmp_path: Path) -> None:
    text = "he \ud83d left"
    given = Record(Article("a", text), statements=(Statement(span_of(text, 3, 9), None, ()),))
    write_label_studio([given], tmp_path / "out.json")
    (found,) = only(tmp_path / "out.json").statements
    assert found.source == span_of("he \ufffd left", 3, 9, "\ufffd left")


def test_no_records_are_an_empty_list(tmp_path: Path) -> None:
    assert write_label_studio([], tmp_path / "out.json") == 0
    assert list(read_gold("label-studio", tmp_path / "out.json")) == []


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="it is a folder"):
        write_label_studio([FULL], tmp_path)
