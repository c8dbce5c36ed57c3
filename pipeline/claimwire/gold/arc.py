"""ARC and the project's own gold: JSON Lines with text, assertions, roles and names.

One article a line; the record format of ``claimwire run`` is a superset, so its output reads
back as well. Format: DESIGN "The record"; what counts: corpora/arc/GUIDELINES.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimwire.json_records import read_records
from claimwire.records import Record


def read_arc(path: Path) -> Iterator[Record]:
    """Records of a .jsonl file. Raises GoldError for a line that is no record."""
    yield from read_records(path)
