"""Plain text and lines of JSON: nothing that was given is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.errors import ArticleError
from claimwire.read.plain import read_row, read_text
from claimwire.records import Article

BODY = "Tambora denies the raid."


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "7",
        "Norway\r\n\r\nsays so.\r",
        "mixed\nends\r\nof\rlines\n\n",
        "  indented, with tabs\t and spaces at the end  ",
        "Nai\u0308ve and e\u0301cole, \U0001f525 and \U00020bb7",
        "x" * 5000,
        "“unclosed ‘and \"odd' quotes",
        "zero\u200bwidth, non\u00a0breaking, \u2028 separators",
    ],
)
def test_text_is_kept_as_it_is(text: str) -> None:
    article = read_text("a", text.encode())
    assert (article.id, article.text, article.extra) == ("a", text, {})


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Raid on port\n\n{BODY}", "Raid on port"),
        (f"Raid on port\r\n\r\n{BODY}", "Raid on port"),
        (f"Raid on port\r\r{BODY}", "Raid on port"),
        (f"  Raid on port \n \t\n{BODY}", "Raid on port"),
        ("Raid on port\n\n", "Raid on port"),
        (f"Raid on port\n{BODY}", None),
        (f"\nRaid on port\n\n{BODY}", None),
        ("Raid on port\n", None),
        (BODY, None),
    ],
)
def test_the_first_line_is_the_title_if_an_empty_one_follows(text: str, title: str | None) -> None:
    article = read_text("a", text.encode())
    assert (article.title, article.text) == (title, text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        ("\ufeff".encode(), "is empty"),
        (b"... -- !?", "holds no words"),
        ("\U0001f525”".encode(), "holds no words"),
    ],
)
def test_a_file_without_words_is_no_article(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read_text("a", data)


def row(**fields: Any) -> Article:
    return read_row("file-3", json.dumps(fields))


def test_a_row_fills_the_fields_it_names() -> None:
    fields = {
        "id": "n1",
        "url": "https://news.example/1",
        "title": "Raid on port",
        "publisher": "Ledger",
        "author": "A. Brock",
        "date": "2024-03-05",
        "language": "de",
        "text": BODY,
    }
    assert row(**fields) == Article(**fields)


def test_a_row_without_an_id_is_called_by_its_line() -> None:
    assert row(text=BODY).id == "file-3"
    assert row(text=BODY, id="").id == "file-3"
    assert row(text=BODY, id=None).id == "file-3"


def test_numbers_become_strings() -> None:
    article = row(text=BODY, id=0, date=20240305, title=1984)
    assert (article.id, article.date, article.title) == ("0", "20240305", "1984")


def test_unknown_fields_are_kept() -> None:
    kept = {"tags": ["port", None], "score": 1.5, "extra": {"a": 1}, "ключ": "x"}
    assert row(text=BODY, **kept).extra == kept


def test_known_fields_of_another_shape_are_kept_too() -> None:
    article = row(text=BODY, author=["A. Brock", "C. Dane"], publisher={"name": "Ledger"}, url=None)
    assert (article.author, article.publisher, article.url) == (None, None, None)
    assert article.extra == {"author": ["A. Brock", "C. Dane"], "publisher": {"name": "Ledger"}}


def test_a_row_without_language_is_english() -> None:
    assert row(text=BODY).language == "en"
    assert row(text=BODY, language=None).language == "en"


def test_a_lone_surrogate_becomes_one_replacement_sign() -> None:
    assert (
        read_row("a", r'{"text": "he \ud83d left \ud83d\ude00"}').text
        == "he \ufffd left \U0001f600"
    )


def test_nul_in_a_row_is_kept() -> None:
    assert read_row("a", r'{"text": "he\u0000left"}').text == "he\x00left"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is no JSON"),
        ('{"text": "a"} {"text": "b"}', "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"text": ' + "9" * 5000 + "}", "is no JSON"),
        ("[1]", "is a JSON list, not an object"),
        ("null", "is a JSON NoneType, not an object"),
        ('"text"', "is a JSON str, not an object"),
        ("{}", "has no text"),
        ('{"text": null}', "has no text"),
        ('{"text": 7}', "has no text"),
        ('{"text": " \\n"}', "has no text"),
        ('{"text": "?!"}', "has no text"),
    ],
)
def test_a_row_that_is_no_article_is_refused(line: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read_row("a", line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(JSON, st.text("aé\ud83d\x00”. ", min_size=1).filter(lambda t: any(map(str.isalnum, t))))
def test_every_value_ends_in_the_article(value: Any, text: str) -> None:
    article = row(text=text, author=value, other=value)
    assert len(article.text) == len(text)
    assert article.extra["other"] == value
    assert article.author == str(value) or article.extra.get("author") == value
