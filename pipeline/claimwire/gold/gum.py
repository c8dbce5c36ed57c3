"""GUM (Zeldes 2017): sentences, entities and coreference, in CoNLL-U.

Raw text is rebuilt from the tokens: one space between the sentences of a paragraph and an empty
line between paragraphs. Entities come from the MISC column (``Entity=(1-person-new-...``); their
mentions that hold a proper noun are ``named``, since that is what the tagger looks for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from claimwire.errors import GoldError, UsageError
from claimwire.records import Article, Bounds, Entity, EntityType, Record

try:
    import conllu
except ImportError:  # the other readers do without it
    conllu = None

_TYPES: dict[str, EntityType] = {
    "person": "PERSON",
    "organization": "ORGANIZATION",
    "place": "PLACE",
    "event": "EVENT",
}
_MARK = re.compile(r"\((?P<open>[^()]+)(?P<closed>\))?|(?P<close>[^()]+)\)")


def read_gum(path: Path) -> Iterator[Record]:
    """Records (sentences, named entities with coreference) of a .conllu file or a folder of them.

    Documents whose words were taken out of the release (underscores) are left out.
    Raises UsageError where conllu is not installed, GoldError where there is no such file.
    """
    if conllu is None:
        raise UsageError("GUM needs conllu", "pip install 'claimwire[train]'")
    files = [path] if path.is_file() else sorted(path.glob("*.conllu"))
    if not files:
        raise GoldError(f"no .conllu files in {str(path)!r}", "give GUM's dep/ folder")
    for file in files:
        try:
            with open(file, encoding="utf-8") as stream:
                sentences = list(conllu.parse_incr(stream))
        except conllu.exceptions.ParseException as problem:
            raise GoldError(f"{str(file)!r} is no CoNLL-U: {problem}") from problem
        words = [token["form"] for sentence in sentences for token in sentence]
        if sum(word == "_" for word in words) < len(words) / 2:
            yield _record(file.stem, sentences)


def _record(name: str, sentences: list[conllu.TokenList]) -> Record:
    builder = _Builder()
    for sentence in sentences:
        builder.add(sentence)
    return Record(
        Article(name, builder.text),
        sentences=tuple(builder.sentences),
        entities=tuple(builder.entities()),
    )


class _Builder:
    """Text, sentence bounds and entity mentions of one document, token by token."""

    def __init__(self) -> None:
        self.text = ""
        self.sentences: list[Bounds] = []
        self._open: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._mentions: list[tuple[str, str, Bounds]] = []
        self._proper: list[Bounds] = []

    def add(self, sentence: conllu.TokenList) -> None:
        """Append one sentence and the mentions that open and close in it."""
        if self.text:
            paragraph = any(key.startswith("newpar") for key in sentence.metadata)
            self.text += "\n\n" if paragraph else " "
        start = len(self.text)
        for begin, end, token in self._place(sentence):
            if token["upos"] == "PROPN":
                self._proper.append((begin, end))
            self._mark(str((token["misc"] or {}).get("Entity", "")), begin, end)
        self.text = self.text.rstrip(" ")
        self.sentences.append((start, len(self.text)))

    def _place(self, sentence: conllu.TokenList) -> Iterator[tuple[int, int, conllu.Token]]:
        """Write the tokens to the text; words inside a multiword token share its characters."""
        inside: tuple[int, int, int] | None = None
        for token in sentence:
            identifier = token["id"]
            if isinstance(identifier, tuple) and identifier[1] == ".":
                continue
            if isinstance(identifier, tuple):
                begin, end = self._write(token)
                inside = (int(identifier[2]), begin, end)
                continue
            if inside and identifier <= inside[0]:
                yield inside[1], inside[2], token
            else:
                begin, end = self._write(token)
                yield begin, end, token

    def _write(self, token: conllu.Token) -> Bounds:
        begin = len(self.text)
        self.text += token["form"]
        end = len(self.text)
        if (token["misc"] or {}).get("SpaceAfter") != "No":
            self.text += " "
        return begin, end

    def _mark(self, marks: str, begin: int, end: int) -> None:
        for match in _MARK.finditer(marks):
            if match["open"]:
                parts = match["open"].split("-")
                key, kind = parts[0], parts[1] if len(parts) > 1 else ""
                if match["closed"]:
                    self._mentions.append((key, kind, (begin, end)))
                else:
                    self._open[key].append((begin, kind))
            elif self._open[match["close"].split("-")[0]]:
                key = match["close"].split("-")[0]
                start, kind = self._open[key].pop()
                self._mentions.append((key, kind, (start, end)))

    def entities(self) -> Iterator[Entity]:
        """Entities of the types that are tagged, with all their mentions."""
        chains: dict[str, list[tuple[Bounds, str]]] = defaultdict(list)
        for key, kind, bounds in self._mentions:
            if kind in _TYPES:
                chains[key].append((bounds, kind))
        proper = [begin for begin, _ in self._proper]
        for number, rows in enumerate(chains.values()):
            mentions = sorted({bounds for bounds, _ in rows})
            named = [b for b in mentions if bisect_left(proper, b[0]) < bisect_left(proper, b[1])]
            yield Entity(
                id=number,
                name=max((self.text[slice(*b)] for b in named or mentions), key=len),
                type=_TYPES[rows[0][1]],
                mentions=tuple(mentions),
                named=tuple(named),
            )
