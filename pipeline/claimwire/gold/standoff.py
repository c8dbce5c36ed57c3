"""Our annotations without others' texts (standoff) and their rebuilding from a user's copies.

A standoff row is an ARC row without ``text``: ids, offsets, ``length`` and ``sha256`` of the text
it was made on. Spans hold bounds only, names are bounds too, so no word of the article is in it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError, StorageError

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_BODY = re.compile(r"<text>(.*?)(?:</text>|$)", re.DOTALL)


def build(standoff: Path, copies: Mapping[str, Path], output: Path) -> int:
    """Write the rows with their texts to ``output``; returns how many.

    copies: corpus -> the user's folder (casie, polnear, re3d) or folder of files (muc).
    Raises GoldError when a copy is missing or a text is not the one that was annotated (nothing is
    written then), StorageError when ``output`` cannot be written.
    """
    texts = _Texts(copies)
    try:
        rows = [_with_text(row, texts) for row in _rows(standoff)]
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        reason = f"{type(problem).__name__}: {problem}"
        raise GoldError(f"{str(standoff)!r} holds no standoff rows: {reason}") from problem
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with open(output, "w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as problem:
        raise StorageError(f"cannot write {str(output)!r}: {problem.strerror}") from problem
    return len(rows)


def strip_texts(row: Mapping[str, Any]) -> dict[str, Any]:
    """The standoff row of an ARC row. Raises GoldError for a name that its text does not hold."""
    text: str = row["text"]

    def span(data: Mapping[str, Any] | None) -> list[int] | None:
        if data is None:
            return None
        name = data.get("name") or data["text"]
        if name == data["text"]:
            return [data["start"], data["end"]]
        return [data["start"], data["end"], *_find(text, name, row["id"])]

    return {
        "id": row["id"],
        "date": row.get("date", ""),
        "publisher": row.get("publisher", ""),
        "sha256": row["sha256"],
        "length": row["length"],
        "sentences": row["sentences"],
        "assertions": [
            {
                "stance": a["stance"],
                **{part: span(a[part]) for part in ("source", "cue", "event", "actor")},
                "victims": [span(v) for v in a["victims"]],
            }
            for a in row["assertions"]
        ],
        "roles": {
            role: [_find(text, name, row["id"]) for name in names]
            for role, names in row["roles"].items()
        },
    }


def _find(text: str, name: str, identifier: str) -> list[int]:
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) or re.search(re.escape(name), text)
    if match is None:
        raise GoldError(f"{identifier}: the name {name!r} is not in its text")
    return list(match.span())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _with_text(row: dict[str, Any], texts: _Texts) -> dict[str, Any]:
    readings = (text[: row["length"]] for text in texts.readings(row["id"]))
    text = next((t for t in readings if _digest(t) == row["sha256"]), None)
    if text is None:
        raise GoldError(
            f"your copy of {row['id']!r} is not the text that was annotated",
            "use the releases named in corpora/README.md",
        )

    def span(bounds: list[int] | None) -> dict[str, Any] | None:
        if bounds is None:
            return None
        start, end = bounds[:2]
        name = bounds[2:] or bounds[:2]
        return {"start": start, "end": end, "text": text[start:end], "name": text[slice(*name)]}

    assertions = [
        {
            "stance": a["stance"],
            **{part: span(a[part]) for part in ("source", "cue", "event", "actor")},
            "victims": [span(v) for v in a["victims"]],
        }
        for a in row["assertions"]
    ]
    roles = {r: [text[slice(*b)] for b in names] for r, names in row["roles"].items()}
    return row | {"text": text, "assertions": assertions, "roles": roles}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class _Texts:
    """Texts by ARC id out of a user's copies of the corpora, normalised as they were annotated.

    An article may have been annotated with or without its title, so there are several readings.
    """

    def __init__(self, copies: Mapping[str, Path]) -> None:
        self._copies = copies
        self._loaded: dict[str, dict[str, list[str]]] = {}
        self._readers: dict[str, Callable[[Path, str], list[str]]] = {
            "casie": _casie,
            "polnear": _polnear,
            "muc": self._muc,
            "re3d": self._re3d,
        }

    def readings(self, identifier: str) -> list[str]:
        """The whole text of an article, in each way it may be read.

        Raises GoldError when its corpus is not at hand.
        """
        corpus, _, name = identifier.partition("-")
        if corpus not in self._copies:
            raise GoldError(
                f"{identifier!r} needs the corpus {corpus!r}",
                f"give --{corpus.replace('muc', 'muc4')}",
            )
        try:
            return self._readers[corpus](self._copies[corpus], name)
        except (OSError, ValueError, KeyError) as problem:
            raise GoldError(
                f"no text of {identifier!r} in {str(self._copies[corpus])!r}: {problem}"
            ) from problem

    def _muc(self, folder: Path, name: str) -> list[str]:
        if "muc" not in self._loaded:
            rows = (
                row
                for path in sorted(folder.glob("*.json"))
                if "templates" not in path.name
                for row in _rows(path)
            )
            self._loaded["muc"] = {
                r["docid"]: [re.sub(r"\s+", " ", r["doctext"]).strip()] for r in rows
            }
        return self._loaded["muc"][name]

    def _re3d(self, folder: Path, name: str) -> list[str]:
        if "re3d" not in self._loaded:
            found: dict[str, list[str]] = {}
            for path in sorted(folder.rglob("documents.json")):
                lines = path.read_text(encoding="utf-8").splitlines()
                rows = [json.loads(line) for line in lines if line.strip()]
                found |= {row["_id"]: _with_title(row.get("title"), row["text"]) for row in rows}
            self._loaded["re3d"] = found
        return self._loaded["re3d"][name]


def _with_title(title: str | None, body: str) -> list[str]:
    whole = [f"{title.strip()}\n\n{body.strip()}"] if title else []
    return [*whole, body.strip()]


def _casie(folder: Path, name: str) -> list[str]:
    raw = (folder / "source" / f"{name}.txt").read_text(encoding="utf-8")
    title, body = _TITLE.search(raw), _BODY.search(raw)
    if body is None:
        raise KeyError(f"no text in {name}.txt")
    return _with_title(title[1] if title else None, body[1])


def _polnear(folder: Path, name: str) -> list[str]:
    split, _, stem = name.partition("-")
    with open(folder / split / "text" / f"{stem}.txt", encoding="utf-8", newline="") as file:
        return [file.read()]
