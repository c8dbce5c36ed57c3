"""The lines of a brat ``.ann`` file to marks and arcs, and back; ``brat`` says what they mean.

brat's spans hold no line breaks, so a span over several lines is written as its lines; pieces with
nothing but line breaks between them are one span again. Where that would not give back the same
span, a note keeps its bounds.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claimwire.errors import GoldError
from claimwire.gold.graph import ASSERTION, ATTRIBUTION, COREF, Arc, Graph, Mark
from claimwire.records import ROLES, Bounds

_DOCUMENT = "DOCUMENT"
"""What a note on the whole document is tied to; brat passes over it."""

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_NOTE, _NAME_NOTE, _NAME = "Claimwire", "AnnotatorNotes", "name: "


def lines_apart(text: str, pieces: Sequence[Bounds]) -> list[Bounds]:
    """Pieces cut at line breaks; one that is nothing but line breaks is kept as it is."""
    found: list[Bounds] = []
    for start, end in pieces:
        found += [match.span() for match in _LINE.finditer(text, start, end)] or [(start, end)]
    return found


def lines_joined(text: str, pieces: Sequence[Bounds]) -> list[Bounds]:
    """Pieces, joined where nothing but line breaks stands between them."""
    found: list[Bounds] = []
    for start, end in pieces:
        between = text[found[-1][1] : start] if found else ""
        if between and not between.strip(_BREAKS):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def ann_lines(text: str, graph: Graph, document: Mapping[str, Any]) -> list[str]:
    """The lines of a text's annotation without line ends; document: what is noted of the whole."""
    return list(_Writing(text, graph).lines(document))


class _Writing:
    """Numbers the annotations of one document and writes them down."""

    def __init__(self, text: str, graph: Graph) -> None:
        self._text = text
        self._graph = graph
        self._numbers: Counter[str] = Counter()
        self._spans = {mark.key: self._new("T") for mark in graph.marks}

    def _new(self, prefix: str) -> str:
        self._numbers[prefix] += 1
        return f"{prefix}{self._numbers[prefix]}"

    def lines(self, document: Mapping[str, Any]) -> Iterator[str]:
        if document:
            yield self._note(_NOTE, _DOCUMENT, json.dumps(document))
        slots, chains = self._arcs()
        for mark in self._graph.marks:
            key = self._spans[mark.key]
            pieces = lines_apart(self._text, mark.pieces)
            offsets = ";".join(f"{start} {end}" for start, end in pieces)
            words = " ".join(self._text[start:end] for start, end in pieces)
            yield f"{key}\t{mark.label} {offsets}\t{re.sub(f'[{_BREAKS}]', ' ', words)}"
            if mark.label in (ATTRIBUTION, ASSERTION):
                trigger, key = key, self._new("E")
                yield f"{key}\t{' '.join((f'{mark.label}:{trigger}', *slots[mark.key]))}"
            values = dict(mark.values)
            if lines_joined(self._text, pieces) != list(mark.pieces):
                values["bounds"] = mark.pieces
            yield from self._values(key, values)
        for first, others in chains.items():
            yield f"*\tEquiv {' '.join((first, *others))}"

    def _arcs(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """Frame -> its arguments (``Victim2:T7``), and first mention -> the others."""
        slots: dict[str, list[str]] = defaultdict(list)
        chains: dict[str, list[str]] = defaultdict(list)
        counts: Counter[tuple[str, str]] = Counter()
        for arc in self._graph.arcs:
            child = self._spans[arc.child]
            if arc.label == COREF:
                chains[self._spans[arc.head]].append(child)
                continue
            counts[arc.head, arc.label] += 1
            number = counts[arc.head, arc.label]
            slots[arc.head].append(f"{arc.label}{number if number > 1 else ''}:{child}")
        return slots, chains

    def _values(self, key: str, values: dict[str, Any]) -> Iterator[str]:
        for attribute in ("stance", "kind"):
            if attribute in values:
                yield f"{self._new('A')}\t{attribute.title()} {key} {values.pop(attribute)}"
        for role in values.pop("roles", ()):
            yield f"{self._new('A')}\tIs{role.title()} {key}"
        name = values.get("name")
        if name and not re.search(f"[{_BREAKS}\t]", name) and name == name.strip():
            yield self._note(_NAME_NOTE, key, _NAME + values.pop("name"))
        if values:
            yield self._note(_NOTE, key, json.dumps(values))

    def _note(self, kind: str, key: str, content: str) -> str:
        return f"{self._new('#')}\t{kind} {key}\t{content}"


def parse_ann(path: Path, content: str, text: str) -> tuple[Graph, Mapping[str, Any]]:
    """The graph of an annotation file's content, and what is noted of the whole document.

    Raises GoldError with its number for a line that is none of brat's, refers to what is not
    there, or whose words are not those of the text.
    """
    parsing = _Parsing(text)
    rows = [
        (number, line.removesuffix("\r"))
        for number, line in enumerate(content.removeprefix("\ufeff").split("\n"), start=1)
        if line.strip()
    ]
    for take in parsing.steps():
        for number, line in rows:
            try:
                take(line)
            except (LookupError, TypeError, ValueError, RecursionError) as problem:
                reason = f"{problem} is not there" if isinstance(problem, KeyError) else problem
                raise GoldError(
                    f"{path}:{number} is no line of brat standoff: {line[:80]!r}: {reason}",
                    "https://brat.nlplab.org/standoff.html describes the format",
                ) from problem
    return parsing.graph(), parsing.document


class _Parsing:
    """Takes the lines of one file: spans first, then what refers to them."""

    def __init__(self, text: str) -> None:
        self.document: Mapping[str, Any] = {}
        self._text = text
        self._labels: dict[str, str] = {}
        self._pieces: dict[str, list[Bounds]] = {}
        self._values: dict[str, dict[str, Any]] = defaultdict(dict)
        self._arcs: list[Arc] = []

    def steps(self) -> Iterator[Callable[[str], None]]:
        """What to do with all lines, one step after the other."""
        yield self._check
        yield self._span
        yield self._event
        yield self._refer

    def graph(self) -> Graph:
        marks = []
        for key, label in self._labels.items():
            values = self._values[key]
            pieces = lines_joined(self._text, self._pieces[key])
            bounds = [(start, end) for start, end in values.pop("bounds", ())]
            if bounds and lines_apart(self._text, bounds) == self._pieces[key]:
                pieces = bounds
            marks.append(Mark(key, label, tuple(pieces), values))
        return Graph(tuple(marks), tuple(self._arcs))

    def _check(self, line: str) -> None:
        if line[0] not in "TERAMN*#":
            raise ValueError(f"{line[0]!r} begins no annotation")

    def _span(self, line: str) -> None:
        if line[0] != "T":
            return
        key, head, *words = line.split("\t", 2)
        label, offsets = head.split(" ", 1)
        pieces = [(int(a), int(b)) for a, b in map(str.split, offsets.split(";"))]
        for start, end in pieces:
            if not 0 <= start <= end <= len(self._text):
                raise ValueError(f"{start}-{end} is outside a text of {len(self._text)} characters")
        there = "".join(self._text[start:end] for start, end in pieces)
        given = "".join(words)
        if given and not "".join(given.split()).startswith("".join(there.split())):
            raise ValueError(f"the text there is {there[:80]!r}")
        if key in self._labels:
            raise ValueError(f"a second {key}")
        self._labels[key], self._pieces[key] = label, pieces

    def _event(self, line: str) -> None:
        if line[0] == "E":
            key, label, trigger, _ = self._event_parts(line)
            if key in self._labels:
                raise ValueError(f"a second {key}")
            self._pieces[key] = self._pieces[trigger]
            self._labels[key] = label

    def _event_parts(self, line: str) -> tuple[str, str, str, list[tuple[str, str]]]:
        key, slots = line.split("\t")[:2]
        (label, trigger), *others = (slot.split(":") for slot in slots.split())
        return key, label, trigger, [(role, child) for role, child in others]

    def _refer(self, line: str) -> None:
        """Arcs, attributes and notes."""
        key, head, *tail = line.split("\t", 2)
        if line[0] == "E":
            key, _, _, slots = self._event_parts(line)
            self._add_arcs(key, slots)
        elif line[0] == "R":
            label, first, second = head.split()
            self._add_arcs(first.split(":")[1], [(label, second.split(":")[1])])
        elif line[0] == "*":
            label, first, *others = head.split()
            self._add_arcs(first, [(label, other) for other in others])
        elif line[0] in "AM":
            self._attribute(*head.split()[:3])
        elif line[0] == "#":
            kind, target = head.split()
            self._note(kind, target, "".join(tail))

    def _add_arcs(self, head: str, others: list[tuple[str, str]]) -> None:
        for key in (head, *(child for _, child in others)):
            if key not in self._labels:
                raise KeyError(key)
        self._arcs += [Arc(head, child, label) for label, child in others]

    def _attribute(self, name: str, key: str, value: str = "") -> None:
        if key not in self._labels:
            raise KeyError(key)
        role = name.removeprefix("Is").lower()
        if name.lower() in ("stance", "kind"):
            self._values[key][name.lower()] = value.lower()
        elif name.startswith("Is") and role in ROLES:
            self._values[key].setdefault("roles", []).append(role)

    def _note(self, kind: str, key: str, content: str) -> None:
        if kind == _NOTE:
            found = json.loads(content)
            if not isinstance(found, dict):
                raise ValueError(f"a JSON {type(found).__name__}, not an object")
            if key == _DOCUMENT:
                self.document = found
            else:
                self._values[key] |= found
        elif kind == _NAME_NOTE and content.startswith(_NAME):
            self._values[key]["name"] = content.removeprefix(_NAME)
