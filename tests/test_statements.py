"""Statements against gold, on hand-made articles.

The totals of ``GOLD`` and ``PREDICTED`` were checked against the reference scorer of PolNeAR.
"""

from __future__ import annotations

import re

import pytest

from claimwire.evaluation.counts import Counts, scores
from claimwire.evaluation.statements import count_statements
from claimwire.records import Article, Record, Span, Statement, span_of

PORT = (
    "“We saw the raid,” Ann Lund said, “and we filmed it.” Norway believes Tambora did it.\n"
    "According to the police, nobody died. The army denied that."
)
BANK = "The bank fears a 5% loss; its chairman wants help. Reports say so."
LOST = "He said no."
BARE = "Nothing was said."


def spans(text: str, *words: str) -> tuple[Span, ...]:
    """Spans of some words; "it#2" is the second "it"."""
    found = []
    for item in words:
        plain, _, number = item.partition("#")
        starts = [m.start() for m in re.finditer(re.escape(plain), text)]
        start = starts[int(number or 1) - 1]
        found.append(span_of(text, start, start + len(plain)))
    return tuple(found)


def made(text: str, source: str | None, cue: str | None, *content: str) -> Statement:
    """A statement of words of a text."""
    return Statement(
        spans(text, source)[0] if source else None,
        spans(text, cue)[0] if cue else None,
        spans(text, *content),
    )


def record(name: str, text: str, *statements: Statement) -> Record:
    return Record(Article(name, text), statements=statements)


GOLD = (
    record(
        "port",
        PORT,
        made(PORT, "Ann Lund", "said", "We saw the raid", "and we filmed it"),
        made(PORT, "Norway", "believes", "Tambora did it"),
        made(PORT, "the police", "According to", "nobody died"),
        made(PORT, "The army", "denied", "that"),
    ),
    record(
        "bank",
        BANK,
        made(BANK, "The bank", "fears", "a 5% loss"),
        made(BANK, "its chairman", "wants", "help"),
        made(BANK, None, "say", "so"),
        made(BANK, "Reports", None),
    ),
    record("lost", LOST, made(LOST, "He", "said", "no")),
    record("bare", BARE),
)
PREDICTED = {
    "port": record(
        "port",
        PORT,
        made(PORT, "Ann Lund", "Lund said", "“We saw the raid,”", "“and we filmed it.”"),
        made(PORT, "Norway", "believes", "believes Tambora did it."),
        made(PORT, "police", "to the", "nobody"),
        made(PORT, None, "denied", "that"),
        made(PORT, "Ann", "filmed", "raid"),
    ),
    "bank": record(
        "bank",
        BANK,
        made(BANK, "bank", "fears", "a 5", "loss; its"),
        made(BANK, "chairman", "wants", "wants help", "Reports say so"),
        made(BANK, None, "say", "so."),
        made(BANK, "Reports", None),
    ),
    "bare": record("bare", BARE, made(BARE, None, "said", "Nothing was said.")),
}


def totals() -> dict[str, Counts]:
    """Counts of all metrics over the four articles; "lost" has no prediction."""
    pairs = ((PREDICTED.get(g.article.id, Record(g.article)), g) for g in GOLD)
    return {m: s.counts for m, s in scores([count_statements(p, g) for p, g in pairs]).items()}


@pytest.mark.parametrize(
    ("metric", "matched", "predicted", "gold"),
    [
        ("triple", 5, 10, 9),
        ("content exact", 3, 9, 8),
        ("content overlap", 7, 9, 8),
        ("source tokens", 7, 7, 13),
        ("cue tokens", 7, 11, 9),
        ("content tokens", 18, 26, 20),
    ],
)
def test_figures_of_the_reference_scorer(
    metric: str, matched: int, predicted: int, gold: int
) -> None:
    assert totals()[metric] == Counts(matched, predicted, gold)


def test_gold_against_itself_is_perfect_but_for_statements_without_content() -> None:
    port = count_statements(GOLD[0], GOLD[0])
    assert {counts.f1 for counts in port.values()} == {100.0}
    bank = count_statements(GOLD[1], GOLD[1])
    assert bank["triple"] == Counts(3, 4, 4)
    assert bank["content exact"] == Counts(3, 3, 3)


def test_empty_against_empty_is_empty() -> None:
    found = count_statements(record("a", ""), record("a", ""))
    assert set(found.values()) == {Counts(0, 0, 0)}


def one(gold: Statement, predicted: Statement, text: str = PORT) -> dict[str, Counts]:
    return count_statements(record("a", text, predicted), record("a", text, gold))


@pytest.mark.parametrize(
    ("content", "triple", "exact"),
    [
        ("Tambora did it", 1, 1),
        ("Tambora did it.\n", 1, 1),
        ("Tambora did", 1, 0),
        ("Tambora", 0, 0),
        ("ambor", 0, 0),
        ("believes Tambora did it.\nAccording to", 1, 0),
        ("believes Tambora did it.\nAccording to the", 0, 0),
        (".\n", 0, 0),
    ],
)
def test_half_of_the_content_makes_a_triple(content: str, triple: int, exact: int) -> None:
    gold = made(PORT, "Norway", "believes", "Tambora did it")
    found = one(gold, made(PORT, "Norway", "believes", content))
    assert found["triple"].matched == triple
    assert found["content exact"].matched == exact


@pytest.mark.parametrize(
    ("source", "cue", "triple"),
    [
        ("Norway", "believes", 1),
        ("orwa", "Norway believes", 1),
        (None, "believes", 0),
        ("Norway", None, 0),
        ("Tambora", "believes", 0),
        ("Norway", "did", 0),
    ],
)
def test_source_and_cue_must_overlap(source: str | None, cue: str | None, triple: int) -> None:
    gold = made(PORT, "Norway", "believes", "Tambora did it")
    assert one(gold, made(PORT, source, cue, "Tambora did it"))["triple"].matched == triple


def test_what_neither_side_has_agrees() -> None:
    gold = made(PORT, None, None, "nobody died")
    assert one(gold, made(PORT, None, None, "nobody died"))["triple"] == Counts(1, 1, 1)


def test_a_source_of_punctuation_only_is_no_source() -> None:
    gold = made(PORT, None, "denied", "that")
    assert one(gold, made(PORT, ".\n", "denied", "that"))["triple"] == Counts(1, 1, 1)


def test_fragments_are_joined_over_punctuation_and_sorted() -> None:
    gold = made(PORT, "Ann Lund", "said", "We saw the raid,” Ann Lund")
    found = one(gold, made(PORT, "Ann Lund", "said", "Ann Lund", "“We saw the raid,”"))
    assert found["content exact"] == Counts(1, 1, 1)


def test_a_per_cent_sign_is_not_lost() -> None:
    gold = made(BANK, "The bank", "fears", "a 5%")
    found = one(gold, made(BANK, "The bank", "fears", "a 5"), BANK)
    assert found["content exact"] == Counts(0, 1, 1)
    assert found["content tokens"] == Counts(2, 2, 2)


def test_one_prediction_matches_one_gold_statement_only() -> None:
    gold = made(PORT, "Norway", "believes", "Tambora did it")
    twice = count_statements(record("a", PORT, gold, gold), record("a", PORT, gold))
    for metric in ("triple", "content exact", "content overlap"):
        assert twice[metric] == Counts(1, 2, 1)
    assert twice["content tokens"] == Counts(3, 3, 3)


def test_a_wide_content_leaves_room_for_a_narrow_one() -> None:
    narrow = (made(BANK, None, "wants", "help"), made(BANK, None, "say", "so"))
    wide = made(BANK, None, "say", "help. Reports say so")
    found = count_statements(record("a", BANK, wide, narrow[0]), record("a", BANK, *narrow))
    assert found["content overlap"] == Counts(2, 2, 2)


def test_a_span_up_to_the_very_end_of_the_text() -> None:
    text = "He said 🐻e\u0301 \x00end"
    gold = made(text, "He", "said", "🐻e\u0301 \x00end")
    assert one(gold, made(text, "He", "said", "e\u0301 \x00end"), text)["triple"].matched == 1
    assert one(gold, gold, text)["content tokens"] == Counts(2, 2, 2)
