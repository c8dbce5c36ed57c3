"""MUC-4 (1992): reports on violence in Latin America with the fillers of each role.

One JSON object a line (the release of Du, Rush & Cardie, EACL 2021): ``docid``, ``doctext`` in
lower case, ``extracts`` or ``templates`` with mentions of each filler.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.records import Article, Bounds, Entity, EntityType, Record, Role

_ROLES: dict[str, tuple[Role, EntityType]] = {
    "PerpInd": ("actor", "PERSON"),
    "PerpOrg": ("actor", "ORGANIZATION"),
    "Victim": ("victim", "PERSON"),
    "Target": ("victim", "PLACE"),
}


def read_muc4(path: Path) -> Iterator[Record]:
    """Records (entities with role) of one file. Raises GoldError for a line without its parts."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            document = json.loads(line)
            for keys in (("docid",), ("doctext",), ("extracts", "templates")):
                if not any(key in document for key in keys):
                    raise GoldError(
                        f"{path}:{number} has no {' or '.join(keys)}", "give MUC-4's train.json"
                    )
            text = document["doctext"]
            yield Record(
                Article(document["docid"], text), entities=tuple(_entities(text, document))
            )


def _entities(text: str, document: dict[str, Any]) -> Iterator[Entity]:
    tables = document["templates"] if "templates" in document else [document["extracts"]]
    number = 0
    for slot, (role, kind) in _ROLES.items():
        seen: list[list[Bounds]] = []
        for filler in (filler for table in tables for filler in table.get(slot, [])):
            names = [mention[0] for mention in filler]
            mentions = sorted({b for name in names for b in _occurrences(text, name)})
            if mentions and mentions not in seen:
                seen.append(mentions)
                best = max((text[slice(*bounds)] for bounds in mentions), key=len)
                yield Entity(number, best, kind, (role,), mentions=tuple(mentions))
                number += 1


def _occurrences(text: str, name: str) -> Iterator[Bounds]:
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        yield match.span()
