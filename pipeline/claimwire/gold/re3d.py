"""re3d (Dstl 2017): entities and relations in texts on Syria and Iraq.

A folder holds one folder for each publisher with ``documents.json`` and ``entities.json``, one
JSON object a line (some lines empty). A publisher's own folder may be given as well.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.records import Article, Entity, EntityType, Record

_TYPES: dict[str, EntityType] = {
    "Person": "PERSON",
    "Organisation": "ORGANIZATION",
    "Nationality": "GROUP",
    "Location": "PLACE",
    "Weapon": "WEAPON",
    "MilitaryPlatform": "WEAPON",
}


def read_re3d(folder: Path) -> Iterator[Record]:
    """Records (entities with type) of the whole corpus, in order of publisher and id."""
    parts = sorted(p.parent for p in folder.rglob("documents.json"))
    if not parts:
        raise GoldError(f"{str(folder)!r} has no documents.json", "give re3d's own folder")
    for part in parts:
        entities = defaultdict(list)
        for row in _rows(part / "entities.json"):
            entities[row["documentId"]].append(row)
        for row in sorted(_rows(part / "documents.json"), key=lambda r: str(r["_id"])):
            article = Article(row["_id"], row["text"], title=row.get("title"), publisher=part.name)
            yield Record(article, entities=tuple(_entities(row["text"], entities[row["_id"]])))


def _rows(path: Path) -> list[dict[str, Any]]:
    with open(path, encoding="utf-8-sig") as file:
        return [json.loads(line) for line in file if line.strip()]


def _entities(text: str, rows: list[dict[str, Any]]) -> Iterator[Entity]:
    for number, row in enumerate(sorted(rows, key=lambda r: (r["begin"], r["end"]))):
        kind = _TYPES.get(row["type"])
        if kind and text[row["begin"] : row["end"]] == row["value"]:
            bounds = (row["begin"], row["end"])
            yield Entity(number, row["value"], kind, mentions=(bounds,), named=(bounds,))
