"""Annotations without texts: stripped, rebuilt the same, and refused on another copy."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claimwire.errors import GoldError, StorageError
from claimwire.gold import read_gold
from claimwire.gold.standoff import build, strip_texts

TITLE = "Raid on \U0001f525 port"
BODY = "Norway’s envoy blames Tambora for the raid. Norway is sure."
CASIE = f"{TITLE}\n\n{BODY}"
IDS = {
    "casie-7": CASIE,
    "polnear-dev-times_brock": f"Raid\r\n\r\n{BODY}\r\n",
    "muc-DEV-1": f"raid on port. {BODY}",
    "re3d-A1": BODY,
}


def copies(folder: Path) -> dict[str, Path]:
    """A user's own copies, each in the format of its release."""
    files = {
        "casie/source/7.txt": f"<title> {TITLE} </title><date>x</date>\n<text>\n{BODY}\n</text>",
        "polnear/dev/text/times_brock.txt": IDS["polnear-dev-times_brock"],
        "muc/train.json": json.dumps(
            {"docid": "DEV-1", "doctext": IDS["muc-DEV-1"].replace(". ", ".\n   ")}
        ),
        "muc/train.templates.json": "not read",
        "re3d/UK Gov/documents.json": json.dumps({"_id": "A1", "text": f"\n{BODY} "}) + "\n\n",
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode())
    return {name: folder / name for name in ("casie", "polnear", "muc", "re3d")}


def arc_row(identifier: str, text: str, length: int | None = None) -> dict[str, Any]:
    text = text[:length]

    def span(words: str, name: str | None = None) -> dict[str, Any]:
        start = text.index(words)
        return {
            "start": start,
            "end": start + len(words),
            "text": words,
            "name": words if name is None else name,
        }

    assertion = {
        "stance": "denied",
        "source": span("Norway’s envoy", "Norway"),
        "cue": span("blames"),
        "event": span("the raid"),
        "actor": span("Tambora"),
        "victims": [span("Norway"), span("Tambora", "raid")],
    }
    return {
        "id": identifier,
        "date": "2024-03-05",
        "publisher": "Ledger",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "length": len(text),
        "text": text,
        "sentences": [[0, 5], [5, len(text)]],
        "assertions": [assertion, assertion | {"source": None, "victims": []}],
        "roles": {"actors": ["Tambora"], "victims": ["Norway", "envoy"]},
    }


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_corpus_is_rebuilt_as_it_was(tmp_path: Path) -> None:
    rows = [arc_row(identifier, text) for identifier, text in IDS.items()]
    rows.append(arc_row("casie-7", CASIE, length=len(CASIE) - 16))
    standoff = write(tmp_path / "more.standoff.jsonl", *map(strip_texts, rows))
    built = tmp_path / "built" / "more.jsonl"
    assert build(standoff, copies(tmp_path), built) == 5
    assert read(built) == rows
    assert [record.article.id for record in read_gold("arc", built)] == [row["id"] for row in rows]


def test_no_word_of_the_text_is_left_in_the_standoff() -> None:
    row = strip_texts(arc_row("re3d-A1", BODY))
    line = json.dumps(row, ensure_ascii=False)
    assert not [word for word in BODY.replace(".", "").split() if len(word) > 4 and word in line]
    assert row["assertions"][0] == {
        "stance": "denied",
        "source": [0, 14, 0, 6],
        "cue": [15, 21],
        "event": [34, 42],
        "actor": [22, 29],
        "victims": [[0, 6], [22, 29, 38, 42]],
    }
    assert row["assertions"][1]["source"] is None
    assert row["roles"] == {"actors": [[22, 29]], "victims": [[0, 6], [9, 14]]}


@pytest.mark.parametrize("name", [None, ""])
def test_a_span_without_a_name_is_called_by_its_words(name: str | None) -> None:
    row = arc_row("re3d-A1", BODY)
    actor = row["assertions"][0]["actor"]
    actor["name"] = name
    del row["assertions"][0]["cue"]["name"]
    stripped = strip_texts(row)["assertions"][0]
    assert (stripped["actor"], stripped["cue"]) == ([22, 29], [15, 21])


def test_a_name_is_found_as_a_word_first() -> None:
    row = arc_row("re3d-A1", BODY) | {"text": "Norwayan Norway sure(ly) surely", "assertions": []}
    row["roles"] = {"actors": ["Norway", "sure(ly)", "truly"], "victims": []}
    with pytest.raises(GoldError, match="re3d-A1: the name 'truly' is not in its text"):
        strip_texts(row)
    row["roles"] = {"actors": ["Norway", "sure(ly)", "urely"], "victims": []}
    assert strip_texts(row)["roles"]["actors"] == [[9, 15], [16, 24], [26, 31]]


@pytest.mark.parametrize("identifier", list(IDS))
def test_another_copy_is_refused_and_nothing_written(tmp_path: Path, identifier: str) -> None:
    texts = copies(tmp_path)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"Tambora", b"Gambora"))
    good = {"id": "x", "sha256": "", "length": 0}
    standoff = write(tmp_path / "s.jsonl", strip_texts(arc_row(identifier, IDS[identifier])), good)
    with pytest.raises(GoldError, match=f"your copy of '{identifier}' is not the text"):
        build(standoff, texts, tmp_path / "built.jsonl")
    assert not (tmp_path / "built.jsonl").exists()


def test_a_corpus_that_is_not_given_is_asked_for(tmp_path: Path) -> None:
    standoff = write(tmp_path / "s.jsonl", strip_texts(arc_row("muc-DEV-1", IDS["muc-DEV-1"])))
    with pytest.raises(GoldError, match="'muc-DEV-1' needs the corpus 'muc'") as caught:
        build(standoff, {"casie": tmp_path}, tmp_path / "built.jsonl")
    assert caught.value.hint == "give --muc4"


@pytest.mark.parametrize("identifier", list(IDS))
def test_a_copy_that_lacks_the_text_is_named(tmp_path: Path, identifier: str) -> None:
    standoff = write(tmp_path / "s.jsonl", strip_texts(arc_row(identifier, IDS[identifier])))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(GoldError, match=f"no text of '{identifier}' in '.*empty'"):
        build(standoff, {identifier.partition("-")[0]: empty}, tmp_path / "built.jsonl")


@pytest.mark.parametrize(
    ("identifier", "name"),
    [
        ("casie-7", "casie/source/7.txt"),
        ("muc-DEV-1", "muc/train.json"),
        ("re3d-A1", "re3d/UK Gov/documents.json"),
        ("polnear-dev-times_brock", "polnear/dev/text/times_brock.txt"),
    ],
)
def test_a_damaged_copy_is_an_error_of_ours(tmp_path: Path, identifier: str, name: str) -> None:
    texts = copies(tmp_path)
    (tmp_path / name).write_bytes(b"{\xff")
    standoff = write(tmp_path / "s.jsonl", strip_texts(arc_row(identifier, IDS[identifier])))
    with pytest.raises(GoldError, match=f"no text of '{identifier}'"):
        build(standoff, texts, tmp_path / "built.jsonl")


@pytest.mark.parametrize("content", ["{", "[]", '{"id": 1}', "7", '{"id": "re3d-A1"}'])
def test_a_file_that_is_no_standoff_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "s.jsonl").write_text(content)
    with pytest.raises(GoldError, match=r"s\.jsonl' holds no standoff rows"):
        build(tmp_path / "s.jsonl", copies(tmp_path), tmp_path / "built.jsonl")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"gone\.jsonl"):
        build(tmp_path / "gone.jsonl", {}, tmp_path / "built.jsonl")


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    standoff = write(tmp_path / "s.jsonl", strip_texts(arc_row("re3d-A1", BODY)))
    with pytest.raises(StorageError, match="cannot write"):
        build(standoff, copies(tmp_path), standoff / "built.jsonl")


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(data=st.data())
def test_any_spans_survive(tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("ab ’.\n\U0001f525\u0301"), min_size=1)).strip() or "a"

    def bounds() -> tuple[int, int]:
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        return start, end

    def span() -> dict[str, Any]:
        start, end = bounds()
        name = text[slice(*bounds())] or text[start:end]
        return {"start": start, "end": end, "text": text[start:end], "name": name}

    row = arc_row("re3d-A1", BODY) | {"text": text, "length": len(text), "sentences": []}
    row["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    row["assertions"] = [
        {"stance": "claimed", "source": None, "victims": [span(), span()]}
        | {part: span() for part in ("cue", "event", "actor")}
    ]
    row["roles"] = {"actors": [text[slice(*bounds())]], "victims": []}
    (tmp_path / "documents.json").write_text(json.dumps({"_id": "A1", "text": text}))
    standoff = write(tmp_path / "s.jsonl", strip_texts(row))
    build(standoff, {"re3d": tmp_path}, tmp_path / "built.jsonl")
    assert read(tmp_path / "built.jsonl") == [row]
