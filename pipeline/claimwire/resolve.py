"""Stage: mentions, statements and assertions -> entities with their best names."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from spacy.tokens import Doc

from claimwire.antecedents import REACH, antecedent, stands_for_a_name
from claimwire.clusters import Cluster, ClusterIndex
from claimwire.doc import findings
from claimwire.event_names import best_event_name, is_bare
from claimwire.lexicon import word_set
from claimwire.names import bare, is_short_for, normal
from claimwire.records import (
    Assertion,
    Bounds,
    Entity,
    EntityType,
    Mention,
    Role,
    Span,
    Statement,
)

_PREPOSITION = re.compile(
    r"(?i)\b(?:of|in|from|for|at|by|to|with|on|against|near|and|or|under|between)\s+(?:the\s+)?$"
)


_IN_BRACKETS = re.compile(
    r"\s{0,9}[(\[]\s{0,9}(?:the\s{1,9})?([^()\[\]\d\s][^()\[\]\d]{1,79}?)\s{0,9}[)\]]"
)


class Resolve:
    """spaCy component ``claimwire_resolve``."""

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        resolver = Resolver(found.article.text, found.mentions, found.antecedents)
        resolver.read(found.statements, found.assertions)
        found.entities = resolver.entities()
        found.statements = tuple(map(resolver.statement, found.statements))
        found.assertions = tuple(map(resolver.assertion, found.assertions))
        return doc


class Resolver:
    """Clusters of one article, and which cluster each span belongs to."""

    def __init__(
        self,
        text: str,
        mentions: Iterable[Mention],
        antecedents: Mapping[Bounds, Bounds] | None = None,
    ) -> None:
        """mentions: in the order of the text. antecedents: what the network takes for the name of
        a span."""
        self.text = text
        self.index = ClusterIndex()
        self.of_bounds: dict[Bounds, Cluster] = {}
        self.antecedents = antecedents or {}
        self._named: list[Mention] = []
        self._phrases: list[Mention] = []
        self._ends: list[tuple[int, int]] = []
        self._numbers: dict[int, int] = {}
        self._mentions = list(mentions)

    def read(self, statements: Iterable[Statement], assertions: Iterable[Assertion]) -> None:
        """Cluster everything: names first, then what stands for names, then events."""
        for mention in self._mentions:
            self._read_mention(mention)
        self._read_aliases()
        for mention in self._phrases:
            if mention.roles:
                self._read_span((mention.start, mention.end), list(mention.roles))
        spans: dict[tuple[int, int], set[Role]] = defaultdict(set)
        for statement in statements:
            if statement.source:
                spans[statement.source.bounds].add("source")
        kept = list(assertions)
        for assertion in kept:
            spans[assertion.actor.bounds].add("actor")
            if assertion.source:
                spans[assertion.source.bounds].add("source")
            for victim in assertion.victims:
                spans[victim.bounds].add("victim")
        for bounds, roles in sorted(spans.items()):
            self._read_span(bounds, sorted(roles))
        self._read_events(kept)

    def _read_mention(self, mention: Mention) -> None:
        bounds = mention.start, mention.end
        name = self.text[slice(*bounds)]
        if stands_for_a_name(name) is not None:
            return
        if mention.type == "GROUP" and bounds in self.antecedents:
            self._phrases.append(mention)
            return
        cluster = self.index.named(name, mention.type)
        self._add(cluster, bounds, name, mention.roles)
        self._named.append(mention)

    def _read_aliases(self) -> None:
        """Join a name and its short or long form in brackets: "the Larks Front (LF)"."""
        by_end = {mention.end: mention for mention in self._named}
        for match in _IN_BRACKETS.finditer(self.text):
            mention = by_end.get(match.start())
            name = self.text[mention.start : mention.end] if mention else ""
            forms = (match[1], name)
            if not (is_short_for(*forms) or is_short_for(*forms[::-1])):
                continue
            assert mention is not None  # an empty name is short for nothing
            full = self.of_bounds[mention.start, mention.end]
            short = self.of_bounds.get(match.span(1)) or self.index.known(match[1])
            if short is None:
                self._add(full, match.span(1), match[1], ())
                self.index.knows(match[1], full)
            elif short is not full:
                self._join(full, short)

    def _join(self, kept: Cluster, gone: Cluster) -> None:
        """Make one cluster of two."""
        self.of_bounds.update(dict.fromkeys(gone.mentions, kept))
        self.index.join(kept, gone)

    def _add(
        self, cluster: Cluster, bounds: Bounds, name: str | None, roles: Iterable[Role]
    ) -> None:
        cluster.add(bounds, name, roles)
        self.of_bounds[bounds] = cluster
        insort(self._ends, (bounds[1], bounds[0]))

    def _read_span(self, bounds: Bounds, roles: list[Role]) -> None:
        head = self._head(bounds)
        phrase = self.text[slice(*bounds)]
        cluster = self.of_bounds.get(bounds)
        if cluster is None and head is not None:
            cluster = self.of_bounds[head.start, head.end]
        elif cluster is None:
            cluster = self._meant(bounds)
            if cluster is None:
                cluster = antecedent(phrase, bounds[0], self._before(bounds[0]), role=roles[0])
            if cluster is not None:
                self._add(cluster, bounds, None, roles)
        if cluster is None:
            cluster = self.index.named(phrase, _phrase_type(phrase))
            self._add(cluster, bounds, phrase, roles)
        cluster.roles.update(roles)
        self.of_bounds[bounds] = cluster

    def _meant(self, bounds: Bounds) -> Cluster | None:
        """The cluster of the name that the network takes a span to stand for."""
        name = self.antecedents.get(bounds)
        if name is None or stands_for_a_name(self.text[slice(*name)]) is not None:
            return None
        cluster = self.of_bounds.get(name)
        if cluster is None:
            head = self._head(name)
            cluster = self.of_bounds[head.start, head.end] if head else None
        if cluster is None:
            phrase = self.text[slice(*name)]
            cluster = self.index.named(phrase, _phrase_type(phrase))
            self._add(cluster, name, phrase, ())
        return cluster

    def _before(self, start: int) -> Iterator[tuple[int, Cluster]]:
        """Ends of the mentions shortly before a character, with their clusters."""
        first = bisect_left(self._ends, (start - REACH, 0))
        stop = bisect_left(self._ends, (start + 1, 0))
        for end, begin in self._ends[first:stop]:
            yield end, self.of_bounds[begin, end]

    def _head(self, bounds: Bounds) -> Mention | None:
        """The named mention that a phrase is about: its last words unless a preposition stands
        before them ("security firm FireEye"), or its first ones before a comma."""
        start, end = bounds
        first = bisect_left(self._named, start, key=lambda m: m.start)
        for mention in self._named[first : first + _INSIDE]:
            if mention.start >= end:
                break
            if mention.end > end:
                continue
            before = self.text[start : mention.start]
            after = self.text[mention.end : end]
            own = mention.type in ("PERSON", "ORGANIZATION", "COUNTRY")
            if own and not _PREPOSITION.search(before) and after.strip() in ("", "'s", "’s"):
                return mention
            if own and before.strip().lower() in ("", "the") and after.startswith(","):
                return mention
        return None

    def _read_events(self, assertions: list[Assertion]) -> None:
        ordered = sorted({a.event.bounds for a in assertions})
        actor_of = {
            a.event.bounds: normal(self.of_bounds[a.actor.bounds].best_name()) for a in assertions
        }
        phrases = [(b[0], self.text[slice(*b)], actor_of[b]) for b in ordered]
        by_name: dict[str, Cluster] = {}
        for position, bounds in enumerate(ordered):
            name = best_event_name(position, phrases)
            meant = self.antecedents.get(bounds)
            if meant and is_bare(self.text[slice(*bounds)]) and not _has_name(name):
                name = self.text[slice(*meant)]
            cluster = by_name.get(normal(name))
            if cluster is None:
                cluster = by_name[normal(name)] = self.index.new("EVENT")[1]
                cluster.names[name] = None
            cluster.add(bounds, None, ())
            cluster.first_named = min(cluster.first_named, bounds[0])
            self.of_bounds.setdefault(bounds, cluster)

    def entities(self) -> tuple[Entity, ...]:
        """Entities in the order of their first mention; ids count from 0."""
        filled = (c for c in self.index.clusters if c.mentions)
        clusters = sorted(filled, key=lambda c: min(c.mentions))
        self._numbers = {id(cluster): number for number, cluster in enumerate(clusters)}
        return tuple(
            Entity(
                id=number,
                name=_name(cluster),
                type=cluster.type,
                roles=tuple(sorted(cluster.roles)),
                mentions=tuple(sorted(cluster.mentions)),
            )
            for number, cluster in enumerate(clusters)
        )

    def _tied(self, span: Span | None) -> Span | None:
        if span is None:
            return None
        cluster = self.of_bounds.get(span.bounds)
        if cluster is None:
            return replace(span, name=bare(span.text))
        return replace(span, name=_name(cluster), entity=self._numbers[id(cluster)])

    def statement(self, statement: Statement) -> Statement:
        """The statement with its source tied to an entity."""
        return replace(statement, source=self._tied(statement.source))

    def assertion(self, assertion: Assertion) -> Assertion:
        """The assertion with its spans tied to entities."""
        actor, event = self._tied(assertion.actor), self._tied(assertion.event)
        assert actor is not None
        assert event is not None
        return replace(
            assertion,
            source=self._tied(assertion.source),
            actor=actor,
            event=event,
            victims=tuple(v for v in map(self._tied, assertion.victims) if v),
            reported_by=self._tied(assertion.reported_by),
        )


_INSIDE = 50
"""Named mentions that are looked at in one phrase."""


def _has_name(phrase: str) -> bool:
    """True when a word behind the first begins with a capital: "the WannaCry attack"."""
    return any(word[0].isupper() for word in phrase.split()[1:])


def _name(cluster: Cluster) -> str:
    return next(iter(cluster.names)) if cluster.type == "EVENT" else cluster.best_name()


def _phrase_type(phrase: str) -> EntityType:
    """Type of a phrase that no name heads: one person, else a group."""
    last = re.findall(r"\w+", phrase.lower())[-1:] or [""]
    return "PERSON" if last[0] in word_set("person_nouns") else "GROUP"
