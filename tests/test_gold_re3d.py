"""re3d: documents and entities of several publishers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimwire.errors import GoldError
from claimwire.gold import read_gold
from claimwire.gold.re3d import read_re3d

TEXT = "\U0001f525 Tamboran T-9 tanks shelled Larvik, Ana Brock of the Sand Office said on Monday."


def entity(words: str, kind: str, document: str = "D1", **changes: Any) -> dict[str, Any]:
    begin = TEXT.index(words)
    row = {"begin": begin, "end": begin + len(words), "type": kind, "value": words}
    return row | {"_id": f"{document}-{begin}", "documentId": document} | changes


def publisher(
    folder: Path, *entities: dict[str, Any], documents: tuple[str, ...] = ("D1",)
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"_id": d, "text": TEXT, "title": f"Title of {d}"} for d in documents]
    for name, content in (("documents", rows), ("entities", list(entities))):
        lines = "\n\n".join(json.dumps(row) for row in content)
        (folder / f"{name}.json").write_text("\ufeff" + lines + "\n", encoding="utf-8")
    return folder


def test_entities_come_in_order_of_the_text_with_our_types(tmp_path: Path) -> None:
    publisher(
        tmp_path / "UK Gov",
        entity("Sand Office", "Organisation"),
        entity("Ana Brock", "Person"),
        entity("T-9 tanks", "MilitaryPlatform"),
        entity("T-9", "Weapon"),
        entity("Larvik", "Location"),
        entity("Tamboran", "Nationality"),
    )
    (record,) = read_re3d(tmp_path)
    assert [(e.name, e.type) for e in record.entities] == [
        ("Tamboran", "GROUP"),
        ("T-9", "WEAPON"),
        ("T-9 tanks", "WEAPON"),
        ("Larvik", "PLACE"),
        ("Ana Brock", "PERSON"),
        ("Sand Office", "ORGANIZATION"),
    ]
    for e in record.entities:
        assert [TEXT[a:b] for a, b in e.mentions] == [e.name]
        assert e.named == e.mentions
    article = record.article
    assert (article.id, article.text) == ("D1", TEXT)
    assert (article.title, article.publisher) == ("Title of D1", "UK Gov")


def test_other_types_and_spans_that_do_not_fit_are_left_out(tmp_path: Path) -> None:
    publisher(
        tmp_path / "BBC",
        entity("Monday", "Temporal"),
        entity("Larvik", "Location", begin=3),
        entity("Larvik", "Location", end=4000),
        entity("Ana Brock", "Person", value="Anna Brock"),
        entity("Ana Brock", "Person", document="D9"),
    )
    (record,) = read_re3d(tmp_path)
    assert record.entities == ()


def test_documents_come_by_publisher_and_id(tmp_path: Path) -> None:
    publisher(tmp_path / "B", documents=("2", "1"))
    publisher(tmp_path / "A" / "deep", documents=("3",))
    assert [(r.article.publisher, r.article.id) for r in read_re3d(tmp_path)] == [
        ("deep", "3"),
        ("B", "1"),
        ("B", "2"),
    ]


def test_one_publishers_folder_may_be_given(tmp_path: Path) -> None:
    folder = publisher(tmp_path / "B", entity("Larvik", "Location"))
    (record,) = read_re3d(folder)
    assert [e.name for e in record.entities] == ["Larvik"]


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"has no documents\.json"):
        list(read_re3d(tmp_path))


@pytest.mark.parametrize("broken", ["{", "[]", '{"begin": 1}', "\x00"])
@pytest.mark.parametrize("name", ["documents.json", "entities.json"])
def test_a_broken_file_is_an_error_of_ours(tmp_path: Path, name: str, broken: str) -> None:
    (publisher(tmp_path) / name).write_text(broken)
    with pytest.raises(GoldError, match="cannot be read as re3d after its beginning"):
        list(read_gold("re3d", tmp_path))


def test_a_lost_file_of_entities_is_an_error_of_ours(tmp_path: Path) -> None:
    (publisher(tmp_path) / "entities.json").unlink()
    with pytest.raises(GoldError, match=r"FileNotFoundError.*entities\.json"):
        list(read_gold("re3d", tmp_path))
