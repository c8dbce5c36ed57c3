"""Stage: mentions, statements and assertions -> entities with their best names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc

from claimwire.antecedents import antecedent, stands_for_a_name
from claimwire.clusters import Cluster, cluster_for
from claimwire.doc import findings
from claimwire.event_names import best_event_name
from claimwire.lexicon import word_set
from claimwire.names import bare, normal
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


class Resolve:
    """spaCy component ``claimwire_resolve``."""

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        resolver = Resolver(found.article.text, found.mentions)
        resolver.read(found.statements, found.assertions)
        found.entities = resolver.entities()
        found.statements = tuple(map(resolver.statement, found.statements))
        found.assertions = tuple(map(resolver.assertion, found.assertions))
        return doc


class Resolver:
    """Clusters of one article, and which cluster each span belongs to."""

    def __init__(self, text: str, mentions: Iterable[Mention]) -> None:
        self.text = text
        self.clusters: list[Cluster] = []
        self.of_bounds: dict[Bounds, Cluster] = {}
        self._named: list[Mention] = []
        self._mentions = list(mentions)

    def read(self, statements: Iterable[Statement], assertions: Iterable[Assertion]) -> None:
        """Cluster everything: names first, then what stands for names, then events."""
        for mention in self._mentions:
            self._read_mention(mention)
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
        cluster = self._named_cluster(name, mention.type)
        cluster.add(bounds, name, mention.roles)
        self.of_bounds[bounds] = cluster
        self._named.append(mention)

    def _named_cluster(self, name: str, kind: EntityType) -> Cluster:
        cluster = cluster_for(self.clusters, name, kind)
        if cluster is None:
            cluster = Cluster(kind)
            self.clusters.append(cluster)
        elif kind == "COUNTRY":
            cluster.type = kind
        return cluster

    def _read_span(self, bounds: Bounds, roles: list[Role]) -> None:
        head = self._head(bounds)
        phrase = self.text[slice(*bounds)]
        cluster = self.of_bounds.get(bounds)
        if cluster is None and head is not None:
            cluster = self.of_bounds[head.start, head.end]
        elif cluster is None:
            cluster = antecedent(phrase, bounds[0], self.clusters, role=roles[0])
            if cluster is not None:
                cluster.add(bounds, None, roles)
        if cluster is None:
            cluster = self._named_cluster(phrase, _phrase_type(phrase))
            cluster.add(bounds, phrase, roles)
        cluster.roles.update(roles)
        self.of_bounds[bounds] = cluster

    def _head(self, bounds: Bounds) -> Mention | None:
        """The named mention that a phrase is about: its last words unless a preposition stands
        before them ("security firm FireEye"), or its first ones before a comma."""
        start, end = bounds
        inside = [m for m in self._named if start <= m.start and m.end <= end]
        for mention in inside:
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
            cluster = by_name.get(normal(name))
            if cluster is None:
                cluster = by_name[normal(name)] = Cluster("EVENT")
                self.clusters.append(cluster)
                cluster.names.append(name)
            cluster.add(bounds, None, ())
            cluster.first_named = min(cluster.first_named, bounds[0])
            self.of_bounds.setdefault(bounds, cluster)

    def entities(self) -> tuple[Entity, ...]:
        """Entities in the order of their first mention; ids count from 0."""
        self.clusters.sort(key=lambda c: min(c.mentions))
        return tuple(
            Entity(
                id=number,
                name=cluster.names[0] if cluster.type == "EVENT" else cluster.best_name(),
                type=cluster.type,
                roles=tuple(sorted(cluster.roles)),
                mentions=tuple(sorted(cluster.mentions)),
            )
            for number, cluster in enumerate(self.clusters)
        )

    def _tied(self, span: Span | None) -> Span | None:
        if span is None:
            return None
        cluster = self.of_bounds.get(span.bounds)
        if cluster is None:
            return replace(span, name=bare(span.text))
        number = next(i for i, c in enumerate(self.clusters) if c is cluster)
        name = cluster.names[0] if cluster.type == "EVENT" else cluster.best_name()
        return replace(span, name=name, entity=number)

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


def _phrase_type(phrase: str) -> EntityType:
    """Type of a phrase that no name heads: one person, else a group."""
    last = re.findall(r"\w+", phrase.lower())[-1:] or [""]
    return "PERSON" if last[0] in word_set("person_nouns") else "GROUP"
