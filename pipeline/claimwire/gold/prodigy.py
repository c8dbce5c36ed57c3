"""Prodigy's JSON Lines, in and out: ``text``, ``spans``, ``relations`` and ``meta``.

What a record becomes: a task with a span for each of ``graph``'s and a relation for each arc
(content in several pieces is several spans). An assertion's stance stands in its label
(``Assertion-denied``), so that it can be changed in the tool; names, ids, confidence, kind, roles,
country and links are further keys of a span, what hangs on no span stands under ``claimwire``.
Offsets count characters; ``tokens`` are words and signs, cut where a span begins or ends.
Prodigy's relations view shows no overlapping spans, its spans view does; the file holds both.

Spans are tied to relations by their ``id``; where the tool wrote them anew, by the offsets and
label of ``head_span`` and ``child_span``, else by their last token. Left out in reading: tasks
whose ``answer`` is not ``accept``, relations between single tokens, other labels (see
``ungraph``); unknown fields of ``meta`` are kept in ``extra``. Lost in writing: what ``graph``
names, and lone surrogates (U+FFFD).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.gold.graph import (
    ASSERTION,
    Arc,
    Graph,
    Mark,
    article_fields,
    graph_of,
    loose_parts,
)
from claimwire.gold.output import WholeFile
from claimwire.gold.ungraph import record_from
from claimwire.json_records import ARTICLE_KEYS
from claimwire.records import Bounds, Record

_DAMAGE = (GoldError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
_STRETCH = re.compile(r"\w+|[^\w\s]|\s+")
_VALUES = ("name", "entity", "kind", "confidence", "roles", "country", "links")


def read_prodigy(path: Path) -> Iterator[Record]:
    """Records of the accepted tasks, one by one.

    An article's id is ``meta.id``, else the file's name and the line. Raises GoldError with its
    number for a line that is no task, or marks other words than it says.
    """
    with open(path, "rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                task = json.loads(line)
                if task.get("answer", "accept") != "accept":
                    continue
                record = _record(task, f"{path.stem}-{number}")
            except _DAMAGE as problem:
                kind = "" if isinstance(problem, GoldError) else f"{type(problem).__name__}: "
                raise GoldError(
                    f"{path}:{number} is no task of Prodigy: {kind}{problem}",
                    "each line is a JSON object with text, spans and relations (db-out)",
                ) from problem
            yield record


def _record(task: Mapping[str, Any], name: str) -> Record:
    text = task["text"]
    if not isinstance(text, str):
        raise TypeError(f"the text is {text!r}, not a string")
    meta = dict(task.get("meta") or {})
    loose = dict(task.get("claimwire") or {})
    known = {key: meta.pop(key) for key in ARTICLE_KEYS if key in meta and key != "text"}
    if meta:
        loose["extra"] = dict(loose.get("extra") or {}) | meta
    marks = list(_marks(text, task.get("spans") or ()))
    arcs = _arcs(marks, task.get("relations") or (), task.get("spans") or ())
    return record_from(text, {"id": name, **known, **loose}, Graph(tuple(marks), tuple(arcs)))


def _marks(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterator[Mark]:
    """One for each span, in their order; a span without label gets an empty one."""
    taken: set[str] = set()
    for number, span in enumerate(spans):
        start, end = span["start"], span["end"]
        if span.get("text", text[start:end]) != text[start:end]:
            raise ValueError(
                f"the text at {start}-{end} is {text[start:end]!r}, not {span['text']!r}"
            )
        label = span.get("label") or ""
        values = {key: span[key] for key in _VALUES if span.get(key) is not None}
        if label.startswith(ASSERTION):
            label, _, stance = label.partition("-")
            values |= {"stance": stance.lower()} if stance else {}
        key = str(span.get("id", ""))
        key = key if key and key not in taken else f"#{number}"
        taken.add(key)
        yield Mark(key, label, ((start, end),), values)


def _arcs(
    marks: list[Mark], relations: Iterable[Mapping[str, Any]], spans: Iterable[Mapping[str, Any]]
) -> Iterator[Arc]:
    keys = {mark.key for mark in marks}
    places: dict[object, str] = {}
    for mark, span in zip(marks, spans, strict=True):
        names = [(*mark.pieces[0], span.get("label")), mark.pieces[0]]
        if "token_end" in span:
            names.append(span["token_end"])
        for name in names:
            places.setdefault(name, mark.key)
    for relation in relations:
        ends: list[str | None] = []
        for end in ("head", "child"):
            there = relation.get(f"{end}_span") or {}
            bounds = there.get("start"), there.get("end")
            key = relation.get(f"{end}_id")
            named = (*bounds, there.get("label")), bounds, relation.get(end)
            found = (places[name] for name in named if name in places)
            ends.append(key if key in keys else next(found, None))
        if ends[0] is not None and ends[1] is not None:
            yield Arc(ends[0], ends[1], relation.get("label") or "")


def write_prodigy(records: Iterable[Record], target: Path) -> int:
    """Write a task for each record, all accepted; returns how many.

    Raises StorageError when the file cannot be written.
    """
    count = 0
    with WholeFile(target) as file:
        for record in records:
            file.write(json.dumps(_task(record), ensure_ascii=False) + "\n")
            count += 1
    return count


def _task(record: Record) -> dict[str, Any]:
    text, graph = record.article.text, graph_of(record)
    tokens = _tokens(text, [mark.pieces[0] for mark in graph.marks])
    first = {token["start"]: token["id"] for token in tokens}
    last = {token["end"]: token["id"] for token in tokens}
    spans = {}
    for mark in graph.marks:
        ((start, end),) = mark.pieces
        stance = mark.values.get("stance")
        span = {"start": start, "end": end}
        if start < end:
            span |= {"token_start": first[start], "token_end": last[end]}
        label = f"{mark.label}-{stance}" if stance else mark.label
        values = {key: mark.values[key] for key in _VALUES if key in mark.values}
        spans[mark.key] = {**span, "label": label, "id": mark.key, **values}
    found = {
        "text": text,
        "meta": article_fields(record.article),
        "tokens": tokens,
        "spans": list(spans.values()),
        "relations": [_relation(arc, spans) for arc in graph.arcs],
        "answer": "accept",
    }
    loose = loose_parts(record)
    return found | ({"claimwire": loose} if loose else {})


def _relation(arc: Arc, spans: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    relation: dict[str, Any] = {"label": arc.label}
    for end, key in (("head", arc.head), ("child", arc.child)):
        span = spans[key]
        shown = ("start", "end", "token_start", "token_end", "label")
        relation[f"{end}_id"] = key
        relation[f"{end}_span"] = {name: span[name] for name in shown if name in span}
        if "token_end" in span:
            relation[end] = span["token_end"]
    return relation


def _tokens(text: str, spans: Iterable[Bounds]) -> list[dict[str, Any]]:
    """Words, signs and space other than one blank, cut at the ends of spans."""
    starts = {start for start, _ in spans}
    ends = {end for _, end in spans}
    cuts = sorted(starts | ends | {m.start() for m in _STRETCH.finditer(text)} | {len(text)})
    tokens: list[dict[str, Any]] = []
    for start, end in pairwise(cuts):
        begin = start
        free = start not in starts and start + 1 not in ends
        if free and text[start] == " " and tokens and tokens[-1]["end"] == start:
            tokens[-1]["ws"] = True
            begin += 1
        if begin < end:
            token = {"text": text[begin:end], "start": begin, "end": end, "id": len(tokens)}
            tokens.append(token | {"ws": False})
    return tokens
