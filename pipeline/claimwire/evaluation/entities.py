"""Named mentions against gold: bounds and type, and which of them mean the same (B-cubed)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimwire.evaluation.counts import Counts
from claimwire.records import Bounds, Entity, Record

TYPES = ("PERSON", "ORGANIZATION", "PLACE")
"""Types that all annotated corpora and ``en_core_web_sm`` have; a COUNTRY is a PLACE here."""

_ARTICLE = re.compile(r"(?i)(?:the|an?)\s+")


def count_entities(predicted: Record, gold: Record) -> dict[str, Counts]:
    """Counts of one article: a mention is right when its bounds (but for a leading article) and
    its type are; "bounds" asks for the bounds only."""
    text = gold.article.text
    ours, theirs = _typed(predicted.entities, text), _typed(gold.entities, text)
    found = {"type": Counts(len(ours & theirs), len(ours), len(theirs))}
    for kind in TYPES:
        p, g = ({row for row in rows if row[1] == kind} for rows in (ours, theirs))
        found[kind] = Counts(len(p & g), len(p), len(g))
    p_bounds, g_bounds = ({bounds for bounds, _ in rows} for rows in (ours, theirs))
    found["bounds"] = Counts(len(p_bounds & g_bounds), len(p_bounds), len(g_bounds))
    return found


def count_coreference(predicted: Record, gold: Record) -> dict[str, Counts]:
    """B-cubed (Bagga & Baldwin 1998) over the named mentions of one article.

    "b-cubed" counts a mention that the other side lacks as wholly wrong; "b-cubed | found" looks
    only at mentions that both sides have.
    """
    text = gold.article.text
    ours, theirs = _clusters(predicted.entities, text), _clusters(gold.entities, text)
    shared = ours.keys() & theirs.keys()
    found = {"b-cubed": _b_cubed(ours, theirs)}
    found["b-cubed | found"] = _b_cubed(
        {m: ours[m] & shared for m in shared}, {m: theirs[m] & shared for m in shared}
    )
    return found


def _b_cubed(ours: dict[Bounds, set[Bounds]], theirs: dict[Bounds, set[Bounds]]) -> Counts:
    shared = ours.keys() & theirs.keys()
    precision = sum(len(ours[m] & theirs[m]) / len(ours[m]) for m in shared)
    recall = sum(len(ours[m] & theirs[m]) / len(theirs[m]) for m in shared)
    return Counts(precision, len(ours), len(theirs), recall)


def _with_names(entities: Sequence[Entity]) -> Iterator[tuple[Entity, tuple[Bounds, ...]]]:
    """Entities with the mentions that hold a name; where none tells which do, with all."""
    told = any(entity.named for entity in entities)
    for entity in entities:
        yield entity, entity.named if told else entity.mentions


def _typed(entities: Sequence[Entity], text: str) -> set[tuple[Bounds, str]]:
    return {
        (_trimmed(bounds, text), kind)
        for entity, mentions in _with_names(entities)
        if (kind := "PLACE" if entity.type == "COUNTRY" else entity.type) in TYPES
        for bounds in mentions
    }


def _clusters(entities: Sequence[Entity], text: str) -> dict[Bounds, set[Bounds]]:
    """Each named mention with all of its entity's."""
    found: dict[Bounds, set[Bounds]] = {}
    for entity, named in _with_names(entities):
        if entity.type == "EVENT":
            continue
        mentions = {_trimmed(bounds, text) for bounds in named}
        found |= dict.fromkeys(mentions, mentions)
    return found


def _trimmed(bounds: Bounds, text: str) -> Bounds:
    lead = _ARTICLE.match(text, *bounds)
    return (lead.end() if lead and lead.end() < bounds[1] else bounds[0]), bounds[1]
