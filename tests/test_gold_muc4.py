"""MUC-4: fillers of extracts and of templates to entities with their roles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claimwire.errors import GoldError
from claimwire.gold import read_gold
from claimwire.gold.muc4 import read_muc4
from claimwire.records import Entity

TEXT = "the sand front (sf) said its men burned the bridge. sf men fled; the sfx and a mayor died"
FRONT = [["sand front", 4], ["sf", 16]]
SLOTS: dict[str, list[Any]] = {
    "PerpInd": [[["men", 29]]],
    "PerpOrg": [FRONT],
    "Target": [[["the bridge", 40]]],
    "Victim": [[["a mayor", 83]]],
    "Weapon": [[["fire", 0]]],
}


def write(path: Path, **fields: Any) -> Path:
    row = {"docid": "DEV-1", "doctext": TEXT, **fields}
    path.write_text(json.dumps(row) + "\n\n" + json.dumps(row | {"docid": "DEV-2"}))
    return path


def entities(path: Path) -> tuple[Entity, ...]:
    first, second = read_muc4(path)
    assert (first.article.id, second.article.id) == ("DEV-1", "DEV-2")
    assert first.article.text == TEXT
    assert first.entities == second.entities
    return first.entities


def words(entity: Entity) -> list[str]:
    return [TEXT[a:b] for a, b in entity.mentions]


def test_fillers_become_entities_with_the_role_of_their_slot(tmp_path: Path) -> None:
    found = entities(write(tmp_path / "train.json", extracts=SLOTS))
    assert [(e.id, e.name, e.type, e.roles) for e in found] == [
        (0, "men", "PERSON", ("actor",)),
        (1, "sand front", "ORGANIZATION", ("actor",)),
        (2, "a mayor", "PERSON", ("victim",)),
        (3, "the bridge", "PLACE", ("victim",)),
    ]


def test_every_occurrence_as_whole_words_is_a_mention(tmp_path: Path) -> None:
    found = entities(write(tmp_path / "train.json", extracts=SLOTS))
    assert words(found[0]) == ["men", "men"]
    assert words(found[1]) == ["sand front", "sf", "sf"]  # and not sfx


def test_a_name_that_is_not_in_the_text_names_nothing(tmp_path: Path) -> None:
    slots = {"PerpOrg": [[["the most long-named front", 4], ["sf", 16]], [["nobody", 0]]]}
    (entity,) = entities(write(tmp_path / "train.json", extracts=slots))
    assert (entity.name, words(entity)) == ("sf", ["sf", "sf"])


def test_templates_are_read_like_extracts_each_filler_once(tmp_path: Path) -> None:
    templates = [{"incident_type": "arson", **SLOTS}, {"PerpOrg": [FRONT], "Victim": []}]
    found = entities(write(tmp_path / "train.templates.json", templates=templates))
    assert found == entities(write(tmp_path / "train.json", extracts=SLOTS))


@pytest.mark.parametrize("fields", [{"extracts": {}}, {"templates": []}, {"templates": [{}]}])
def test_a_report_without_fillers_has_no_entities(tmp_path: Path, fields: dict[str, Any]) -> None:
    assert entities(write(tmp_path / "train.json", **fields)) == ()


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ({"doctext": "a", "extracts": {}}, "docid"),
        ({"docid": "a", "extracts": {}}, "doctext"),
        ({"docid": "a", "doctext": "a"}, "extracts or templates"),
    ],
)
def test_a_missing_part_is_named_with_its_line(
    tmp_path: Path, row: dict[str, Any], missing: str
) -> None:
    path = tmp_path / "train.json"
    path.write_text("\n" + json.dumps(row))
    with pytest.raises(GoldError, match=rf"train\.json:2 has no {missing}"):
        list(read_muc4(path))


@pytest.mark.parametrize("content", [b"{", b"[]", b"7", b"\xff\xfe\xfd", b'{"docid": 1'])
def test_another_file_is_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "train.json"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=r"train\.json"):
        list(read_gold("muc4", path))


def test_a_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="IsADirectoryError"):
        list(read_gold("muc4", tmp_path))
