"""Each kind of miss on hand-made records; nothing is counted twice."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.evaluation.align import best_pairs
from claimwire.evaluation.assertions import same_triple
from claimwire.evaluation.counts import matching
from claimwire.evaluation.errors import AROUND, KINDS, MISSES, Miss, assertion_misses, worst_first
from claimwire.records import Article, Assertion, Bounds, Record, Span, Stance, Statement

TEXT = (
    "Shells fell. Norway blames the Tamboran army for the raid on the port. Ann Lund said that "
    "the police suspect the Larks of the fire. Nobody was hurt."
)
SENTENCES: tuple[Bounds, ...] = ((0, 12), (13, 70), (71, 131), (132, 148))


def span(words: str, name: str | None = None) -> Span:
    start = re.search(re.escape(words), TEXT)
    assert start is not None
    return Span(start.start(), start.end(), words, name or words)


def assertion(
    source: str | None = "Norway",
    cue: str = "blames",
    event: str = "the raid",
    actor: str = "the Tamboran army",
    stance: Stance = "asserted",
    confidence: float = 1.0,
) -> Assertion:
    return Assertion(
        span(source) if source else None,
        span(cue),
        span(event),
        span(actor),
        stance,
        confidence=confidence,
    )


def statement(
    source: str | None, cue: str | None, *content: str, confidence: float = 1.0
) -> Statement:
    return Statement(
        span(source) if source else None,
        span(cue) if cue else None,
        tuple(map(span, content)),
        confidence=confidence,
    )


def record(*items: Assertion | Statement, sentences: tuple[Bounds, ...] = SENTENCES) -> Record:
    return Record(
        Article("a", TEXT),
        sentences=sentences,
        assertions=tuple(i for i in items if isinstance(i, Assertion)),
        statements=tuple(i for i in items if isinstance(i, Statement)),
    )


FIRE = assertion("the police", "suspect", "the fire", "the Larks", "suspected")
SAID = statement("Ann Lund", "said", "the police suspect the Larks of the fire")
NAMED = replace(assertion(), actor=span("the Tamboran army", "Tambora’s soldiers"))


def only(task: str, predicted: Record, gold: Record) -> Miss:
    [miss] = MISSES[task](predicted, gold)
    return miss


@pytest.mark.parametrize("task", MISSES)
def test_what_is_right_is_no_miss(task: str) -> None:
    full = record(assertion(), FIRE, SAID)
    assert MISSES[task](full, full) == []
    assert MISSES[task](record(), record()) == []


@pytest.mark.parametrize(
    ("predicted", "kind", "detail"),
    [
        (assertion("Ann Lund"), "wrong source", "source “Ann Lund” instead of “Norway”"),
        (assertion(None), "wrong source", "source the article itself instead of “Norway”"),
        (assertion(event="Shells"), "wrong event", "event “Shells” instead of “the raid”"),
        (
            assertion(actor="the port"),
            "wrong actor",
            "actor “the port” instead of “the Tamboran army”",
        ),
        (assertion(stance="denied"), "wrong stance", "stance denied instead of asserted"),
        (
            assertion(event="raid on the port"),
            "wrong span",
            "event “raid on the port” instead of “the raid”",
        ),
        (NAMED, "wrong name", "actor named “Tambora’s soldiers” instead of “the Tamboran army”"),
    ],
)
def test_kinds_of_assertions(predicted: Assertion, kind: str, detail: str) -> None:
    miss = only("assertions", record(predicted), record(assertion()))
    assert (miss.kind, miss.detail, miss.also) == (kind, detail, ())
    assert (miss.predicted, miss.gold, miss.article) == (predicted, assertion(), "a")


def test_a_source_that_gold_lacks_is_wrong() -> None:
    miss = only("assertions", record(assertion()), record(assertion(None)))
    assert miss.kind == "wrong source"
    assert miss.detail == "source “Norway” instead of the article itself"


def test_articles_and_punctuation_at_the_ends_are_no_wrong_span() -> None:
    assert not assertion_misses(
        record(assertion(event="raid")), record(assertion(event="the raid"))
    )


def test_gold_without_a_name_agrees_with_any() -> None:
    bare = replace(assertion(), actor=replace(span("the Tamboran army"), name=None))
    assert not assertion_misses(record(NAMED), record(bare))


@pytest.mark.parametrize(
    ("predicted", "detail"),
    [
        ([], "not found: cue, actor, event"),
        ([assertion("Ann Lund", "suspect", actor="the Larks")], "not found: cue, actor"),
        (
            [
                assertion("Ann Lund", "said", "the raid", "the Larks"),
                assertion("Ann Lund", "blames", "the fire", "the police"),
                assertion("Ann Lund", "said", "the fire", "the Tamboran army"),
            ],
            "cue, actor, event all found, but in other predictions",
        ),
    ],
)
def test_missed_says_what_was_not_found(predicted: list[Assertion], detail: str) -> None:
    misses = assertion_misses(record(*predicted), record(assertion()))
    [miss] = [m for m in misses if m.gold]
    assert (miss.kind, miss.detail, miss.predicted) == ("missed", detail, None)
    assert miss.confidence is None


def test_spurious_tells_doubles_from_strangers() -> None:
    predicted = record(assertion(confidence=0.4), assertion(None, confidence=0.3), FIRE)
    first, second = assertion_misses(predicted, record(assertion()))
    assert (first.kind, first.confidence, first.gold) == ("spurious", 1.0, None)
    assert first.detail == "no gold shares enough with it"
    assert (second.kind, second.confidence) == ("spurious", 0.3)
    assert second.detail == "the gold that it is nearest to is met by another prediction"


def test_a_pair_is_one_miss_under_its_gravest_kind() -> None:
    predicted = replace(assertion("Ann Lund", event="Shells", stance="denied"), confidence=0.7)
    miss = only("assertions", record(predicted), record(assertion()))
    assert (miss.kind, miss.also) == ("wrong event", ("wrong source", "wrong stance"))
    assert miss.detail.count(";") == 2
    assert miss.confidence == 0.7


@pytest.mark.parametrize(
    ("predicted", "kind", "detail"),
    [
        (
            statement("the police", "said", "the police suspect the Larks of the fire"),
            "wrong source",
            "source “the police” instead of “Ann Lund”",
        ),
        (
            statement(None, "said", "the police suspect the Larks of the fire"),
            "wrong source",
            "source none instead of “Ann Lund”",
        ),
        (
            statement("Ann Lund", "suspect", "the police suspect the Larks of the fire"),
            "wrong cue",
            "cue “suspect” instead of “said”",
        ),
        (
            statement("Ann Lund", "said", "suspect the Larks of the fire. Nobody"),
            "content bounds",
            "content: 6 words shared, 2 lacking, 1 too many",
        ),
        (
            statement("Ann Lund", "said", "Nobody was hurt"),
            "content bounds",
            "content: 0 words shared, 8 lacking, 3 too many",
        ),
    ],
)
def test_kinds_of_statements(predicted: Statement, kind: str, detail: str) -> None:
    miss = only("statements", record(predicted), record(SAID))
    assert (miss.kind, miss.detail, miss.also) == (kind, detail, ())


def test_statements_missed_and_spurious() -> None:
    other = statement("Norway", "blames", "Shells fell", confidence=0.6)
    spurious, missed = MISSES["statements"](record(other), record(SAID))
    assert (spurious.kind, spurious.predicted, spurious.confidence) == ("spurious", other, 0.6)
    assert (missed.kind, missed.gold) == ("missed", SAID)
    assert missed.detail == "not found: source, cue, content"
    bare = statement(None, None, "Nobody was hurt")
    assert only("statements", record(), record(bare)).detail == "not found: content"


def test_worst_first() -> None:
    low, high = (replace(FIRE, confidence=c) for c in (0.2, 0.9))
    misses = assertion_misses(record(low, high), record(assertion(None), assertion()))
    assert [(m.kind, m.confidence) for m in misses] == [
        ("spurious", 0.9),
        ("spurious", 0.2),
        ("missed", None),
        ("missed", None),
    ]
    late, early = FIRE, assertion()
    misses = assertion_misses(record(), record(late, early))
    assert [m.gold for m in misses] == [early, late]
    assert worst_first(reversed(misses)) == misses[::-1]


def test_the_window_is_sentences_or_characters() -> None:
    assert only("assertions", record(), record(assertion())).window == (0, 131)
    assert only("assertions", record(), record(FIRE)).window == (13, 148)
    far = record(assertion(), sentences=())
    assert only("assertions", record(), far).window == (0, 131)  # the predicted sentences
    assert only("assertions", record(sentences=()), far).window == (0, 148)
    text = "x" * 300 + TEXT + "y" * 300
    spans = {
        role: replace(s, start=s.start + 300, end=s.end + 300)
        for role in ("source", "cue", "event", "actor")
        if (s := getattr(assertion(), role))
    }
    moved = Record(Article("b", text), assertions=(replace(assertion(), **spans),))
    miss = only("assertions", Record(Article("b", text)), moved)
    assert miss.window == (313 - AROUND, 300 + assertion().event.end + AROUND)


def test_a_statement_without_spans_has_a_window() -> None:
    miss = only("statements", record(Statement(None, None, ()), sentences=()), record(sentences=()))
    assert miss.kind == "spurious"
    assert miss.window == (0, len(TEXT))


WORDS = [m.span() for m in re.finditer(r"\w+", TEXT)]
parts = st.sampled_from(WORDS).map(lambda b: Span(*b, TEXT[slice(*b)]))
assertions = st.builds(
    Assertion, st.none() | parts, parts, parts, parts, st.sampled_from(["asserted", "denied"])
)
statements = st.builds(
    Statement, st.none() | parts, st.none() | parts, st.lists(parts, max_size=3).map(tuple)
)
items = st.lists(assertions | statements, max_size=6)


@given(items, items)
def test_nothing_is_counted_twice(
    ours: list[Assertion | Statement], theirs: list[Assertion | Statement]
) -> None:
    predicted, gold = record(*ours), record(*theirs)
    for task, tell in MISSES.items():
        misses = tell(predicted, gold)
        p = [id(m.predicted) for m in misses if m.predicted]
        g = [id(m.gold) for m in misses if m.gold]
        assert len(p) == len(set(p)) <= len(getattr(predicted, task))
        assert len(g) == len(set(g)) <= len(getattr(gold, task))
        assert len(getattr(predicted, task)) - len(p) == len(getattr(gold, task)) - len(g)
        assert {m.kind for m in misses} <= set(KINDS[task])
        assert all(m.detail for m in misses)
    misses = assertion_misses(predicted, gold)
    triple = {"wrong stance", "wrong span", "wrong name"}
    right = len(gold.assertions) - sum(m.gold is not None for m in misses)
    right += sum(m.kind in triple for m in misses)
    assert right == len(matching(predicted.assertions, gold.assertions, same_triple))


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 20), max_size=12
    )
)
def test_pairs_weigh_the_most(weights: dict[tuple[int, int], int]) -> None:
    pairs = best_pairs(weights)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    most = max(
        sum(weights.get(edge, 0) for edge in enumerate(order)) for order in permutations(range(4))
    )
    assert sum(weights[pair] for pair in pairs) == most
