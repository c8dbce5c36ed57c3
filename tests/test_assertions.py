"""Assertions against gold, on hand-made articles.

The totals of ``GOLD`` and ``PREDICTED`` were checked against the reference scorer of ARC.
"""

from __future__ import annotations

import re

import pytest

from claimwire.evaluation.assertions import (
    count_assertions,
    count_names,
    distinct,
    name_words,
    overlap,
    same_event_name,
    same_exactly,
    same_name,
    same_named,
    same_pair,
    same_triple,
)
from claimwire.evaluation.counts import Counts, scores
from claimwire.records import Article, Assertion, Record, RoleNames, Span, Stance

WORM = (
    "The United Kingdom blames North Korea for the “Heron” attack. Tambora denied it hit the port, "
    "and Norway suspects Tambora of the raid."
)
FIRE = "Arsonists set the bakery on fire, police say. It was the Larks, not the Wrens."
QUIET = "Nothing happened in Bergen."
LOST = "Ann Lund accuses the Larks of the theft."


def span(text: str, words: str | None, name: str | None = None) -> Span | None:
    """The span of some words; "it#2" is the second "it"."""
    if words is None:
        return None
    plain, _, number = words.partition("#")
    starts = [m.start() for m in re.finditer(re.escape(plain), text)]
    start = starts[int(number or 1) - 1]
    return Span(start, start + len(plain), plain, name)


def made(
    text: str,
    source: str | None,
    cue: str,
    event: str,
    actor: str,
    stance: Stance = "asserted",
    victims: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
) -> Assertion:
    """An assertion of words of a text; ``names`` are the best names of some of them."""
    known = names or {}

    def part(words: str) -> Span:
        found = span(text, words, known.get(words))
        assert found is not None
        return found

    return Assertion(
        part(source) if source else None,
        part(cue),
        part(event),
        part(actor),
        stance,
        tuple(map(part, victims)),
    )


def record(
    name: str, text: str, assertions: tuple[Assertion, ...], roles: RoleNames | None = None
) -> Record:
    return Record(Article(name, text), assertions=assertions, roles=roles or RoleNames())


IT = {"it": "Tambora"}
GOLD = (
    record(
        "worm",
        WORM,
        (
            made(WORM, "The United Kingdom", "blames", "the “Heron” attack", "North Korea"),
            made(WORM, "Tambora", "denied", "hit the port", "it", "denied", ("the port",), IT),
            made(WORM, "Norway", "suspects", "the raid", "Tambora#2", "suspected"),
        ),
        RoleNames(("North Korea", "Tambora"), ("the port",), ("KP", "GB", "NO")),
    ),
    record(
        "fire",
        FIRE,
        (
            made(FIRE, "police", "say", "set the bakery on fire", "Arsonists", victims=("bakery",)),
            made(FIRE, None, "was", "It", "the Larks", names={"It": "the bakery fire"}),
            made(FIRE, None, "not", "It", "the Wrens", "denied", (), {"It": "the bakery fire"}),
        ),
        RoleNames(("Arsonists", "the Larks", "the Wrens"), ("the bakery",)),
    ),
    record("quiet", QUIET, ()),
    record("lost", LOST, (made(LOST, "Ann Lund", "accuses", "the theft", "the Larks"),)),
)
PREDICTED = {
    "worm": record(
        "worm",
        WORM,
        (
            made(WORM, "United Kingdom", "blames", "“Heron” attack.", "North Korea"),
            made(WORM, "Tambora", "it hit", "it hit the port", "it", victims=("port", "raid")),
            made(WORM, None, "suspects", "the raid.", "Tambora#2", "suspected"),
            made(WORM, "United Kingdom", "for", "attack", "Korea"),
        ),
        RoleNames(("Republic of Tambora", "Korea", "Norway"), (), ("KP", "FR")),
    ),
    "fire": record(
        "fire",
        FIRE,
        (
            made(
                FIRE, "police say", "police", "the bakery on fire,", "Arsonists", victims=("fire",)
            ),
            made(FIRE, None, "It was", "It", "Larks", names={"It": "fire at a bakery"}),
            made(FIRE, None, "not", "It", "Wrens", "denied"),
        ),
        RoleNames(("Larks", "Larks gang"), ("bakery", "fire")),
    ),
    "quiet": record("quiet", QUIET, (made(QUIET, None, "in", "Nothing", "Bergen"),)),
}


def totals() -> dict[str, Counts]:
    """Counts of all metrics over the four articles; "lost" has no prediction."""
    articles = []
    for gold in GOLD:
        ours = PREDICTED.get(gold.article.id, Record(gold.article))
        articles.append(count_assertions(ours, gold) | count_names(ours, gold))
    return {metric: score.counts for metric, score in scores(articles).items()}


@pytest.mark.parametrize(
    ("metric", "matched", "predicted", "gold"),
    [
        ("pair", 6, 8, 7),
        ("triple", 5, 8, 7),
        ("triple + stance", 4, 8, 7),
        ("triple exact", 2, 8, 7),
        ("cue | triple", 3, 5, 5),
        ("stance | triple", 4, 5, 5),
        ("victims | triple", 1, 3, 2),
        ("named triple", 3, 7, 7),
        ("actors", 3, 5, 5),
        ("victims", 1, 2, 2),
    ],
)
def test_figures_of_the_reference_scorer(
    metric: str, matched: int, predicted: int, gold: int
) -> None:
    assert totals()[metric] == Counts(matched, predicted, gold)


def test_countries_count_only_where_the_gold_knows_them() -> None:
    assert totals()["countries"] == Counts(1, 2, 3)
    found = count_names(PREDICTED["worm"], record("worm", WORM, ()))
    assert "countries" not in found


def test_gold_against_itself_is_perfect() -> None:
    for gold in GOLD:
        found = count_assertions(gold, gold) | count_names(gold, gold)
        assert {counts.f1 for counts in found.values()} == {100.0}


def test_empty_against_empty_is_empty() -> None:
    nothing = record("none", "", ())
    found = count_assertions(nothing, nothing) | count_names(nothing, nothing)
    assert set(found.values()) == {Counts(0, 0, 0)}


def test_one_prediction_matches_one_gold_assertion_only() -> None:
    gold = record("fire", FIRE, (made(FIRE, None, "was", "It", "Larks"),))
    twice = record("fire", FIRE, gold.assertions * 2)
    assert count_assertions(twice, gold)["triple"] == Counts(1, 2, 1)
    assert count_assertions(gold, twice)["triple"] == Counts(1, 1, 2)
    assert count_names(twice, gold)["named triple"] == Counts(1, 1, 1)


def test_a_wide_prediction_leaves_room_for_a_narrow_one() -> None:
    narrow = (
        made(FIRE, None, "was", "It", "the Larks"),
        made(FIRE, None, "was", "It", "the Wrens"),
    )
    wide = made(FIRE, None, "was", "It", "the Larks, not the Wrens")
    found = count_assertions(record("a", FIRE, (wide, narrow[0])), record("a", FIRE, narrow))
    assert found["pair"] == Counts(2, 2, 2)


def test_no_span_overlaps_nothing() -> None:
    assert not overlap(None, None)
    assert not overlap(span(FIRE, "It"), None)
    assert overlap(span(FIRE, "It"), span(FIRE, "It was"))


@pytest.mark.parametrize(
    ("source", "other", "pair", "triple"),
    [
        (None, None, True, True),
        ("police", None, True, False),
        (None, "police", True, False),
        ("police", "police say", True, True),
        ("police", "Arsonists", True, False),
    ],
)
def test_sources_decide_the_triple_only(
    source: str | None, other: str | None, pair: bool, triple: bool
) -> None:
    a = made(FIRE, source, "was", "It", "Larks")
    b = made(FIRE, other, "say", "It was", "the Larks")
    assert same_pair(a, b) is pair
    assert same_triple(a, b) is same_triple(b, a) is triple


@pytest.mark.parametrize(
    ("words", "other", "expected"),
    [
        ("the “Heron” attack", "“Heron” attack", False),
        ("“Heron” attack.", "Heron” attack", True),
        ("the raid.", "raid", True),
        ("the raid", "of the raid", False),
        ("North Korea", "Korea", False),
        ("The United Kingdom", "United Kingdom", True),
        (".", ".#2", False),
    ],
)
def test_exact_spans_are_trimmed_of_articles_and_punctuation(
    words: str, other: str, expected: bool
) -> None:
    a = made(WORM, None, "denied", words, "it")
    b = made(WORM, None, "denied", other, "it")
    assert same_exactly(a, b) is expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("The Bank of Norway", {"bank", "norway"}),
        ("Lund’s team and Lund's boss", {"lund", "team", "boss"}),
        ("AT&T", {"t"}),
        ("of the", set()),
        ("", set()),
        ("🐻", set()),
    ],
)
def test_words_that_make_a_name(name: str, words: set[str]) -> None:
    assert name_words(name) == words


@pytest.mark.parametrize(
    ("a", "b", "name", "event"),
    [
        ("the Larks", "Larks", True, True),
        ("North Korea", "Korea", True, True),
        ("North Korea", "South Korea", False, True),
        ("the port attack of May", "May attack on the bank", False, True),
        ("raid", "attack", False, False),
        ("bank port raid", "bank ship fire", False, False),
        ("the", "the", False, False),
        ("the", "raid", False, False),
        ("", "", False, False),
    ],
)
def test_names_and_event_names(a: str, b: str, name: bool, event: bool) -> None:
    assert same_name(a, b) is same_name(b, a) is name
    assert same_event_name(a, b) is same_event_name(b, a) is event


def test_named_assertions_agree_by_best_name_and_stance() -> None:
    a = made(FIRE, "police", "say", "It", "Larks", names={"It": "the fire"})
    b = made(FIRE, "police say", "was", "fire", "Wrens", names={"Wrens": "the Larks"})
    assert same_named(a, b)
    assert not same_named(a, made(FIRE, "police", "say", "fire", "Larks", "denied"))
    assert not same_named(a, made(FIRE, None, "say", "fire", "Larks"))
    assert not same_named(a, made(FIRE, "Arsonists", "say", "fire", "Larks"))
    assert not same_named(a, made(FIRE, "police", "say", "fire", "Wrens"))


def test_doubles_by_name_are_dropped_but_the_first() -> None:
    first = made(FIRE, None, "was", "fire", "the Larks")
    double = made(FIRE, None, "not", "on fire", "Larks")
    other = made(FIRE, None, "not", "fire", "the Wrens")
    assert distinct([first, double, other, double]) == [first, other]
    assert distinct([]) == []
