"""Files and folders that appear whole or not at all.

What is being written stands beside the target as ``NAME.part`` (a file) or ``NAME.PID.part`` (a
folder) and takes its name when everything is there; after an error nothing is left.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO

from claimwire.errors import StorageError
from claimwire.json_records import encodable


@contextmanager
def telling(target: Path) -> Iterator[None]:
    """What the system says against writing ``target``, as a StorageError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise StorageError(
            f"cannot write {str(target)!r}: {problem.strerror}", "give another target"
        ) from problem


class WholeFile:
    """A file that takes its name when the ``with`` block ends without an error.

    A link or a device is written to as it stands, since a file put in its place would undo it.
    Raises StorageError when the file cannot be written.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._unfinished: Path | None = None
        self._file: IO[bytes]

    def __enter__(self) -> WholeFile:
        target = self._target
        with telling(target):
            if target.is_dir():
                raise StorageError(
                    f"cannot write {str(target)!r}: it is a folder", "give the name of a file"
                )
            if target.is_symlink() or (target.exists() and not target.is_file()):
                self._file = open(target, "wb")
                return self
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(target.name + ".part")
            self._file = open(unfinished, "wb")
            self._unfinished = unfinished
        return self

    def write(self, content: str | bytes) -> None:
        """Append bytes, or text in UTF-8 with lone surrogates replaced by U+FFFD."""
        with telling(self._target):
            raw = encodable(content).encode() if isinstance(content, str) else content
            self._file.write(raw)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        done = False
        try:
            with telling(self._target):
                self._file.close()
                if kind is None and self._unfinished is not None:
                    os.replace(self._unfinished, self._target)
            done = kind is None
        finally:
            if not done and self._unfinished is not None:
                self._unfinished.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A new folder to fill, which takes the target's name when the block ends without an error.

    Raises StorageError when the target is a file or holds something already, or cannot be made.
    """
    with telling(target):
        if target.exists() and not target.is_dir():
            raise StorageError(
                f"cannot write {str(target)!r}: it is a file", "give the name of a folder"
            )
        if target.is_dir() and any(target.iterdir()):
            raise StorageError(
                f"the folder {str(target)!r} is not empty", "give the name of a new folder"
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
        unfinished.mkdir()
    try:
        yield unfinished
        with telling(target):
            os.replace(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
