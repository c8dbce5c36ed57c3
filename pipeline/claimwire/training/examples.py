"""Annotated records -> windows with labels, flat enough for an Arrow table.

A row holds one window: ``pieces``, ``first`` and ``features`` as in ``model.words`` (indices count
from the window), ``taught`` (heads with labels here), ``sentence`` (words that begin one),
``tags`` ([head, first word, last word, label]), ``anchors`` ([head, first, last, first, last,
stance, source is null]) and ``anchor_tags`` ([anchor, first, last, label]).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tokenizers import Tokenizer

from claimwire.model.labels import (
    ANCHORED_HEADS,
    ARGUMENT_ROLES,
    ASSERTION_LABELS,
    ENTITY_LABELS,
    STATEMENT_LABELS,
    STATEMENT_ROLES,
    TOKEN_HEADS,
)
from claimwire.model.windows import Window, cut_windows
from claimwire.model.words import Words, split_words
from claimwire.records import STANCES, Assertion, Bounds, Record, Span
from claimwire.training.settings import CorpusPart, TrainSettings

HEADS = tuple(TOKEN_HEADS)
ANCHORED = tuple(ANCHORED_HEADS)
UNKNOWN = -100

WordSpan = tuple[int, int]
"""First and last word of a span, both included, counted from the window."""

_TAUGHT = {
    "sentence": ("sentence",),
    "entity": ("entity",),
    "statement": ("statement", "statement_roles"),
    "assertion": (*(f"assertion_{label}" for label in ASSERTION_LABELS), "events", "arguments"),
    "role": ("role_actor", "role_victim"),
    "coreference": ("antecedent",),
}


def window_rows(
    records: Iterable[Record], part: CorpusPart, settings: TrainSettings, tokenizer: Tokenizer
) -> Iterator[dict[str, Any]]:
    """All windows of the records with the labels that this corpus part teaches."""
    rng = random.Random(f"{settings.seed}-{part.name}")
    for record in records:
        words = split_words(record.article.text, tokenizer)
        for window in cut_windows(words, settings.length, settings.overlap):
            labeller = _Labeller(record, words, window)
            for lesson in part.teaches:
                labeller.teach(lesson)
            if "assertion" in part.teaches:
                labeller.negative_actors(settings.negative_anchors, rng)
            if "coreference" in part.teaches:
                labeller.antecedents(settings.antecedent_anchors, rng)
            yield labeller.row()


class _Labeller:
    """Collects the labels of one window."""

    def __init__(self, record: Record, words: Words, window: Window) -> None:
        self.record, self.words, self.window = record, words, window
        self.taught: list[str] = []
        self.sentence: list[int] = []
        self.tags: list[list[int]] = []
        self.anchors: list[list[int]] = []
        self.anchor_tags: list[list[int]] = []

    def teach(self, lesson: str) -> None:
        """Add the labels of one lesson."""
        self.taught += _TAUGHT[lesson]
        getattr(self, f"_teach_{lesson}")()

    def row(self) -> dict[str, Any]:
        """The window as one row of the table."""
        words, window = self.words, self.window
        base = int(words.first[window.first])
        stop = int(words.first[window.stop])
        return {
            "pieces": words.pieces[base:stop].tolist(),
            "first": (words.first[window.first : window.stop] - base).tolist(),
            "features": words.features[window.first : window.stop].reshape(-1).tolist(),
            "taught": self.taught,
            "sentence": self.sentence,
            "tags": self.tags,
            "anchors": self.anchors,
            "anchor_tags": self.anchor_tags,
        }

    def _at(self, bounds: Bounds | Span | None) -> WordSpan | None:
        """Words of a span in this window; None when it lies (partly) outside."""
        if bounds is None:
            return None
        start, end = bounds.bounds if isinstance(bounds, Span) else bounds
        covered = self.words.covering(start, end)
        if covered is None or covered[0] < self.window.first or covered[1] >= self.window.stop:
            return None
        return covered[0] - self.window.first, covered[1] - self.window.first

    def _tag(self, head: str, at: WordSpan | None, label: int) -> None:
        if at is not None:
            self.tags.append([HEADS.index(head), at[0], at[1], label])

    def _anchor(
        self, head: str, spans: list[WordSpan], stance: int = UNKNOWN, null: int = UNKNOWN
    ) -> int:
        padded = [*spans, spans[0]][:2]
        row = [ANCHORED.index(head), *padded[0], *padded[1], stance, null]
        self.anchors.append(row)
        return len(self.anchors) - 1

    def _anchor_tag(self, anchor: int, at: WordSpan | None, label: int) -> None:
        if at is not None:
            self.anchor_tags.append([anchor, at[0], at[1], label])

    def _teach_sentence(self) -> None:
        for start, end in self.record.sentences:
            covered = self.words.covering(start, end)
            if covered and self.window.first <= covered[0] < self.window.stop:
                self.sentence.append(covered[0] - self.window.first)

    def _teach_entity(self) -> None:
        rows = sorted(
            (start - end, start, end, entity.type)
            for entity in self.record.entities
            for start, end in entity.named
        )
        taken: set[int] = set()
        for _, start, end, kind in reversed(rows):
            if not taken.intersection(range(start, end)):
                taken.update(range(start, end))
                label = "PLACE" if kind == "COUNTRY" else kind  # which is which says a table
                self._tag("entity", self._at((start, end)), ENTITY_LABELS.index(label))

    def _teach_statement(self) -> None:
        for statement in self.record.statements:
            parts: list[tuple[str, Span]] = [("content", span) for span in statement.content]
            parts += [("source", statement.source)] if statement.source else []
            cue = self._at(statement.cue)
            self._tag("statement", cue, STATEMENT_LABELS.index("cue"))
            anchor = self._anchor("statement_roles", [cue]) if cue else None
            for role, span in parts:
                at = self._clipped(span)
                self._tag("statement", at, STATEMENT_LABELS.index(role))
                if anchor is not None:
                    self._anchor_tag(anchor, at, STATEMENT_ROLES.index(role))

    def _clipped(self, span: Span) -> WordSpan | None:
        """Like ``_at``, but of a long content that leaves the window keep what lies inside."""
        covered = self.words.covering(*span.bounds)
        if covered is None:
            return None
        first = max(covered[0], self.window.first) - self.window.first
        last = min(covered[1], self.window.stop - 1) - self.window.first
        return (first, last) if first <= last else None

    def _teach_assertion(self) -> None:
        frames: dict[WordSpan, list[WordSpan]] = defaultdict(list)
        for assertion in self.record.assertions:
            actor, event = self._at(assertion.actor), self._at(assertion.event)
            self._tag("assertion_actor", actor, 0)
            self._tag("assertion_event", event, 0)
            self._tag("assertion_source", self._at(assertion.source), 0)
            for victim in assertion.victims:
                self._tag("assertion_victim", self._at(victim), 0)
            if actor and event:
                if event not in frames[actor]:
                    frames[actor].append(event)
                self._argument_anchor(assertion, actor, event)
        for actor, events in frames.items():
            anchor = self._anchor("events", [actor])
            for event in events:
                self._anchor_tag(anchor, event, 0)

    def _argument_anchor(self, assertion: Assertion, actor: WordSpan, event: WordSpan) -> None:
        source = self._at(assertion.source)
        if assertion.source is not None and source is None:
            return
        key = [ANCHORED.index("arguments"), *actor, *event]
        anchor = next((i for i, row in enumerate(self.anchors) if row[:5] == key), None)
        if anchor is None:
            stance, null = STANCES.index(assertion.stance), int(assertion.source is None)
            anchor = self._anchor("arguments", [actor, event], stance, null)
        self._anchor_tag(anchor, source, ARGUMENT_ROLES.index("source"))
        for victim in assertion.victims:
            self._anchor_tag(anchor, self._at(victim), ARGUMENT_ROLES.index("victim"))
        self._anchor_tag(anchor, self._at(assertion.cue), ARGUMENT_ROLES.index("cue"))

    def negative_actors(self, most: int, rng: random.Random) -> None:
        """Anchors that are nobody's actor: named mentions, sources, victims; they have no event."""
        actors = {tuple(a[1:3]) for a in self.anchors if ANCHORED[a[0]] == "events"}
        others = [self._at(bounds) for e in self.record.entities for bounds in e.named]
        for assertion in self.record.assertions:
            others += [self._at(span) for span in (assertion.source, *assertion.victims)]
        found = sorted(
            {
                span
                for span in others
                if span and not any(span[0] <= last and first <= span[1] for first, last in actors)
            }
        )
        for span in rng.sample(found, min(most, len(found))):
            self._anchor("events", [span])

    def _teach_coreference(self) -> None:
        """What is taught is drawn by ``antecedents``."""

    def antecedents(self, most: int, rng: random.Random) -> None:
        """Anchors that ask which name a span stands for: ``most`` of those that have an answer in
        this window, and as many that name themselves best."""
        known: dict[WordSpan, WordSpan | None] = {}
        for span, name in self._names():
            anchor = self._at(span)
            if anchor is not None and (name is None or self._at(name) is not None):
                known.setdefault(anchor, self._at(name))
        answered = [(anchor, name) for anchor, name in known.items() if name and name != anchor]
        own = [(anchor, None) for anchor, name in known.items() if name is None]
        for group in (answered, own):
            for anchor, name in rng.sample(group, min(most, len(group))):
                number = self._anchor("antecedent", [anchor])
                self._anchor_tag(number, name, 0)

    def _names(self) -> Iterator[tuple[Bounds, Bounds | None]]:
        """Spans with the nearest mention of their best name, None for those that hold it.

        From coreference chains where the record has them, else from the names of arguments.
        """
        for entity in self.record.entities:
            for bounds in entity.mentions:
                if entity.named and bounds not in entity.named:
                    yield bounds, _nearest(bounds, entity.named)
        text = self.record.article.text
        for assertion in self.record.assertions:
            for span in (assertion.source, assertion.event, assertion.actor):
                if span is None:
                    continue
                if span.best_name in span.text:
                    yield span.bounds, None
                    continue
                pattern = rf"(?<!\w){re.escape(span.best_name)}(?!\w)"
                found = [match.span() for match in re.finditer(pattern, text)]
                if found:
                    yield span.bounds, _nearest(span.bounds, found)

    def _teach_role(self) -> None:
        text, record = self.record.article.text, self.record
        for role in ("actor", "victim"):
            bounds = {
                b for entity in record.entities if role in entity.roles for b in entity.mentions
            }
            for name in getattr(record.roles, f"{role}s"):
                pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
                bounds.update(match.span() for match in re.finditer(pattern, text))
            for assertion in record.assertions:
                spans = (assertion.actor,) if role == "actor" else assertion.victims
                bounds.update(span.bounds for span in spans)
            for pair in bounds:
                self._tag(f"role_{role}", self._at(pair), 0)


def _nearest(bounds: Bounds, others: Iterable[Bounds]) -> Bounds:
    """The nearest of the others, one before twice as near as one after."""
    start = bounds[0]
    return min(others, key=lambda b: start - b[0] if b[0] <= start else 2 * (b[0] - start))
