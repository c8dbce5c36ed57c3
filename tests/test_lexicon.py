"""Word lists kept as data: the table of countries, pronouns and nouns."""

from __future__ import annotations

import csv
import re
import unicodedata
from importlib.resources import files

import pytest

from claimwire.lexicon import countries, word_set
from claimwire.records import Link

WORDS = files("claimwire") / "words"
VIAS = ("capital", "demonym", "metonym", "name", "organ")
LISTS = ("event_nouns", "group_nouns", "person_nouns", "person_pronouns", "thing_pronouns")

ISO_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
"""All officially assigned ISO 3166-1 alpha-2 codes."""


def rows() -> list[dict[str, str]]:
    with (WORDS / "countries.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_form_stands_once() -> None:
    forms = [row["form"] for row in rows()]
    assert len(forms) > 2000
    assert len(forms) == len(set(forms)) == len(countries().forms)


def test_rows_are_sorted_by_code_way_and_form() -> None:
    keys = [(row["code"], row["via"], row["form"]) for row in rows()]
    assert keys == sorted(keys)


def test_codes_are_two_capitals_and_ways_are_known() -> None:
    assert {row["via"] for row in rows()} == set(VIAS)
    assert [r for r in rows() if not re.fullmatch("[A-Z]{2}", r["code"])] == []


def test_every_form_is_clean() -> None:
    for row in rows():
        form = row["form"]
        assert form == " ".join(form.split())
        assert form == unicodedata.normalize("NFC", form)
        assert form[0].isalnum()
        assert '"' not in form


def test_every_form_with_an_apostrophe_stands_with_both_kinds() -> None:
    forms = countries().forms
    straight = [form for form in forms if "'" in form]
    curly = [form for form in forms if "’" in form]
    assert len(straight) == len(curly) > 20
    assert {forms[f].code for f in straight} == {forms[f].code for f in curly}
    assert {form.replace("'", "’") for form in straight} == set(curly)


def test_all_iso_countries_and_kosovo_have_a_name() -> None:
    official = ISO_CODES.split()
    named = {row["code"] for row in rows() if row["via"] == "name"}
    assert len(official) == 249
    assert named == set(official) | {"XK"}


def test_every_form_finds_itself() -> None:
    found = {form: countries().exact(form) for form in countries().forms}
    assert found == countries().forms


@pytest.mark.parametrize(
    ("form", "code", "via"),
    [
        ("North Korea", "KP", "name"),
        ("US", "US", "name"),
        ("U.S.", "US", "name"),
        ("Britain", "GB", "name"),
        ("Georgia", "GE", "name"),
        ("Kosovo", "XK", "name"),
        ("Taiwan", "TW", "name"),
        ("Iranian", "IR", "demonym"),
        ("Dutch", "NL", "demonym"),
        ("Saudis", "SA", "demonym"),
        ("Pyongyang", "KP", "capital"),
        ("Kyiv", "UA", "capital"),
        ("Kiev", "UA", "capital"),
        ("The Hague", "NL", "capital"),
        ("Kremlin", "RU", "metonym"),
        ("White House", "US", "metonym"),
        ("Downing Street", "GB", "metonym"),
        ("GRU", "RU", "organ"),
        ("FBI", "US", "organ"),
        ("People’s Liberation Army", "CN", "organ"),
        ("An Garda Síochána", "IE", "organ"),
    ],
)
def test_forms_of_each_kind(form: str, code: str, via: str) -> None:
    assert countries().exact(form) == Link(code, via, form)


@pytest.mark.parametrize(
    ("name", "matched"),
    [
        ("the Netherlands", "Netherlands"),
        ("The United\nKingdom", "United Kingdom"),
        ("North\xa0Korea", "North Korea"),
        ("Russia’s", "Russia"),
        ("the Kremlin's", "Kremlin"),
        ("Co\u0302te d’Ivoire", "Côte d’Ivoire"),
        (" Iran ", "Iran"),
    ],
)
def test_article_possessive_space_and_accents_do_not_matter(name: str, matched: str) -> None:
    found = countries().exact(name)
    assert found is not None
    assert found.matched == matched


@pytest.mark.parametrize("name", ["", " ", "iran", "us", "it", "Hague", "Tambora", "🐻", "the"])
def test_other_names_are_no_country(name: str) -> None:
    assert countries().exact(name) is None


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Iranian hackers", ["IR"]),
        ("the US-backed Iraqi army", ["US", "IQ"]),
        ("South Korean and North\nKorean agents", ["KR", "KP"]),
        ("U.S. Cyber Command", ["US"]),
        ("pro-Russian rebels", []),
        ("Iranians’ hackers", ["IR"]),
        ("Irania", []),
        ("the Paris attackers", []),
        ("Russia, Russia", ["RU", "RU"]),
        ("Cuba\u0301", []),
        ("", []),
        ("🐻" * 50, []),
    ],
)
def test_countries_within_a_longer_name(name: str, codes: list[str]) -> None:
    found = countries().within(name)
    assert [link.code for link in found] == codes
    assert {link.via for link in found} <= {"within"}


def test_a_longer_name_and_a_lone_surrogate_are_no_country() -> None:
    assert countries().exact("Iranian hackers") is None
    assert countries().exact("\ud800") is None


def test_the_longest_form_wins_within() -> None:
    assert countries().within("the South Sudanese army") == [Link("SS", "within", "South Sudanese")]


@pytest.mark.parametrize("name", ["New Mexico police", "Latin\nAmerican gangs", "New England"])
def test_names_that_hold_a_country_but_mean_another_place(name: str) -> None:
    assert countries().within(name) == []
    assert countries().exact(name) is None


def test_names_of_other_places_stand_once_in_order() -> None:
    lines = (WORDS / "not_countries.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if not line.startswith("#")]
    assert names == sorted(set(names))
    assert len(names) > 20


def test_a_very_long_word_is_read_quickly() -> None:
    assert countries().within("x" * 100_000 + " Iranian") == [Link("IR", "within", "Iranian")]


@pytest.mark.parametrize("name", LISTS)
def test_word_lists_are_plain_lower_case_words(name: str) -> None:
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    assert lines[0].startswith("# ")
    assert words == [word for word in words if re.fullmatch("[a-z]+", word)]
    assert len(words) == len(set(words))
    assert word_set(name) == set(words)


def test_word_lists_hold_what_they_say() -> None:
    assert "attack" in word_set("event_nouns")
    assert {"ministry", "hackers"} <= word_set("group_nouns")
    assert "spokeswoman" in word_set("person_nouns")
    assert word_set("person_pronouns") & word_set("thing_pronouns") == set()
    assert word_set("person_nouns") & word_set("group_nouns") == set()
