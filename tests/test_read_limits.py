"""An input too long to be one article is refused by name, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

from claimwire.read import Failure, read_inputs
from claimwire.read.inputs import MOST_CHARACTERS
from claimwire.records import Article


def test_a_text_of_too_many_characters_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway blamed it. " * (MOST_CHARACTERS // 18 + 1))
    (tmp_path / "b.txt").write_text("Norway blamed Tambora.")
    long, short = read_inputs([str(tmp_path)])
    assert isinstance(long, Failure)
    assert f"{MOST_CHARACTERS:,}" in long.reason
    assert isinstance(short, Article)


def test_a_text_of_five_megabytes_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway blamed it. " * 300_000)
    (found,) = read_inputs([str(tmp_path)])
    assert isinstance(found, Article)
    assert len(found.text) > 5_000_000
