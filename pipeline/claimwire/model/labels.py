"""Label sets of every head, written once; a model's config repeats them and is checked against.

Tags of token heads are BIO: for n span labels the ids are 0 = O, 2k+1 = B of label k, 2k+2 = I of
label k. Anchored heads, whose spans are longer and are compared exactly, have BIOES: 0 = O, and for
label k from 4k+1 on B, I, E (last word) and S (only word).
"""

from __future__ import annotations

from claimwire.records import ENTITY_TYPES, STANCES

ENTITY_LABELS = tuple(kind for kind in ENTITY_TYPES if kind != "COUNTRY")
"""What the entity head tags; which PLACE is a COUNTRY says the table of countries."""

STATEMENT_LABELS = ("source", "cue", "content")
"""PolNeAR is univocal: a word is in at most one attribution, so one tag sequence holds it."""

ASSERTION_LABELS = ("actor", "event", "source", "victim")
"""Each has a BIO sequence of its own: an event clause may hold an actor."""

ROLE_LABELS = ("actor", "victim")
"""Roles of mentions in any event of the article, in an assertion or not."""

STATEMENT_ROLES = ("source", "content")
"""What the statement head tags for one cue."""

EVENT_ROLES = ("event",)
"""What the event head tags for one actor."""

ARGUMENT_ROLES = ("source", "cue", "victim")
"""What the argument head tags for one pair of actor and event."""

ANTECEDENT_ROLES = ("antecedent",)
"""What the antecedent head tags for a pronoun, noun phrase or short name: its name."""

BIO, BIOES = 2, 4
"""Tags of one label in either scheme."""

TOKEN_HEADS: dict[str, int] = {
    "sentence": 1,
    "entity": 2 * len(ENTITY_LABELS) + 1,
    "statement": 2 * len(STATEMENT_LABELS) + 1,
    **{f"assertion_{label}": 3 for label in ASSERTION_LABELS},
    **{f"role_{label}": 3 for label in ROLE_LABELS},
}
"""Heads that give each word a score by itself -> how many classes (``sentence``: one logit)."""

ANCHORED_HEADS: dict[str, tuple[int, int, int]] = {
    "statement_roles": (1, BIOES * len(STATEMENT_ROLES) + 1, 0),
    "events": (1, BIOES * len(EVENT_ROLES) + 1, 0),
    "arguments": (2, BIOES * len(ARGUMENT_ROLES) + 1, len(STANCES) + 1),
    "antecedent": (1, BIOES * len(ANTECEDENT_ROLES) + 1, 0),
}
"""Heads that look at the words from one anchor: how many anchor spans, classes of each word,
classes of the anchor itself (stances, and one logit: does the pair hold, is its source null)."""


def token_slices() -> dict[str, slice]:
    """Where each token head's classes lie in the network's one output of shape (..., classes)."""
    slices, start = {}, 0
    for head, width in TOKEN_HEADS.items():
        slices[head] = slice(start, start + width)
        start += width
    return slices


def label_sets() -> dict[str, list[str]]:
    """All label sets by name, as kept in a model's config."""
    return {
        "entity": list(ENTITY_LABELS),
        "statement": list(STATEMENT_LABELS),
        "assertion": list(ASSERTION_LABELS),
        "role": list(ROLE_LABELS),
        "statement_roles": list(STATEMENT_ROLES),
        "events": list(EVENT_ROLES),
        "arguments": list(ARGUMENT_ROLES),
        "antecedent": list(ANTECEDENT_ROLES),
        "stance": list(STANCES),
    }
