"""One evaluation: gold, predictions, and a table of scores."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claimwire.errors import GoldError, UsageError
from claimwire.evaluation.counts import Counts
from claimwire.evaluation.run import TASKS, bare_article, evaluate
from claimwire.records import Article, Assertion, Entity, Record, RoleNames, Statement, span_of

TEXT = "Norway blames Tambora for the raid. Ann Lund said so."


def gold_record(name: str) -> Record:
    norway, cue, tambora = span_of(TEXT, 0, 6), span_of(TEXT, 7, 13), span_of(TEXT, 14, 21)
    return Record(
        Article(name, TEXT, title="Raid", extra={"note": "gold"}),
        sentences=((0, 35), (36, 53)),
        entities=(
            Entity(0, "Norway", "COUNTRY", mentions=((0, 6),)),
            Entity(1, "Ann Lund", "PERSON", mentions=((36, 44), (45, 49)), named=((36, 44),)),
            Entity(2, "Tambora", "ORGANIZATION", mentions=((14, 21),), named=((14, 21),)),
        ),
        statements=(
            Statement(span_of(TEXT, 36, 44), span_of(TEXT, 45, 49), (span_of(TEXT, 50, 52),)),
        ),
        assertions=(Assertion(norway, cue, span_of(TEXT, 26, 34), tambora),),
        roles=RoleNames(("Tambora",), (), ("NO",)),
    )


def bare(name: str) -> Record:
    return Record(Article(name, TEXT))


METRICS = {
    "assertions": [
        "pair", "triple", "triple + stance", "triple exact", "cue | triple", "stance | triple",
        "victims | triple",
    ],
    "statements": [
        "triple", "content exact", "content overlap", "source tokens", "cue tokens",
        "content tokens",
    ],
    "names": ["named triple", "actors", "victims", "countries"],
    "sentences": ["boundary"],
    "entities": ["type", "PERSON", "ORGANIZATION", "PLACE", "bounds"],
    "coreference": ["b-cubed", "b-cubed | found"],
}  # fmt: skip


@pytest.mark.parametrize("task", METRICS)
def test_each_task_scores_its_metrics(task: str) -> None:
    found = evaluate(task, [gold_record("a")], {"a": gold_record("a")})
    assert list(found) == METRICS[task]
    assert all(score.counts.f1 == score.low == score.high == 100.0 for score in found.values())


def test_all_tasks_are_known() -> None:
    assert list(TASKS) == list(METRICS)


def test_articles_without_a_prediction_count_as_empty() -> None:
    gold = [gold_record("a"), gold_record("b")]
    found = evaluate("assertions", gold, {"a": gold_record("a")})
    assert found["triple"].counts == Counts(1, 1, 2)
    assert (found["triple"].low, found["triple"].high) == (0.0, 100.0)
    assert evaluate("names", gold, {"b": bare("b")})["actors"].counts == Counts(0, 0, 2)


def test_predictions_without_gold_do_not_count() -> None:
    found = evaluate("sentences", [gold_record("a")], {"z": gold_record("z"), "a": bare("a")})
    assert found["boundary"].counts == Counts(0, 0, 1)


def test_gold_may_be_a_stream() -> None:
    found = evaluate("statements", iter([gold_record("a")]), {"a": gold_record("a")})
    assert found["triple"].counts == Counts(1, 1, 1)


def test_an_unknown_task_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="unknown task 'claims'") as problem:
        evaluate("claims", [gold_record("a")], {})
    assert (
        problem.value.hint
        == "one of assertions, statements, names, sentences, entities, coreference"
    )


def test_no_gold_is_an_error() -> None:
    with pytest.raises(GoldError, match="no records"):
        evaluate("assertions", [], {})


@pytest.mark.parametrize("text", ["", TEXT + " ", TEXT.replace(" ", "\r\n", 1)])
def test_a_prediction_on_another_text_is_refused(text: str) -> None:
    other = Record(Article("a-1", text))
    with pytest.raises(GoldError, match="'a-1' is not the gold text"):
        evaluate("assertions", [gold_record("a-1")], {"a-1": other})


def test_a_bare_article_keeps_what_was_not_annotated() -> None:
    gold = gold_record("a")
    assert bare_article(gold) == replace(gold.article, extra={})
    assert gold.article.extra == {"note": "gold"}
