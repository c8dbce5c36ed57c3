"""spaCy's DocBin (``.spacy``), in and out.

What a record becomes: a Doc with blank English tokens; ``doc.ents`` are the mentions of entities
(the longest of those that overlap) with their country as ``kb_id`` and the entity's number as
``ent_id``, ``doc.spans["entities"]`` all of them, ``doc.spans["claimwire"]`` the parts of
statements and assertions for displaCy, each stretched to whole tokens; sentences as sentence
starts. The record itself stands in ``doc.user_data["claimwire"]`` as a line of JSON Lines, and
that is what is read back: nothing is lost that JSON Lines keep.

A DocBin of others is read by its ``doc.ents`` (those with one ``kb_id``, else one ``ent_id``, are
one entity) and its sentences; other labels than ``graph.TYPE_ALIASES`` and ours, and span groups,
are left out. Offsets count characters.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from spacy.lang.en import English
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as DocSpan
from spacy.util import filter_spans
from spacy.vocab import Vocab

from claimwire.errors import GoldError
from claimwire.gold.graph import ROLE_LABELS, graph_of
from claimwire.gold.output import WholeFile
from claimwire.gold.ungraph import entity_type
from claimwire.json_records import encodable, from_json, to_json
from claimwire.records import Article, Entity, EntityType, Record

_KEY = "claimwire"
_DAMAGE = (LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError)


def read_docbin(path: Path) -> Iterator[Record]:
    """Records of a .spacy file or a folder of them; a file is held in memory as a whole.

    A Doc of others gets the file's name and its number as id. Raises GoldError for a file that is
    no DocBin, and for a Doc whose text is not that of the record in it.
    """
    files = sorted(path.glob("*.spacy")) if path.is_dir() else [path]
    if not files:
        raise GoldError(f"no .spacy files in {str(path)!r}", "give a DocBin's file or folder")
    for file in files:
        try:
            docs = enumerate(DocBin().from_bytes(file.read_bytes()).get_docs(Vocab()), start=1)
            yield from (_record(doc, f"{file.stem}-{number}") for number, doc in docs)
        except _DAMAGE as problem:
            raise GoldError(
                f"{str(file)!r} is no DocBin: {type(problem).__name__}: {problem}",
                "write it with DocBin(store_user_data=True).to_disk",
            ) from problem


def _record(doc: Doc, name: str) -> Record:
    line = doc.user_data.get(_KEY)
    if not isinstance(line, str):
        return _foreign(doc, name)
    record = from_json(json.loads(line))
    if encodable(record.article.text) != doc.text:
        raise ValueError(f"the text of {name} is not that of the record in its user_data")
    return record


def _foreign(doc: Doc, name: str) -> Record:
    chains: dict[object, list[DocSpan]] = {}
    for number, span in enumerate(doc.ents):
        if entity_type(span.label_):
            chains.setdefault(span.kb_id_ or span.ent_id_ or number, []).append(span)
    sentences: list[tuple[int, int]] = []
    if doc.has_annotation("SENT_START"):
        for sentence in doc.sents:
            words = sentence.text
            start = sentence.start_char + len(words) - len(words.lstrip())
            if words.strip():
                sentences.append((start, start + len(words.strip())))
    return Record(
        Article(name, doc.text),
        sentences=tuple(sentences),
        entities=tuple(_entity(number, spans) for number, spans in enumerate(chains.values())),
    )


def _entity(number: int, spans: Sequence[DocSpan]) -> Entity:
    kinds: Iterator[EntityType] = filter(None, (entity_type(span.label_) for span in spans))
    name = max((span.text for span in spans), key=len)
    mentions = tuple((span.start_char, span.end_char) for span in spans)
    return Entity(number, name, next(kinds), mentions=mentions)


def write_docbin(records: Iterable[Record], target: Path) -> int:
    """Write one file with a Doc for each record; returns how many.

    The file is built in memory. Raises StorageError when it cannot be written.
    """
    tokenizer = English().tokenizer
    docs = DocBin(store_user_data=True)
    with WholeFile(target) as file:
        for record in records:
            docs.add(_doc(record, tokenizer(encodable(record.article.text))))
        file.write(docs.to_bytes())
    return len(docs)


def _doc(record: Record, doc: Doc) -> Doc:
    spans = _Tokens(doc)
    groups: dict[str, list[DocSpan]] = {"entities": [], _KEY: []}
    for entity in record.entities:
        for bounds in entity.mentions:
            found = spans.at(bounds)
            if found:
                span = DocSpan(
                    doc, *found, entity.type, kb_id=entity.country or "", span_id=str(entity.id)
                )
                groups["entities"].append(span)
    for mark in graph_of(record).marks:
        label = "CUE" if mark.label == "Assertion" else mark.label.upper()
        if mark.label in ROLE_LABELS or label == "CUE":
            found = spans.at(mark.pieces[0])
            groups[_KEY] += [DocSpan(doc, *found, label)] if found else []
    doc.ents = filter_spans(groups["entities"])
    for key, group in groups.items():
        doc.spans[key] = group
    if record.sentences:
        starts = {found[0] for bounds in record.sentences if (found := spans.at(bounds))}
        for token in doc:
            token.is_sent_start = token.i in starts or token.i == 0
    doc.user_data[_KEY] = json.dumps(to_json(record))
    return doc


class _Tokens:
    """Characters to tokens of a Doc, without walking it each time."""

    def __init__(self, doc: Doc) -> None:
        starts, lengths = doc.to_array(["IDX", "LENGTH"]).astype(np.int64).reshape(-1, 2).T
        self._starts, self._ends = starts.tolist(), (starts + lengths).tolist()

    def at(self, bounds: tuple[int, int]) -> tuple[int, int] | None:
        """First token and the one after the last that the characters touch, if any does."""
        first, stop = bisect_right(self._ends, bounds[0]), bisect_left(self._starts, bounds[1])
        return (first, stop) if first < stop else None
