"""Label Studio's JSON export, in and out: a list of tasks with annotated regions and relations.

What a record becomes: a task whose ``data`` holds text, id, title and so on; a region of type
``labels`` for each span of ``graph``, with ``relation`` results for its arcs (content in several
pieces is several regions); stance, kind and the roles of entities as ``choices`` on a region;
names in a region's ``meta.text`` as ``name: ...``; what is left (ids, confidence, country, links)
in its ``meta.claimwire``, and what hangs on no region in ``data.claimwire``. What a model found
goes under ``predictions``, to be corrected by people, gold under ``annotations``.

Offsets count characters. Older versions of Label Studio count UTF-16 units: where only those fit
the words given with a region, they are taken for that.

Of several annotations of a task the ground truth counts, else the first that was not cancelled,
else the first prediction. Left out in reading: results that are neither spans of text nor choices
nor relations, other labels (see ``ungraph``); unknown fields of ``data`` are kept in ``extra``.
Lost in writing: what ``graph`` names, and lone surrogates (U+FFFD).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from itertools import count as numbers
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.gold.graph import (
    ASSERTION,
    ATTRIBUTION,
    COREF,
    ROLE_LABELS,
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
from claimwire.records import ENTITY_TYPES, KINDS, ROLES, STANCES, Bounds, Record

_CHOICES: dict[str, tuple[str, ...]] = {"stance": STANCES, "kind": KINDS, "roles": ROLES}
_NAME = "name: "
_OURS = "claimwire"


def _choices(name: str) -> str:
    options = "".join(f'<Choice value="{value}"/>' for value in _CHOICES[name])
    many = ' choice="multiple"' if name == "roles" else ""
    return f'  <Choices name="{name}" toName="text" perRegion="true"{many}>{options}</Choices>\n'


LABELING_CONFIG = (
    '<View>\n  <Text name="text" value="$text" granularity="word"/>\n'
    '  <Labels name="label" toName="text">'
    + "".join(
        f'<Label value="{label}"/>'
        for label in (*ENTITY_TYPES, *ROLE_LABELS, ATTRIBUTION, ASSERTION)
    )
    + "</Labels>\n  <Relations>"
    + "".join(f'<Relation value="{label}"/>' for label in (*ROLE_LABELS, COREF))
    + "</Relations>\n"
    + "".join(map(_choices, _CHOICES))
    + "</View>\n"
)
"""The labeling interface of a project that takes what is written here."""


def read_label_studio(path: Path) -> Iterator[Record]:
    """Records of an export, in its order; the file is read as a whole.

    Raises GoldError, with the task's number, for what is no task, has no text, refers to a region
    that is not there, or marks other words than it says.
    """
    try:
        tasks = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as problem:
        raise GoldError(
            f"{str(path)!r} is no JSON: {problem}", "export the project as JSON, not as JSON-MIN"
        ) from problem
    if not isinstance(tasks, list):
        raise GoldError(f"{str(path)!r} is no list of tasks", "export the project as JSON")
    for number, task in enumerate(tasks, start=1):
        try:
            yield _record(task, number)
        except (GoldError, LookupError, TypeError, ValueError, AttributeError) as problem:
            kind = "" if isinstance(problem, GoldError) else f"{type(problem).__name__}: "
            raise GoldError(
                f"task {number} of {str(path)!r} cannot be read: {kind}{problem}",
                getattr(problem, "hint", "") or "export the project as JSON",
            ) from problem


def _record(task: Mapping[str, Any], number: int) -> Record:
    data = dict(task["data"])
    text = data.pop("text", None)
    if not isinstance(text, str):
        raise GoldError("its data has no text", "the labeling interface must show $text")
    loose = dict(data.pop(_OURS, None) or {})
    extra = dict(data.pop("extra", None) or {})
    known = {key: data.pop(key) for key in ARTICLE_KEYS if key in data}
    loose |= {"extra": extra | data} if extra or data else {}
    return record_from(text, {"id": task.get("id", number), **known, **loose}, _graph(text, task))


def _graph(text: str, task: Mapping[str, Any]) -> Graph:
    given = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    given.sort(key=lambda annotation: not annotation.get("ground_truth"))
    chosen: Mapping[str, Any] = next(iter(given or task.get("predictions") or ()), {})
    results = chosen.get("result") or []
    values: dict[str, dict[str, Any]] = defaultdict(dict)
    for result in results:
        if result["type"] == "choices":
            values[result["id"]] |= _chosen(result["value"]["choices"])
    marks: dict[str, Mark] = {}
    for result in results:
        region = result.get("value") or {}
        if result["type"] == "relation" or not isinstance(region.get("start"), int):
            continue
        key, own = result["id"], values[result["id"]] | _meta(result.get("meta") or {})
        labels = () if result["type"] == "choices" else region.get(result["type"]) or ()
        for label in labels:
            names = chain([key], (f"{key}/{number}" for number in numbers(2)))
            again = next(name for name in names if name not in marks)
            marks[again] = Mark(again, label, (_bounds(text, region),), own)
    return Graph(tuple(marks.values()), tuple(_arcs(results, marks)))


def _arcs(results: list[dict[str, Any]], marks: Mapping[str, Mark]) -> Iterator[Arc]:
    for result in results:
        if result["type"] == "relation":
            head, child = result["from_id"], result["to_id"]
            if result.get("direction") == "left":
                head, child = child, head
            for key in (head, child):
                if key not in marks:
                    raise GoldError(f"a relation leads to the region {key!r}, which is not there")
            for label in result.get("labels") or [""]:
                yield Arc(head, child, label)


def _chosen(choices: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for choice in choices:
        if choice in ROLES:
            found.setdefault("roles", []).append(choice)
        found |= {name: choice for name in ("stance", "kind") if choice in _CHOICES[name]}
    return found


def _meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    lines = meta.get("text") or []
    lines = [lines] if isinstance(lines, str) else lines
    names = [line.removeprefix(_NAME) for line in lines if line.startswith(_NAME)]
    return dict(meta.get(_OURS) or {}) | ({"name": names[0]} if names else {})


def _bounds(text: str, region: Mapping[str, Any]) -> Bounds:
    """Characters of a region, by the words given with it where its offsets are UTF-16 units."""
    start, end, words = region["start"], region["end"], region.get("text")
    if not words or _bare(text[start:end]) == _bare(words):
        return start, end
    raw = text.encode("utf-16-le", "surrogatepass")
    parts = (raw[: 2 * start], raw[2 * start : 2 * end])
    before, inside = (part.decode("utf-16-le", "replace") for part in parts)
    if _bare(inside) == _bare(words):
        return len(before), len(before) + len(inside)
    raise GoldError(
        f"the text at {start}-{end} is {text[start:end][:80]!r}, not {words[:80]!r}",
        "the data must hold the text that was annotated, line ends and all",
    )


def _bare(words: str) -> str:
    """Without space and written-out line ends, which Label Studio does not always keep."""
    return "".join(words.replace("\\n", " ").split())


def write_label_studio(records: Iterable[Record], target: Path) -> int:
    """Write a file of tasks, one a line in one list; returns how many.

    ``LABELING_CONFIG`` is the labeling interface to import it into. Raises StorageError when the
    file cannot be written.
    """
    count = 0
    with WholeFile(target) as file:
        file.write("[")
        for count, record in enumerate(records, start=1):
            task = json.dumps(_task(record, count), ensure_ascii=False)
            file.write(("\n" if count == 1 else ",\n") + task)
        file.write("\n]\n")
    return count


def _task(record: Record, number: int) -> dict[str, Any]:
    article = record.article
    data: dict[str, Any] = {"text": article.text, **article_fields(article)}
    loose = loose_parts(record)
    if "extra" in loose:
        data["extra"] = loose.pop("extra")
    if loose:
        data[_OURS] = loose
    result = list(_results(article.text, graph_of(record)))
    given: dict[str, Any] = {"result": result}
    if record.model is None:
        return {"id": number, "data": data, "annotations": [given], "predictions": []}
    given["model_version"] = record.model
    return {"id": number, "data": data, "annotations": [], "predictions": [given]}


def _results(text: str, graph: Graph) -> Iterator[dict[str, Any]]:
    for mark in graph.marks:
        ((start, end),) = mark.pieces
        region = {"start": start, "end": end, "text": text[start:end]}
        values = dict(mark.values)
        choices = {name: values.pop(name) for name in _CHOICES if name in values}
        meta: dict[str, Any] = {}
        if "name" in values:
            meta["text"] = [_NAME + values.pop("name")]
        if values:
            meta[_OURS] = values
        yield {
            "id": mark.key,
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {**region, "labels": [mark.label]},
            **({"meta": meta} if meta else {}),
        }
        for name, chosen in choices.items():
            value = {**region, "choices": [chosen] if isinstance(chosen, str) else chosen}
            yield {
                "id": mark.key,
                "from_name": name,
                "to_name": "text",
                "type": "choices",
                "value": value,
            }
    for arc in graph.arcs:
        yield {
            "type": "relation",
            "from_id": arc.head,
            "to_id": arc.child,
            "direction": "right",
            "labels": [arc.label],
        }
