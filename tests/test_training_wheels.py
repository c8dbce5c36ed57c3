"""An encoder out of a zip archive that lies in parts in several wheels."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from claimwire.errors import UsageError
from claimwire.training.settings import encoder_folder
from claimwire.training.wheels import joined_encoder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three installed wheels, ``tiny-encoder-part-001`` to ``-003``, with a part each."""
    archive = tmp_path / "whole.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("tiny-encoder/config.json", '{"model_type": "mpnet"}')
        file.writestr("tiny-encoder/vocab.txt", "a\nb\n" * 500)
    data, site = archive.read_bytes(), tmp_path / "site"
    cut = len(data) // 3 + 1
    for number in (1, 2, 3):
        part = f"tiny-encoder-part-{number:03d}"
        inside = f"{part}/input/tiny.zip.{number:03d}"
        (site / inside).parent.mkdir(parents=True)
        (site / inside).write_bytes(data[cut * (number - 1) : cut * number])
        info = site / f"{part.replace('-', '_')}-0.0.1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {part}\nVersion: 0.0.1\n")
        (info / "RECORD").write_text(f"{inside},,\n{info.name}/METADATA,,\n{info.name}/RECORD,,\n")
    monkeypatch.syspath_prepend(str(site))
    return site


def test_the_parts_are_joined_and_unpacked(installed: Path, tmp_path: Path) -> None:
    folder = joined_encoder("tiny-encoder-part", tmp_path / "cache")
    assert (folder / "config.json").read_text() == '{"model_type": "mpnet"}'
    assert (folder / "vocab.txt").read_text() == "a\nb\n" * 500


def test_an_unpacked_encoder_is_used_again(installed: Path, tmp_path: Path) -> None:
    folder = joined_encoder("tiny-encoder-part", tmp_path / "cache")
    (folder / "mark").touch()
    again = encoder_folder("wheels:tiny-encoder-part", tmp_path / "cache")
    assert (again / "mark").exists()


def test_nothing_else_is_left_beside_it(installed: Path, tmp_path: Path) -> None:
    joined_encoder("tiny-encoder-part", tmp_path / "cache")
    assert [p.name for p in (tmp_path / "cache" / "encoders").iterdir()] == ["tiny-encoder-part"]


def test_a_missing_wheel_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no-such-part-001 is not installed") as caught:
        joined_encoder("no-such-part", tmp_path)
    assert caught.value.hint is not None
    assert "pip install" in caught.value.hint


def test_parts_that_make_no_archive_are_told(installed: Path, tmp_path: Path) -> None:
    (installed / "tiny-encoder-part-002/input/tiny.zip.002").write_bytes(b"")
    (installed / "tiny-encoder-part-003/input/tiny.zip.003").write_bytes(b"")
    with pytest.raises(UsageError, match="make no zip archive"):
        joined_encoder("tiny-encoder-part", tmp_path / "cache")
