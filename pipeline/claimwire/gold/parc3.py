"""PARC 3.0 (Pareti, LREC 2016): statements in the Wall Street Journal texts of the Penn Treebank.

A file holds one article: ``SENTENCE`` elements with the constituents of their parse, down to
``WORD`` elements with ``text`` and ``ByteCount`` ("start,end" in the raw text); a word of an
attribution holds ``<attribution id=...>`` with ``<attributionRole roleValue="content"/>`` (or
``cue``, ``source``). The words with one id make one statement; a nested one has ``Nested`` in its
id. Ids are unique in a file.

The raw text is not in a file. It is put together from the words: between two words stand as many
characters as between their byte counts, blanks within a sentence and line ends between sentences;
where no byte count is given, one blank. The Treebank's spelling of brackets, quotation marks and
slashes is undone. Left out: traces, parse, lemmas, the role ``supplement``, attributions without
words. Of a source or cue in several pieces the longest counts.

Documents with a DOCTYPE are refused, so neither entities nor outside files are ever looked up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from claimwire.errors import GoldError
from claimwire.gold.polnear import statement_of
from claimwire.records import Article, Bounds, Record

_ROLES = ("source", "cue", "content")
_ESCAPES = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LCB-": "{",
    "-RCB-": "}",
    "-LSB-": "[",
    "-RSB-": "]",
    "``": '"',
    "''": '"',
}
_LONGEST_GAP = 1000
"""Characters between two words at most; more is a damaged byte count."""


def read_parc3(path: Path, nested: bool = True) -> Iterator[Record]:
    """Records (statements, sentences) of an .xml file or of all in a folder and its folders.

    nested: whether statements within statements count; published figures leave them out.
    Raises GoldError when there is no such file, and by its name for one that is not of PARC 3.
    """
    files = sorted(path.rglob("*.xml")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"no .xml files in {str(path)!r}", "give PARC 3's folder or a part of it")
    for file in files:
        yield _record(file, nested)


class _Builder(ElementTree.TreeBuilder):
    """Builds a tree of a document without DOCTYPE."""

    def doctype(self, *_: object) -> None:
        raise ValueError("a DOCTYPE is not read")


def _root(file: Path) -> Element:
    parser = ElementTree.XMLParser(target=_Builder())
    try:
        parser.feed(file.read_bytes())
        root: Element = parser.close()
    except (ElementTree.ParseError, ValueError) as problem:
        raise GoldError(
            f"{str(file)!r} is no XML of PARC 3: {problem}", "give the files as published"
        ) from problem
    return root


def _record(file: Path, nested: bool) -> Record:
    text = _Text()
    parts: dict[str, dict[str, list[Bounds]]] = defaultdict(lambda: {role: [] for role in _ROLES})
    sentences: list[Bounds] = []
    for sentence in _root(file).iter("SENTENCE"):
        placed: list[Bounds] = []
        for word in sentence.iter("WORD"):
            if word.get("pos") == "-NONE-":
                continue
            bounds = _place(text, word, file, first=not placed)
            placed.append(bounds)
            for name, role in _roles(word):
                if nested or "nested" not in name.lower():
                    parts[name][role].append(bounds)
        if placed:
            sentences.append((placed[0][0], placed[-1][1]))
    if not sentences:
        raise GoldError(f"{str(file)!r} has no SENTENCE with WORDs", "give the XML files of PARC 3")
    whole = text.whole()
    return Record(
        Article(file.stem, whole),
        sentences=tuple(sentences),
        statements=tuple(statement_of(whole, found) for found in parts.values()),
    )


def _roles(word: Element) -> Iterator[tuple[str, str]]:
    """Attribution and role, for each role that a word has."""
    for attribution in word.iter("attribution"):
        for role in attribution.iter("attributionRole"):
            value = (role.get("roleValue") or "").lower()
            if value in _ROLES:
                yield attribution.get("id") or "", value


def _place(text: _Text, word: Element, file: Path, first: bool) -> Bounds:
    words = word.get("text")
    count = word.get("ByteCount")
    try:
        if not words:
            raise ValueError("a WORD without text")
        start, end = map(int, count.split(",")) if count else (None, None)
        return text.add(_unescaped(words), start, end, first)
    except ValueError as problem:
        raise GoldError(
            f"{str(file)!r}, word {words!r}, ByteCount {count!r}: {problem}",
            'a ByteCount is "start,end"',
        ) from problem


def _unescaped(words: str) -> str:
    return _ESCAPES.get(words) or words.replace("\\/", "/").replace("\\*", "*")


class _Text:
    """Raw text that is put together word by word."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._last: int | None = None

    def add(self, words: str, start: int | None, end: int | None, first: bool) -> Bounds:
        """Append a word with what stands before it; returns its place in characters.

        start, end: byte count. first: whether a sentence begins here.
        Raises ValueError for a byte count that leaves out too much.
        """
        known = start is not None and self._last is not None
        gap = max(0, (start or 0) - (self._last or 0)) if known else 1
        if gap > _LONGEST_GAP:
            raise ValueError(f"{gap} bytes after the word before it")
        if self._pieces:
            lines = min(gap, 2) if first and known else 0
            self._pieces.append(" " * (gap - lines) + "\n" * lines)
            self._length += gap
        self._pieces.append(words)
        begin = self._length
        self._length += len(words)
        self._last = end
        return begin, self._length

    def whole(self) -> str:
        """The text so far."""
        return "".join(self._pieces)
