"""Readers of annotated corpora; each yields the same records that the pipeline makes.

A reader knows some of the labels only; which ones count is said where it is used
(``teaches`` in ``configs/train.toml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from claimwire.errors import GoldError, UsageError
from claimwire.gold.arc import read_arc
from claimwire.gold.casie import read_casie
from claimwire.gold.gum import read_gum
from claimwire.gold.muc4 import read_muc4
from claimwire.gold.polnear import read_polnear
from claimwire.gold.re3d import read_re3d
from claimwire.records import Record

READERS: dict[str, Callable[[Path], Iterator[Record]]] = {
    "arc": read_arc,
    "casie": read_casie,
    "gum": read_gum,
    "muc4": read_muc4,
    "own": read_arc,
    "polnear": read_polnear,
    "re3d": read_re3d,
}


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
        if path.suffix == ".conllu":
            return "gum"
        if path.suffix in {".jsonl", ".json"}:
            return "arc"
    elif (path / "attributions").is_dir():
        return "polnear"
    elif (path / "annotation").is_dir():
        return "casie"
    elif any(path.glob("*.conllu")):
        return "gum"
    raise GoldError(
        f"{str(path)!r} is no gold that claimwire knows",
        "a .jsonl of records, a PolNeAR split folder, or a folder of .conllu files",
    )


__all__ = ["READERS", "guess_reader", "read_gold"]
