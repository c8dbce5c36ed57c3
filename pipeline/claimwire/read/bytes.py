"""Bytes -> text: gzip, size limits and character encodings (proven, declared, then detected)."""

from __future__ import annotations

import codecs
import gzip
import zlib
from contextlib import suppress
from typing import IO

from charset_normalizer import from_bytes

from claimwire.errors import ArticleError

MOST_BYTES = 64 * 1024 * 1024
"""Largest single document after unpacking; larger ones are refused, not cut."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GZIP = b"\x1f\x8b"
_PROBE = b"\\u0041+AGE-"


def read_whole(stream: IO[bytes]) -> bytes:
    """All bytes of one document, unpacked when they are gzip.

    Raises ArticleError for a broken archive and for more than ``MOST_BYTES``.
    """
    head = stream.read(2)
    rest: IO[bytes] = _Joined(head, stream)  # type: ignore[assignment]
    if head == _GZIP:
        rest = gzip.GzipFile(fileobj=rest)  # type: ignore[assignment]
    try:
        data = rest.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise ArticleError(f"cannot be read: {problem}") from problem
    if len(data) > MOST_BYTES:
        raise ArticleError(f"larger than {MOST_BYTES // 1024 // 1024} MB", "split it into articles")
    return data


class _Joined:
    """The first bytes again, then the rest of a stream (which may be a pipe)."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        head, self._head = self._head, b""
        if size < 0:
            return head + self._rest.read()
        if len(head) >= size:
            self._head = head[size:]
            return head[:size]
        return head + self._rest.read(size - len(head))


def decode(data: bytes, declared: str | None = None) -> str:
    """Text of bytes: by mark, as UTF-8, by declaration, else as what it looks like.

    UTF-8 goes first since nothing else passes for it, while saved pages often keep a declaration
    of old. With a few broken bytes it stays UTF-8, each broken one shown as U+FFFD; a text with few
    letters beyond ASCII is Windows-1252. Raises ArticleError for bytes that are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if _is_binary(data):
        raise ArticleError("is binary, not text", "give text, HTML or JSON Lines")
    encodings = ("utf-8", _usable(declared))
    for encoding in filter(None, reversed(encodings) if data.isascii() else encodings):
        with suppress(UnicodeError):
            return data.decode(encoding)
    repaired = data.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    whole = sum(1 for c in repaired if ord(c) > 127) - broken
    if whole >= broken:
        return repaired
    if 20 * sum(b > 127 for b in data) <= len(data):
        with suppress(UnicodeError):
            return data.decode("cp1252")
    best = from_bytes(data).best()
    return str(best) if best is not None else repaired


def _usable(declared: str | None) -> str | None:
    """The encoding to read for a declared one; None for one that cannot be what it says.

    A page in UTF-16 could not declare it in ASCII. ISO 8859-1 and ASCII mean Windows-1252, as in
    every browser (WHATWG Encoding).
    """
    try:
        if declared is None or _PROBE.decode(declared) != _PROBE.decode("ascii"):
            return None
    except (LookupError, UnicodeError):
        return None
    name = codecs.lookup(declared).name
    return "cp1252" if name in ("ascii", "iso8859-1") else name


def _is_binary(data: bytes) -> bool:
    """Many control characters: 1 in 100, NUL counted, tabs and line ends not."""
    sample = data[:8192]
    controls = sum(1 for b in sample if b < 32 and b not in (9, 10, 12, 13))
    return controls * 100 > len(sample)
