"""Readers of annotated corpora; each yields the same records that the pipeline makes.

A reader knows some of the labels only; which ones count is said where it is used
(``teaches`` in ``configs/train.toml``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from claimwire.errors import GoldError, UsageError
from claimwire.gold.arc import read_arc
from claimwire.gold.brat import read_brat
from claimwire.gold.casie import read_casie
from claimwire.gold.docbin import read_docbin
from claimwire.gold.gum import read_gum
from claimwire.gold.label_studio import read_label_studio
from claimwire.gold.muc4 import read_muc4
from claimwire.gold.parc3 import read_parc3
from claimwire.gold.polnear import read_polnear
from claimwire.gold.prodigy import read_prodigy
from claimwire.gold.re3d import read_re3d
from claimwire.records import Record

READERS: dict[str, Callable[[Path], Iterator[Record]]] = {
    "arc": read_arc,
    "brat": read_brat,
    "casie": read_casie,
    "claimwire": read_arc,
    "docbin": read_docbin,
    "gum": read_gum,
    "label-studio": read_label_studio,
    "muc4": read_muc4,
    "own": read_arc,
    "parc3": read_parc3,
    "polnear": read_polnear,
    "prodigy": read_prodigy,
    "re3d": read_re3d,
}

_BY_SUFFIX = {".ann": "brat", ".conllu": "gum", ".spacy": "docbin", ".xml": "parc3"}
_OURS = frozenset({"sentences", "entities", "statements", "assertions"})
_OF_PRODIGY = frozenset({"spans", "relations", "tokens", "answer", "_task_hash", "_input_hash"})


def read_gold(reader: str, path: Path) -> Iterator[Record]:
    """All records of one corpus part.

    Raises UsageError for an unknown reader, GoldError when the path does not exist or does not
    hold what the reader expects.
    """
    if reader not in READERS:
        raise UsageError(f"unknown corpus reader {reader!r}", f"one of {', '.join(READERS)}")
    _need(path)
    return _read(reader, path)


def _need(path: Path) -> None:
    if not path.exists():
        raise GoldError(f"no corpus at {str(path)!r}", "see corpora/README.md for where to get it")


def _read(reader: str, path: Path) -> Iterator[Record]:
    """What a reader yields; what it trips over in a damaged or other file becomes a GoldError."""
    last = "its beginning"
    try:
        for record in READERS[reader](path):
            yield record
            last = f"article {record.article.id!r}"
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise GoldError(
            f"{str(path)!r} cannot be read as {reader} after {last}: "
            f"{type(problem).__name__}: {problem}",
            "corpora/README.md names the releases that each reader knows",
        ) from problem


def guess_reader(path: Path) -> str:
    """Which reader fits a file or folder, by what lies in it.

    Raises GoldError when none does, or there is nothing.
    """
    _need(path)
    if path.is_file():
        if path.suffix in {".jsonl", ".json"}:
            return _guess_json(path)
        if path.suffix in _BY_SUFFIX:
            return _BY_SUFFIX[path.suffix]
        if path.suffix == ".txt" and path.with_suffix(".ann").is_file():
            return "brat"
    elif (path / "attributions").is_dir():
        return "polnear"
    elif (path / "annotation").is_dir():
        return "casie"
    else:
        for suffix in (".conllu", ".spacy"):
            if any(path.glob(f"*{suffix}")):
                return _BY_SUFFIX[suffix]
        for suffix in (".ann", ".xml"):
            if any(path.rglob(f"*{suffix}")):
                return _BY_SUFFIX[suffix]
    raise GoldError(
        f"{str(path)!r} is no gold that claimwire knows",
        "a .jsonl of records, a PolNeAR split folder, a folder of .conllu, .ann or .xml files, or "
        "an export of Label Studio, Prodigy or spaCy; name its reader otherwise",
    )


def _guess_json(path: Path) -> str:
    """Label Studio's files are one list; Prodigy's lines have its keys and none of ours."""
    try:
        with open(path, "rb") as file:
            if file.read(1024).lstrip().startswith(b"["):
                return "label-studio"
            file.seek(0)
            row = json.loads(next((line for line in file if line.strip()), b""))
    except OSError as problem:
        raise GoldError(f"cannot read {str(path)!r}: {problem.strerror}") from problem
    except (ValueError, RecursionError):
        return "arc"
    keys = row.keys() if isinstance(row, dict) else set()
    return "prodigy" if keys & _OF_PRODIGY and not keys & _OURS else "arc"


__all__ = ["READERS", "guess_reader", "read_gold"]
