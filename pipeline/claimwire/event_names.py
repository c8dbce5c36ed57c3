"""Event phrases of one article -> the most specific phrase for the same event."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from claimwire.lexicon import word_set
from claimwire.names import words_of

_EMPTY = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "such",
        "of",
        "on",
        "in",
        "at",
        "to",
        "by",
        "for",
        "from",
        "with",
        "his",
        "her",
        "their",
        "against",
        "last",
        "latest",
        "recent",
        "new",
        "earlier",
        "same",
        "other",
        "more",
        "series",
        "string",
        "wave",
    ]
)


@lru_cache(4096)
def content_words(phrase: str) -> frozenset[str]:
    """Words that tell one event from another, plural endings cut."""
    return frozenset(_singular(w) for w in words_of(phrase) if w not in _EMPTY and w != "s")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 3 and word[-2] not in "su" else word


@lru_cache(4096)
def head_nouns(phrase: str) -> frozenset[str]:
    """The event nouns of a phrase; "cyberattack" counts as "attack" too."""
    nouns = word_set("event_nouns")
    found = {w for w in content_words(phrase) if w in nouns}
    return frozenset(found | {n for n in nouns for w in content_words(phrase) if w.endswith(n)})


def is_bare(phrase: str) -> bool:
    """True for a phrase that says no more than what kind of event it was: "the attacks"."""
    return content_words(phrase) <= head_nouns(phrase)


_NEAR = 100
"""How many phrases before and after one may tell its name."""


def best_event_name(position: int, phrases: Sequence[tuple[int, str, str]]) -> str:
    """The most specific phrase for the event of ``phrases[position]``.

    phrases: (start character, words, normal name of the actor) of all events in text order. A bare
    phrase takes the nearest fuller one with the same kind of event, one with the same actor
    first, earlier ones before later ones; a fuller phrase takes one that holds all its words.
    """
    start, phrase, actor = phrases[position]
    own = content_words(phrase)
    phrases = phrases[max(0, position - _NEAR) : position + _NEAR]
    holding = [p for _, p, _ in phrases if own and own < content_words(p) and len(p) < 120]
    if not is_bare(phrase):
        return max(holding, key=lambda p: len(content_words(p)), default=phrase)
    heads = head_nouns(phrase)
    ranked = [
        (other_actor != actor, at > start, abs(start - at), other)
        for at, other, other_actor in phrases
        if not is_bare(other) and (heads & head_nouns(other) or (not heads and head_nouns(other)))
    ]
    return min(ranked)[3] if ranked else phrase
