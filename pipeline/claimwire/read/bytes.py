"""Bytes -> text: gzip, size limits and character encodings (declared first, then detected)."""

from __future__ import annotations

import codecs
import gzip
import zlib
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
    """Text of bytes: by mark, by declaration, as UTF-8, else as what it looks like.

    UTF-8 with a few broken bytes stays UTF-8, each broken one shown as U+FFFD.
    Raises ArticleError for bytes that are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if _is_binary(data):
        raise ArticleError("is binary, not text", "give text, HTML or JSON Lines")
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    repaired = data.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    whole = sum(1 for c in repaired if ord(c) > 127) - broken
    if whole > broken or broken <= len(repaired) / 1000:
        return repaired
    best = from_bytes(data).best()
    return str(best) if best is not None else repaired


def _is_binary(data: bytes) -> bool:
    """Many control characters: 1 in 100, NUL counted, tabs and line ends not."""
    sample = data[:8192]
    controls = sum(1 for b in sample if b < 32 and b not in (9, 10, 12, 13))
    return controls * 100 > len(sample)
