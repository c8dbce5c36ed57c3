"""Prodigy's JSON Lines: round trips, files of the tool itself, damaged files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from claimwire.errors import GoldError, StorageError
from claimwire.gold import guess_reader, read_gold
from claimwire.gold.prodigy import write_prodigy
from claimwire.records import Article, Record, Statement, span_of
from gold_records import FULL, records

TEXT = "\U0001f525 Norway blamed Tambora, she said."
STARTS = {0: 0, 2: 1, 9: 2, 16: 3, 23: 4, 25: 5, 29: 6, 33: 7}
ENDS = {1: 0, 8: 1, 15: 2, 23: 3, 24: 4, 28: 5, 33: 6, 34: 7}


def span(words: str, label: str | None, **more: Any) -> dict[str, Any]:
    """A span as ``rel.manual`` and ``spans.manual`` save it."""
    start = TEXT.index(words)
    end = start + len(words)
    tokens = {"token_start": STARTS[start], "token_end": ENDS[end]}
    return {"start": start, "end": end, **tokens, "label": label, **more}


def relation(head: dict[str, Any], child: dict[str, Any], label: str) -> dict[str, Any]:
    return {
        "head": head["token_end"],
        "child": child["token_end"],
        "head_span": head,
        "child_span": child,
        "color": "#c5bdf4",
        "label": label,
    }


def task(*spans: dict[str, Any], relations: Any = (), **more: Any) -> dict[str, Any]:
    return {
        "text": TEXT,
        "spans": list(spans),
        "relations": list(relations),
        "_input_hash": -1886856235,
        "_task_hash": 1528105396,
        "_view_id": "relations",
        "answer": "accept",
        **more,
    }


def write(folder: Path, *tasks: object) -> Path:
    path = folder / "file.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in tasks), encoding="utf-8")
    return path


def only(path: Path) -> Record:
    (record,) = read_gold("prodigy", path)
    return record


def test_a_record_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    assert write_prodigy([FULL, FULL], path) == 2
    assert list(read_gold("prodigy", path)) == [FULL, FULL]
    assert guess_reader(path) == "prodigy"


@settings(max_examples=100, deadline=None)
@given(records())
def test_any_record_comes_back_whole(record: Record) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "out.jsonl"
        write_prodigy([record], path)
        assert only(path) == record
        check_tokens(json.loads(path.read_text(encoding="utf-8")))


def check_tokens(row: dict[str, Any]) -> None:
    """Tokens give the text and spans are made of them, as the tool asks."""
    tokens, text = row["tokens"], row["text"]
    assert "".join(t["text"] + " " * t["ws"] for t in tokens) == text
    for number, token in enumerate(tokens):
        assert token["id"] == number
        assert text[token["start"] : token["end"]] == token["text"]
    for each in row["spans"]:
        assert tokens[each["token_start"]]["start"] == each["start"]
        assert tokens[each["token_end"]]["end"] == each["end"]
    for each in row["relations"]:
        assert each["head"] == each["head_span"]["token_end"]


def test_without_our_ids_the_offsets_tie_spans_and_relations(tmp_path: Path) -> None:
    write_prodigy([FULL], tmp_path / "out.jsonl")
    row = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    for each in row["relations"]:
        del each["head_id"], each["child_id"]
    for each in row["spans"]:
        del each["id"]
    found = only(write(tmp_path, row))
    assert found.statements == FULL.statements
    assert found.entities == FULL.entities
    assert found.assertions[0] == FULL.assertions[0]


def test_a_changed_label_changes_the_stance(tmp_path: Path) -> None:
    write_prodigy([FULL], tmp_path / "out.jsonl")
    line = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    (tmp_path / "new.jsonl").write_text(line.replace("Assertion-suspected", "Assertion-claimed"))
    assert only(tmp_path / "new.jsonl").assertions[0].stance == "claimed"


def test_a_file_of_the_tool(tmp_path: Path) -> None:
    norway, tambora = span("Norway", "GPE"), span("Tambora", "ORG")
    she, said = span("she", "Source"), span("said", "Cue")
    content = span("Norway blamed Tambora", "Content")
    row = task(
        norway,
        tambora,
        she,
        said,
        content,
        span("she", None),
        relations=[
            relation(said, she, "SOURCE"),
            relation(said, content, "says"),
            relation(norway, tambora, "COREF"),
            {"head": 7, "child": 4, "label": "punct"},
        ],
        meta={"source": "wire", "id": 5},
    )
    found = only(write(tmp_path, row))
    assert found.article == Article("5", TEXT, extra={"source": "wire"})
    (statement,) = found.statements
    assert statement.source
    assert statement.cue
    assert (statement.source.text, statement.cue.text) == ("she", "said")
    assert [part.text for part in statement.content] == ["Norway blamed Tambora"]
    assert [(e.name, e.mentions) for e in found.entities] == [("Tambora", ((2, 8), (16, 23)))]


def test_relations_by_token_alone(tmp_path: Path) -> None:
    she, said = span("she", "Source"), span("said", "Cue")
    (found,) = only(
        write(tmp_path, task(she, said, relations=[{"head": 6, "child": 5, "label": ""}]))
    ).statements
    assert found.source
    assert found.source.text == "she"


@pytest.mark.parametrize(
    ("label", "stance"), [("Assertion", "asserted"), ("Assertion-DENIED", "denied")]
)
def test_an_assertion_by_hand(tmp_path: Path, label: str, stance: str) -> None:
    cue, actor, event = span("blamed", label), span("Tambora", "Actor"), span("she", "Event")
    row = task(
        cue, actor, event, relations=[relation(cue, actor, ""), relation(cue, event, "Event")]
    )
    (found,) = only(write(tmp_path, row)).assertions
    assert (found.cue.text, found.actor.text, found.event.text) == ("blamed", "Tambora", "she")
    assert (found.stance, found.source) == (stance, None)


def test_only_what_was_accepted_counts(tmp_path: Path) -> None:
    rows = [task(answer=answer) for answer in ("reject", "ignore", "accept")]
    rows.append({"text": "no answer yet"})
    found = read_gold("prodigy", write(tmp_path, *rows))
    assert [record.article.id for record in found] == ["file-3", "file-4"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([], "AttributeError"),
        ({"spans": []}, "KeyError: 'text'"),
        ({"text": 5}, "the text is 5"),
        (task({"end": 3, "label": "ORG"}), "KeyError: 'start'"),
        (task({"start": 3, "end": 999, "label": "ORG"}), "3-999 in a text of"),
        (task({"start": 2, "end": 8, "text": "Sweden"}), "is 'Norway', not 'Sweden'"),
        (task({"start": 2, "end": 8, "label": "Assertion-sure"}), None),
        (task(meta=[1]), "TypeError"),
        (task(claimwire={"sentences": [[0, 999]]}), "0-999 is outside"),
        (task(span("Norway", "ORG", roles=["hero"])), "the role of '#0' is 'hero'"),
        (task(span("Norway", "ORG", confidence="x")), None),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, row: object, told: str | None) -> None:
    path = write(tmp_path, task(), row)
    if told is None and "Assertion-sure" in json.dumps(row):
        assert len(list(read_gold("prodigy", path))) == 2  # a frame without parts is left out
        return
    with pytest.raises(GoldError) as caught:
        list(read_gold("prodigy", path))
    assert "file.jsonl:2 is no task of Prodigy" in str(caught.value)
    assert (told or "the confidence of the span") in str(caught.value)


@pytest.mark.parametrize("content", ["plain\n", "[" * 100_000, '{"text": "a"\n', "\x00\n"])
def test_what_is_no_json_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match=r"file\.jsonl:1"):
        list(read_gold("prodigy", path))


def test_a_lone_surrogate_becomes_a_question_mark_in_its_place(tmp_path: Path) -> None:
    text = "he \ud83d left"
    given = Record(Article("a", text), statements=(Statement(span_of(text, 3, 9), None, ()),))
    write_prodigy([given], tmp_path / "out.jsonl")
    (found,) = only(tmp_path / "out.jsonl").statements
    assert found.source == span_of("he \ufffd left", 3, 9, "\ufffd left")


def test_records_are_read_one_by_one(tmp_path: Path) -> None:
    path = write(tmp_path, task(), "damaged")
    found = read_gold("prodigy", path)
    assert next(found).article.id == "file-1"


def test_a_file_stays_as_it_was_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    def broken() -> Iterator[Record]:
        yield FULL
        raise GoldError("damaged")

    with pytest.raises(GoldError, match="damaged"):
        write_prodigy(broken(), path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.jsonl", "old")]


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="it is a folder"):
        write_prodigy([FULL], tmp_path)
