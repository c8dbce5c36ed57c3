"""One evaluation: gold records, predictions (given or made now), a table of scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from claimwire.errors import GoldError, UsageError
from claimwire.evaluation.assertions import count_assertions, count_names
from claimwire.evaluation.counts import Counts, Score, scores
from claimwire.evaluation.entities import count_coreference, count_entities
from claimwire.evaluation.sentences import count_sentences
from claimwire.evaluation.statements import count_statements
from claimwire.records import Article, Record

TASKS: dict[str, Callable[[Record, Record], dict[str, Counts]]] = {
    "assertions": count_assertions,
    "statements": count_statements,
    "names": count_names,
    "sentences": count_sentences,
    "entities": count_entities,
    "coreference": count_coreference,
}


def evaluate(
    task: str, gold: Iterable[Record], predicted: Mapping[str, Record]
) -> dict[str, Score]:
    """Scores of one task; a gold article without a prediction counts as predicted empty.

    Raises UsageError for an unknown task, GoldError when there is no gold, or a predicted text
    is not the gold text (offsets would not mean the same).
    """
    if task not in TASKS:
        raise UsageError(f"unknown task {task!r}", f"one of {', '.join(TASKS)}")
    counted = []
    for record in gold:
        article = record.article
        ours = predicted.get(article.id) or Record(Article(article.id, article.text))
        if ours.article.text != article.text:
            raise GoldError(
                f"the predicted text of {article.id!r} is not the gold text",
                "predict on the gold's own texts",
            )
        counted.append(TASKS[task](ours, record))
    if not counted:
        raise GoldError("the gold holds no records")
    return scores(counted)


def bare_article(record: Record) -> Article:
    """The article of a gold record, without anything that was annotated."""
    return replace(record.article, extra={})
