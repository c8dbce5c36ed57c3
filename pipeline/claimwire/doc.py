"""The bridge to spaCy: what the stages leave on a Doc, and spans in characters <-> tokens.

The one place that registers extension attributes. ``doc._.claimwire`` is the article's findings;
``doc.spans["claimwire"]`` holds the same as spaCy spans for displaCy and for other components.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

import numpy as np
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from claimwire.model.inference import ArticleScores
from claimwire.records import (
    Article,
    Assertion,
    Bounds,
    Entity,
    Mention,
    Record,
    RoleNames,
    Span,
    Statement,
)

SPANS_KEY = "claimwire"
_ATTRIBUTE = "claimwire"


@dataclass(slots=True)
class Findings:
    """What the stages found so far; each stage writes its own fields and reads earlier ones."""

    article: Article
    scores: ArticleScores | None = None
    sentences: tuple[Bounds, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    antecedents: dict[Bounds, Bounds] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    roles: RoleNames = field(default_factory=RoleNames)
    model: str | None = None


if not Doc.has_extension(_ATTRIBUTE):
    Doc.set_extension(_ATTRIBUTE, default=None)


def findings(doc: Doc) -> Findings:
    """The findings of a Doc; a Doc that came without an article becomes one of its text."""
    found: Findings | None = doc._.claimwire
    if found is None:
        digest = hashlib.sha256(doc.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        found = start(doc, Article(digest, doc.text))
    return found


def start(doc: Doc, article: Article) -> Findings:
    """Tie a Doc to the article that it was made of."""
    found = Findings(article)
    doc._.claimwire = found
    return found


def record_of(doc: Doc, version: str) -> Record:
    """Everything found, as the record that is written."""
    found = findings(doc)
    return Record(
        article=found.article,
        sentences=found.sentences,
        entities=found.entities,
        statements=found.statements,
        assertions=found.assertions,
        roles=found.roles,
        model=found.model,
        version=version,
    )


class TokenSpans:
    """Stretches of characters -> spans of a Doc's tokens.

    Like ``doc.char_span(..., alignment_mode="expand")``, which walks the whole Doc each time.
    """

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        starts, lengths = doc.to_array(["IDX", "LENGTH"]).astype(np.int64).T
        self._starts, self._ends = starts.tolist(), (starts + lengths).tolist()

    def __call__(self, bounds: Bounds, label: str) -> SpacySpan | None:
        """The tokens that the characters touch, or None where no token does."""
        first = bisect_right(self._ends, bounds[0])
        stop = bisect_left(self._starts, bounds[1])
        return SpacySpan(self._doc, first, stop, label=label) if first < stop else None


def show_spans(doc: Doc) -> None:
    """Write statements and assertions to ``doc.spans["claimwire"]`` for displaCy."""
    found = findings(doc)
    wanted: list[tuple[Span | None, str]] = []
    for statement in found.statements:
        wanted += [(statement.source, "SOURCE"), (statement.cue, "CUE")]
        wanted += [(span, "CONTENT") for span in statement.content]
    for assertion in found.assertions:
        wanted += [(assertion.source, "SOURCE"), (assertion.cue, "CUE")]
        wanted += [(assertion.event, "EVENT"), (assertion.actor, "ACTOR")]
        wanted += [(span, "VICTIM") for span in assertion.victims]
    distinct = dict.fromkeys((s.bounds, label) for s, label in wanted if s is not None)
    at = TokenSpans(doc)
    spans = [at(bounds, label) for bounds, label in distinct]
    doc.spans[SPANS_KEY] = [span for span in spans if span is not None]
