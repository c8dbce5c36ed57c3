"""Event phrases to the most specific phrase for the same event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.event_names import best_event_name, content_words, head_nouns, is_bare


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("the recent attacks on the banks", {"attack", "bank"}),
        ("Norway's breaches", {"norway", "breach"}),
        ("the bodies of the crises", {"body", "crise"}),
        ("losses and crashes", {"loss", "and", "crash"}),
        ("a virus at the press", {"virus", "press"}),
        ("gas ties", {"gas", "tie"}),
        ("ATTACK", {"attack"}),
        ("it", set()),
        ("", set()),
        ("🐻", {"🐻"}),
    ],
)
def test_content_words(phrase: str, words: set[str]) -> None:
    assert content_words(phrase) == words


@pytest.mark.parametrize(
    ("phrase", "nouns"),
    [
        ("the attacks", {"attack"}),
        ("a cyberattack", {"cyberattack", "attack"}),
        ("airstrikes and raids", {"strike", "raid"}),
        ("the collapse of the bank", set()),
        ("", set()),
    ],
)
def test_head_nouns(phrase: str, nouns: set[str]) -> None:
    assert head_nouns(phrase) == nouns


@pytest.mark.parametrize(
    "phrase", ["the attacks", "it", "that", "this latest cyberattack", "a raid", ""]
)
def test_bare_phrases(phrase: str) -> None:
    assert is_bare(phrase)


@pytest.mark.parametrize(
    "phrase", ["the port attack", "killed six", "the collapse", "🐻", "x" * 500]
)
def test_phrases_that_say_more(phrase: str) -> None:
    assert not is_bare(phrase)


def named(position: int, *phrases: tuple[int, str, str]) -> str:
    return best_event_name(position, phrases)


def test_a_bare_phrase_takes_the_fuller_one() -> None:
    phrases = ((0, "the raid on the port", "tambora"), (50, "the raid", "tambora"))
    assert named(1, *phrases) == "the raid on the port"
    assert named(0, *phrases) == "the raid on the port"


def test_one_phrase_names_itself() -> None:
    assert named(0, (0, "the raid", "tambora")) == "the raid"
    assert named(0, (0, "", "")) == ""


def test_the_same_kind_of_event_is_needed() -> None:
    phrases = ((0, "the port fire", "larks"), (50, "the raid", "larks"))
    assert named(1, *phrases) == "the raid"


def test_a_pronoun_takes_any_event() -> None:
    phrases = (
        (0, "the collapse of the bank", "x"),
        (30, "the port fire", "larks"),
        (60, "it", "x"),
    )
    assert named(2, *phrases) == "the port fire"


def test_the_same_actor_comes_before_the_nearest() -> None:
    phrases = (
        (0, "the raid on the port", "tambora"),
        (40, "the raid on the bank", "larks"),
        (60, "the raid", "tambora"),
    )
    assert named(2, *phrases) == "the raid on the port"


def test_earlier_phrases_come_before_later_ones() -> None:
    phrases = (
        (0, "the raid on the port", "larks"),
        (200, "the raid", "larks"),
        (210, "the raid on the bank", "larks"),
    )
    assert named(1, *phrases) == "the raid on the port"


def test_the_nearest_of_earlier_phrases_is_taken() -> None:
    phrases = (
        (0, "the raid on the port", "larks"),
        (100, "the raid on the bank", "larks"),
        (200, "the raids", "larks"),
    )
    assert named(2, *phrases) == "the raid on the bank"


def test_a_later_phrase_is_better_than_none() -> None:
    assert (
        named(0, (0, "the raid", "a"), (20, "the raid on the port", "b")) == "the raid on the port"
    )


def test_a_full_phrase_takes_one_that_holds_all_its_words() -> None:
    phrases = (
        (0, "the port attack", "a"),
        (40, "the attack on the port of Bergen", "b"),
        (90, "the port raid", "a"),
    )
    assert named(0, *phrases) == "the attack on the port of Bergen"
    assert named(1, *phrases) == "the attack on the port of Bergen"
    assert named(2, *phrases) == "the port raid"


def test_the_fullest_of_several_phrases_is_taken() -> None:
    phrases = (
        (0, "the port attack", "a"),
        (40, "the port attack of May", "a"),
        (80, "the May attack on the port of Bergen", "a"),
    )
    assert named(0, *phrases) == "the May attack on the port of Bergen"


def test_phrases_of_the_same_words_keep_their_own() -> None:
    phrases = ((0, "the port attack", "a"), (40, "attacks on the port", "a"))
    assert named(0, *phrases) == "the port attack"
    assert named(1, *phrases) == "attacks on the port"


def test_a_whole_clause_is_not_taken_for_a_name() -> None:
    long = "the attack on the port " + "and on the harbour " * 6
    assert named(0, (0, "the port attack", "a"), (40, long, "b")) == "the port attack"


PHRASES = st.lists(
    st.tuples(
        st.integers(0, 500),
        st.sampled_from(
            ["the raid", "it", "the port raid", "🐻", "", "raids on Bergen", "fire “x”"]
        ),
        st.sampled_from(["", "larks", "tambora"]),
    ),
    min_size=1,
    max_size=6,
)


@given(PHRASES)
def test_a_name_is_always_one_of_the_phrases_and_never_barer(
    phrases: list[tuple[int, str, str]],
) -> None:
    for position, (_, phrase, _) in enumerate(phrases):
        name = best_event_name(position, phrases)
        assert name in [other for _, other, _ in phrases]
        assert is_bare(phrase) or content_words(phrase) <= content_words(name)
