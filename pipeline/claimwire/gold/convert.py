"""From one annotation format to another, by way of records.

    claimwire      our JSON Lines            in and out
    brat           brat standoff             in and out
    label-studio   Label Studio's JSON       in and out
    prodigy        Prodigy's JSON Lines      in and out
    docbin         spaCy's DocBin            in and out
    and every corpus of ``READERS``          in only

What a format cannot hold stands in its module's docstring. ``Entity.named`` is lost in all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from claimwire.errors import GoldError, UsageError
from claimwire.gold import READERS, read_gold
from claimwire.gold.brat import write_brat
from claimwire.gold.docbin import write_docbin
from claimwire.gold.label_studio import write_label_studio
from claimwire.gold.output import WholeFile
from claimwire.gold.prodigy import write_prodigy
from claimwire.json_records import to_line
from claimwire.records import Record


def write_claimwire(records: Iterable[Record], target: Path) -> int:
    """Write JSON Lines; returns how many. Raises StorageError when they cannot be written."""
    count = 0
    with WholeFile(target) as file:
        for record in records:
            file.write(to_line(record) + "\n")
            count += 1
    return count


WRITERS: dict[str, Callable[[Iterable[Record], Path], int]] = {
    "brat": write_brat,
    "claimwire": write_claimwire,
    "docbin": write_docbin,
    "label-studio": write_label_studio,
    "prodigy": write_prodigy,
}
"""Takes records and a target; returns how many were written. Nothing is left after an error."""


def convert(source: Path, target: Path, source_format: str, target_format: str) -> int:
    """Read all records of ``source`` and write them to ``target``; returns how many.

    Records pass one by one, except that Label Studio's file is read, and a DocBin read and written,
    as a whole. The target appears when everything is there: a file takes the place of one that was
    there, brat's folder must be new or empty.

    source_format: a key of ``READERS``. target_format: a key of ``WRITERS``.
    Raises UsageError for a format that there is none of or that is read only, GoldError for a
    source that is missing or not what its format says, StorageError when the target cannot be
    written.
    """
    if source_format not in READERS:
        raise UsageError(f"unknown format {source_format!r}", f"one of {', '.join(READERS)}")
    if target_format not in WRITERS:
        what = "is read, not written" if target_format in READERS else "is unknown"
        raise UsageError(
            f"the format {target_format!r} {what}", f"write one of {', '.join(WRITERS)}"
        )
    if not source.exists():
        raise GoldError(f"nothing to convert at {str(source)!r}", "give a file or a folder")
    return WRITERS[target_format](read_gold(source_format, source), target)
