"""Names as strings: their normal form, and which may mean one thing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.names import (
    bare,
    initials,
    is_acronym_of,
    normal,
    part_of_name,
    same_person,
    without_titles,
    words_of,
)

NAMES = st.text(alphabet="aTheén 'sS’.&-\n\xa0é\u0301🐻߀𝔸", max_size=20)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the Kremlin", "Kremlin"),
        ("The Kremlin's", "Kremlin"),
        ("the Kremlin’s", "Kremlin"),
        ("an Iranian", "Iranian"),
        ("A group", "group"),
        ("hackers’", "hackers"),
        ("Bush 's", "Bush"),
        ("North\nKorea", "North Korea"),
        ("  North \xa0 Korea\r\n", "North Korea"),
        ("Theresa", "Theresa"),
        ("Anonymous", "Anonymous"),
        ("the", "the"),
        ("A", "A"),
        ("’s", "’s"),
        ("the 's", "the 's"),
        ("the the Tigers", "the Tigers"),
        ("O’Brien", "O’Brien"),
        ("🐻", "🐻"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_bare(name: str, expected: str) -> None:
    assert bare(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the Élysée", "elysee"),
        ("E\u0301lyse\u0301e", "elysee"),
        ("Al-Qaeda", "al qaeda"),
        ("AT&T Inc.", "at&t inc"),
        ("U.S. officials", "u.s officials"),
        ("Straße", "strasse"),
        ("ﬁre", "fire"),
        ("𝔸lpha", "alpha"),
        ("İstanbul", "istanbul"),
        ("“Fancy Bear”", "fancy bear"),
        ("Bossert’s", "bossert"),
        ("🐻", "🐻"),
        ("🐻 Bear", "bear"),
        ("!!!", "!!!"),
        ("", ""),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_normal(name: str, expected: str) -> None:
    assert normal(name) == expected


def test_names_of_different_signs_stay_different() -> None:
    assert normal("🐻") != normal("🐉")


@given(NAMES)
def test_a_name_never_becomes_empty(name: str) -> None:
    assert bool(bare(name)) is bool(name.strip())
    assert bool(normal(name)) is bool(name.strip())


@given(NAMES)
def test_normal_is_folded_and_single_spaced(name: str) -> None:
    found = normal(name)
    assert found == found.casefold()
    assert found == " ".join(found.split())
    if any(c.isalnum() for c in found):
        assert not any(unicodedata.combining(c) for c in found)


@given(NAMES)
def test_normal_ignores_case_space_and_composition(name: str) -> None:
    assert normal(name.replace(" ", " \n ")) == normal(name)
    assert normal(unicodedata.normalize("NFD", name)) == normal(unicodedata.normalize("NFC", name))


@given(NAMES)
def test_words_make_up_the_normal_form(name: str) -> None:
    assert " ".join(words_of(name)) == normal(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sir Ian Blair", ("ian", "blair")),
        ("President Gen. Ruiz", ("ruiz",)),
        ("King", ("king",)),
        ("Chief Justice", ("justice",)),
        ("Ann President", ("ann", "president")),
        ("", ()),
    ],
)
def test_titles_before_a_name_are_cut(name: str, expected: tuple[str, ...]) -> None:
    assert without_titles(words_of(name)) == expected


@pytest.mark.parametrize(
    ("longer", "shorter", "expected"),
    [
        ("Thomas P. Bossert", "Bossert", True),
        ("Thomas P. Bossert", "Mr. Bossert", True),
        ("Thomas P. Bossert", "Thomas Bossert", True),
        ("Thomas P. Bossert", "P. Bossert", True),
        ("Thomas Bossert", "Thomas", False),
        ("Thomas Bossert", "Tom Bossert", False),
        ("Thomas Bossert", "Thomas Barrett", False),
        ("Mary Smith", "John Smith", False),
        ("Bossert", "Mr Bossert", True),
        ("Bossert", "Thomas Bossert", False),
        ("Bossert", "", False),
        ("", "", False),
        ("Prime Minister Ada Lund", "Ada Lund", True),
    ],
)
def test_same_person(longer: str, shorter: str, expected: bool) -> None:
    assert same_person(words_of(longer), words_of(shorter)) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Islamic State of Iraq and the Levant", "ISIL"),
        ("the Federal Bureau of Investigation", "FBI"),
        ("Procter & Gamble", "PG"),
        ("École Normale", "ÉN"),
        ("of the", ""),
        ("…", ""),
        ("", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@pytest.mark.parametrize(
    ("short", "name", "expected"),
    [
        ("GCHQ", "Government Communications Headquarters", False),
        ("FBI", "Federal Bureau of Investigation", True),
        ("the F.B.I.", "the Federal Bureau of Investigation", True),
        ("FBI’s", "Federal Bureau of Investigation", True),
        ("US", "United States", True),
        ("us", "United States", False),
        ("F", "Ford", False),
        ("FF", "Ford", False),
        ("A", "Alpha", False),
        ("ABCDEFGH", "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel", False),
        ("ABCDEFG", "Alpha Bravo Charlie Delta Echo Foxtrot Golf", True),
        ("AB", "Alpha-Beta", False),
        ("A1", "Alpha 1", False),
        ("", "United States", False),
        ("US", "", False),
    ],
)
def test_acronyms(short: str, name: str, expected: bool) -> None:
    assert is_acronym_of(short, name) is expected


@pytest.mark.parametrize(
    ("longer", "shorter", "expected"),
    [
        ("FireEye Inc", "FireEye", True),
        ("FireEye", "FireEye", False),
        ("Bank of Norway", "Norway", False),
        ("Bank of Norway", "Bank of", True),
        ("FireEye", "", False),
    ],
)
def test_the_first_words_of_a_name(longer: str, shorter: str, expected: bool) -> None:
    assert part_of_name(words_of(longer), words_of(shorter)) is expected
