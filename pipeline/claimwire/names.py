"""Names as strings: one normal form, and when two names may mean one thing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ARTICLE = re.compile(r"(?i)^(?:the|an?)\s+")
_POSSESSIVE = re.compile(r"\s*['’]s?$")
_WORD = re.compile(r"\w+(?:[.&]\w+)*")
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "lord",
        "lady",
        "dame",
        "president",
        "minister",
        "general",
        "gen",
        "colonel",
        "col",
        "captain",
        "senator",
        "sen",
        "rep",
        "representative",
        "governor",
        "gov",
        "judge",
        "justice",
        "professor",
        "prof",
        "king",
        "queen",
        "prince",
        "princess",
        "pope",
        "sheikh",
        "ayatollah",
        "secretary",
        "chancellor",
        "premier",
        "chief",
    ]
)
_SMALL = frozenset(
    ["of", "the", "and", "for", "in", "on", "at", "to", "de", "la", "du", "&", "von", "van"]
)


@lru_cache(65536)
def bare(name: str) -> str:
    """Without a leading article and a possessive at the end, in single spaces; case kept.

    A name of nothing else stays as it is.
    """
    plain = " ".join(name.split())
    return _POSSESSIVE.sub("", _ARTICLE.sub("", plain)) or plain


@lru_cache(65536)
def normal(name: str) -> str:
    """The form names are compared in: bare, lower case, no accents, single spaces.

    A name without letters and digits ("🐻") is compared by its signs.
    """
    plain = unicodedata.normalize("NFKD", bare(name))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain.casefold())) or bare(name).casefold()


def words_of(name: str) -> tuple[str, ...]:
    """Words of the normal form."""
    return tuple(normal(name).split())


def without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    """A person's name without titles before it."""
    start = 0
    while start < len(words) - 1 and words[start] in _TITLES:
        start += 1
    return words[start:]


def same_person(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """True when the shorter name is the surname (or first name and surname, or a part that ends
    with the surname) of the longer one: "Bossert" and "Thomas P. Bossert"."""
    long, short = without_titles(longer), without_titles(shorter)
    if not short or len(short) > len(long) or short[-1] != long[-1]:
        return False
    return len(short) == 1 or short[0] == long[0] or short == long[-len(short) :]


def initials(name: str) -> str:
    """First letters of the words that are not small, in upper case: "Islamic State of Iraq and
    the Levant" -> "ISIL"."""
    words = re.findall(r"[^\W_]+", bare(name))
    return "".join(w[0] for w in words if w.lower() not in _SMALL).upper()


def is_acronym_of(short: str, name: str) -> bool:
    """True when ``short`` is made of the initials of ``name``: "FBI", "F.B.I."."""
    letters = bare(short).replace(".", "")
    return (
        2 <= len(letters) <= 7
        and letters.isalpha()
        and letters.isupper()
        and len(bare(name).split()) > 1
        and initials(name) == letters
    )


def is_short_for(short: str, name: str) -> bool:
    """True when a short form that stands in brackets behind a name may be made of its letters: most
    of them begin its words ("FMLN", "Farabundo Marti National Liberation Front"), in any order, so
    that translated names pass too ("FARC", "Revolutionary Armed Forces of Colombia")."""
    letters = [c for c in normal(short) if c.isalnum()]
    starts = {word[0] for word in words_of(name)}
    one_word = 2 <= len(letters) <= 10 and len(words_of(short)) == 1
    return one_word and len(starts) > 1 and 2 * sum(c in starts for c in letters) > len(letters)


def part_of_name(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """True when the shorter organisation name begins the longer one: "FireEye", "FireEye Inc"."""
    return bool(shorter) and len(shorter) < len(longer) and longer[: len(shorter)] == shorter
