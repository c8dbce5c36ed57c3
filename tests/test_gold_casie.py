"""CASIE: arguments of cyber events to entities with their roles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimwire.errors import GoldError
from claimwire.gold import read_gold
from claimwire.gold.casie import read_casie
from claimwire.records import Entity, Role

TEXT = "\U0001f525 Sand Viper hit Larvik Bank with the LockBox worm, Dr. Aas of Oslo found."


def argument(words: str, kind: str, role: str, shift: int = 0, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words) + shift
    return {
        "startOffset": start,
        "endOffset": start + len(words),
        "text": words,
        "type": kind,
        "role": {"type": role},
    }


def corpus(folder: Path, *arguments: dict[str, Any], number: int = 1, text: str = TEXT) -> Path:
    (folder / "annotation").mkdir(exist_ok=True)
    events = [{"argument": [a]} for a in arguments]
    document = {"content": text, "cyberevent": {"hopper": [{"events": [{}]}, {"events": events}]}}
    (folder / "annotation" / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def entities(folder: Path) -> tuple[Entity, ...]:
    (record,) = read_casie(folder)
    for entity in record.entities:
        assert [record.article.text[a:b] for a, b in entity.mentions] == [entity.name]
    return record.entities


def test_arguments_become_entities_in_order_of_the_text(tmp_path: Path) -> None:
    folder = corpus(
        tmp_path,
        argument("LockBox", "Malware", "Tool"),
        argument("Larvik Bank", "Organization", "Victim"),
        argument("Sand Viper", "Organization", "Attacker"),
        argument("Dr. Aas", "Person", "Discoverer"),
        argument("Oslo", "GPE", "Place"),
    )
    assert [(e.id, e.name, e.type, e.roles) for e in entities(folder)] == [
        (0, "Sand Viper", "ORGANIZATION", ("actor",)),
        (1, "Larvik Bank", "ORGANIZATION", ("victim",)),
        (2, "LockBox", "MALWARE", ()),
        (3, "Dr. Aas", "PERSON", ("source",)),
        (4, "Oslo", "PLACE", ()),
    ]


def test_roles_of_one_mention_are_gathered(tmp_path: Path) -> None:
    given = [argument("Dr. Aas", "Person", role) for role in ("Victim", "Discoverer", "Victim")]
    (entity,) = entities(corpus(tmp_path, *given))
    roles: tuple[Role, ...] = ("source", "victim")
    assert entity.roles == roles


def test_kinds_that_are_no_entities_are_left_out(tmp_path: Path) -> None:
    given = argument("worm", "Software", "Attacker"), argument("hit", "Time", "Time")
    assert entities(corpus(tmp_path, *given)) == ()


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_an_offset_one_off_is_put_right(tmp_path: Path, shift: int) -> None:
    (entity,) = entities(corpus(tmp_path, argument("Oslo", "GPE", "Place", shift)))
    assert entity.mentions == ((TEXT.index("Oslo"), TEXT.index("Oslo") + 4),)


def test_a_span_that_does_not_fit_its_text_is_dropped(tmp_path: Path) -> None:
    far = argument("Oslo", "GPE", "Place", 2)
    behind = argument("Oslo", "GPE", "Place") | {"startOffset": len(TEXT) + 5}
    assert entities(corpus(tmp_path, far, behind)) == ()


@pytest.mark.parametrize("text", ["Aas", "Aas.", "x"])
def test_spans_at_both_ends_of_the_text(tmp_path: Path, text: str) -> None:
    words = text.rstrip(".")
    (entity,) = entities(
        corpus(tmp_path, argument(words, "Person", "Victim", text=text), text=text)
    )
    assert entity.mentions == ((0, len(words)),)


def test_documents_come_in_order_of_their_numbers(tmp_path: Path) -> None:
    for number in (10, 9, 100):
        corpus(tmp_path, number=number)
    assert [record.article.id for record in read_casie(tmp_path)] == ["9", "10", "100"]


def test_a_document_without_events_has_no_entities(tmp_path: Path) -> None:
    corpus(tmp_path)
    (tmp_path / "annotation" / "1.json").write_text(json.dumps({"content": TEXT}))
    assert entities(tmp_path) == ()


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="has no annotation/"):
        list(read_casie(tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("2.json", "{"),
        ("2.json", "{}"),
        ("2.json", "[]"),
        ("2.json", '{"content": "a", "cyberevent": {"hopper": [{}]}}'),
        ("notes.json", "{}"),
    ],
)
def test_a_broken_document_is_an_error_of_ours(tmp_path: Path, name: str, content: str) -> None:
    corpus(tmp_path)
    (tmp_path / "annotation" / name).write_text(content)
    with pytest.raises(GoldError, match="cannot be read as casie after"):
        list(read_gold("casie", tmp_path))
