"""THE WALK: the ordered stages, what each reads and writes.

    read -> encode -> segment -> tag -> extract -> resolve -> link -> record

``encode`` comes before ``segment`` because sentence bounds are one of the network's answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import claimwire.components  # noqa: F401  (registers the factories)
from claimwire.doc import Findings, findings, record_of, start
from claimwire.records import Article, Record
from claimwire.version import VERSION


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the walk: its spaCy factory and the fields of ``Findings`` it touches."""

    name: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def factory(self) -> str:
        return f"claimwire_{self.name}"


STAGES = (
    Stage("encode", ("article",), ("scores", "model")),
    Stage("segment", ("scores",), ("sentences",)),
    Stage("tag", ("scores",), ("mentions",)),
    Stage("extract", ("scores", "sentences"), ("statements", "assertions", "antecedents")),
    Stage(
        "resolve",
        ("mentions", "statements", "assertions", "antecedents"),
        ("entities", "statements", "assertions"),
    ),
    Stage("link", ("entities",), ("entities", "roles")),
)


def load(
    model: str | None = None, *, threads: int | None = None, min_confidence: float = 0.0
) -> Language:
    """The whole pipeline as a spaCy ``Language``.

    model: a name or a folder (None: the model that ships). threads: of the network (None: the
    cores that this process may use). min_confidence: 0 to 1, what is less sure is left out.
    Raises ModelError when the model cannot be loaded.
    """
    nlp = spacy.blank("en")
    nlp.max_length = 1 << 40  # spaCy's limit is for its own parser
    configs: dict[str, dict[str, Any]] = {
        "encode": {"model": model, "threads": threads},
        "extract": {"min_confidence": min_confidence},
    }
    for stage in STAGES:
        nlp.add_pipe(stage.factory, config=configs.get(stage.name, {}))
    return nlp


def walk(articles: Iterable[Article], nlp: Language, batch_size: int = 64) -> Iterator[Record]:
    """Records of articles, in their order, as a stream."""
    docs = (doc_of(article, nlp) for article in articles)
    for doc in nlp.pipe(docs, batch_size=batch_size):
        record = record_of(doc, VERSION)
        findings(doc).scores = None
        yield record


def doc_of(article: Article, nlp: Language) -> Doc:
    """A Doc of the article's text that knows its article."""
    doc = nlp.make_doc(article.text)
    start(doc, article)
    return doc


def trace(article: Article, nlp: Language) -> Iterator[tuple[Stage, Findings]]:
    """Run stage by stage; after each, what is known so far (the same object, growing)."""
    doc = doc_of(article, nlp)
    for stage in STAGES:
        doc = nlp.get_pipe(stage.factory)(doc)
        yield stage, findings(doc)
