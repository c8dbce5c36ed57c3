"""Records on a terminal: spans in their colours, the table, and no control characters."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from claimwire.records import Article, Assertion, Record, RoleNames, Span, Stance
from claimwire.show import assertion_table, clean, print_record

TEXT = "Norway blames Tambora for the raid on Larvik."


def span(words: str, name: str | None = None, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words, name)


def assertion(stance: Stance = "asserted") -> Assertion:
    event = span("the raid")
    return Assertion(
        span("Norway"), span("blames"), event, span("Tambora"), stance, (span("Larvik"),), 0.906
    )


def record(*assertions: Assertion, text: str = TEXT) -> Record:
    article = Article("raid-1", text, publisher="Ledger", date="2024-03-05")
    return Record(article, assertions=assertions)


def console(width: int = 100) -> Console:
    return Console(
        record=True,
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        _environ={},
    )


def shown(item: Record, *, styles: bool = False, width: int = 100) -> str:
    screen = console(width)
    print_record(screen, item)
    return screen.export_text(styles=styles)


def table(*items: Record, with_article: bool = False, width: int = 100) -> list[list[str]]:
    screen = console(width)
    screen.print(assertion_table(items, with_article=with_article))
    return [re.split(r"\s{2,}", line.strip()) for line in screen.export_text().splitlines()]


def test_spans_are_coloured_by_their_role() -> None:
    out = shown(record(assertion()), styles=True).splitlines()[1]
    assert "\x1b[1;36mNorway\x1b[0m" in out
    assert "\x1b[4mblames\x1b[0m" in out
    assert "\x1b[1;31mTambora\x1b[0m" in out
    assert "\x1b[33mthe raid\x1b[0m" in out
    assert "\x1b[35mLarvik\x1b[0m" in out


def test_colours_stay_in_place_behind_odd_characters() -> None:
    text = "\x0b\x0c\r\t\x00\x1b\U0001f525e\u0301\u202e Norway blames Tambora"
    found = replace(assertion(), victims=(), event=span("blames", text=text))
    found = replace(found, actor=span("Tambora", text=text), cue=span("blames", text=text))
    out = shown(record(replace(found, source=span("Norway", text=text)), text=text), styles=True)
    assert "\x1b[1;36mNorway\x1b[0m" in out
    assert "\x1b[1;31mTambora\x1b[0m" in out


def test_the_frame_names_publisher_date_and_id() -> None:
    assert shown(record()).startswith("╭─ Ledger · 2024-03-05 · raid-1 ─")


def test_an_article_without_assertions_says_so() -> None:
    out = shown(record())
    assert TEXT in out
    assert "No assertions found." in out


def test_an_empty_article_is_shown() -> None:
    assert "No assertions found." in shown(Record(Article("", "")))


def test_countries_are_listed() -> None:
    item = replace(record(), roles=RoleNames(countries=("NO", "TB")))
    assert "countries: NO, TB\n" in shown(item)


def test_square_brackets_are_no_markup() -> None:
    text = "[bold]Norway[/] blames [/red] :fire: Tambora[link=x]"
    item = replace(
        record(text=text),
        article=Article("[/]", text, publisher="[red]Ledger"),
        roles=RoleNames(countries=("[/]", "[red]")),
    )
    out = shown(item)
    assert text in out
    assert "[red]Ledger · [/]" in out
    assert "countries: [/], [red]" in out


def test_the_table_says_who_attributes_what_to_whom() -> None:
    header, row = table(record(assertion()))
    assert header == ["X", "attributes Y", "to Z", "stance", "conf.", "reported by"]
    assert row == ["Norway", "the raid", "Tambora", "asserted", "0.91"]


def test_the_table_can_name_the_article() -> None:
    header, row, other = table(record(assertion(), assertion("denied")), with_article=True)
    assert header[0] == "article"
    assert row[:2] == ["raid-1", "Norway"]
    assert other[4] == "denied"


def test_an_article_that_says_so_itself_is_the_source() -> None:
    found = replace(assertion(), source=None, reported_by=span("Larvik"))
    _, row = table(record(found))
    assert row == ["(the article)", "the raid", "Tambora", "asserted", "0.91", "Larvik"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        (None, "Tambora"),
        ("Tambora", "Tambora"),
        ("TAMBOR", "Tambora"),
        ("Republic of Tambora", "Tambora [Republic of Tambora]"),
        ("Republic\nof\tTambora", "Tambora [Republic of Tambora]"),
    ],
)
def test_a_name_that_says_more_stands_in_brackets(name: str | None, cell: str) -> None:
    _, row = table(record(replace(assertion(), actor=span("Tambora", name))))
    assert row[2] == cell


@pytest.mark.parametrize("stance", ["asserted", "suspected", "denied", "claimed"])
def test_each_stance_has_a_row(stance: Stance) -> None:
    assert table(record(assertion(stance)))[1][3] == stance


def test_a_table_of_nothing_is_its_header() -> None:
    assert len(table()) == len(table(record())) == 1


def test_long_words_are_folded_not_cut() -> None:
    long = "x" * 300
    found = replace(assertion(), actor=Span(14, 21, long))
    screen = console(60)
    screen.print(assertion_table([record(found)], with_article=True))
    assert screen.export_text().count("x") == 300


def test_nothing_in_a_record_steers_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x9b2J\x1b[2J\u202e\x08\x7f\ud800"
    bad = Span(0, len(evil), evil, f"other {evil}")
    item = Record(
        Article(evil, evil, publisher=evil, date=evil),
        assertions=(Assertion(bad, bad, bad, bad, "asserted", (bad,), 1.0, bad),),
        roles=RoleNames(countries=(evil,)),
    )
    screen = console()
    print_record(screen, item)
    screen.print(assertion_table([item], with_article=True))
    out = screen.export_text()
    assert not set(out) & set("\x1b\x07\x08\x7f\x9b\u202e\ud800")
    assert out.count("]0;owned") >= 8


@given(st.text())
def test_cleaning_keeps_length_and_what_can_be_printed(text: str) -> None:
    out = clean(text)
    assert len(out) == len(text)
    assert all(c.isprintable() or c == "\n" for c in out)
    assert all(a == b for a, b in zip(text, out, strict=True) if a.isprintable() or a == "\n")


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("a\tb\rc\u00a0d\u2028e\x0bf\x0cg\x85h", "a b c d e f g h"),
        ("\x00\x1b\x07\u202e\ue000", "\ufffd" * 5),
        ("e\u0301 \U0001f525 ’“”\n", "e\u0301 \U0001f525 ’“”\n"),
    ],
)
def test_control_characters_are_replaced_one_by_one(text: str, out: str) -> None:
    assert clean(text) == out
