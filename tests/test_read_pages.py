"""HTML pages to articles: what is text, what is about it, broken and empty pages."""

from __future__ import annotations

import pytest

from claimwire.errors import ArticleError
from claimwire.read.pages import looks_like_html, read_page

FIRST = (
    "Norway’s minister said on Tuesday that Tambora had ordered the raid on the port of Larvik, "
    "the most costly one in the town’s history."
)
SECOND = (
    "“We did not do it,” a general in Tambora replied, and he asked for proof that the crew of "
    "the ship had ever met him."
)
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="CHARSET">
<title>Raid on port blamed on Tambora - The Daily Ledger</title>
<meta property="og:site_name" content="The Daily Ledger"><meta name="author" content="Ana Brock">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://ledger.example/port-raid"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<script>var tracked = "words of a script";</script>
<article><h1>Raid on port blamed on Tambora</h1>
<p>{FIRST}</p>
<p>{SECOND}</p></article>
<footer>Copyright 2024 The Daily Ledger</footer></body></html>"""


def page(charset: str = "utf-8") -> str:
    return PAGE.replace("CHARSET", charset)


def test_a_page_gives_its_headline_and_paragraphs() -> None:
    article = read_page("raid", page().encode())
    assert article.text == f"Raid on port blamed on Tambora\n\n{FIRST}\n\n{SECOND}"
    assert (article.id, article.title) == ("raid", "Raid on port blamed on Tambora")
    assert (article.publisher, article.author) == ("The Daily Ledger", "Ana Brock")
    assert (article.url, article.date) == ("https://ledger.example/port-raid", "2024-03-05")
    assert article.language == "en"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-8", "cp1252"),
        ("undefined", "utf-8"),
        ("no-such-thing", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_quotation_marks_survive_each_encoding(declared: str, encoding: str) -> None:
    text = read_page("raid", page(declared).encode(encoding)).text
    assert text.endswith(f"{FIRST}\n\n{SECOND}")


def test_the_encoding_of_an_http_equiv_and_of_a_prolog_is_used() -> None:
    text = "The minister Šebesta said that the army of the country had begun the raid on the port."
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">'
    body = f"<body><p>{text}</p></body></html>"
    for start in (
        f"<html><head>{meta}</head>",
        '<?xml version="1.0" encoding="iso-8859-2"?><html>',
    ):
        assert read_page("a", (start + body).encode("iso-8859-2")).text == text


def test_an_xml_prolog_does_not_hide_the_page() -> None:
    prolog = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML">'
    html = f"{prolog}\n<html><body><p>{FIRST}</p></body></html>"
    assert read_page("a", html.encode()).text == FIRST


def test_broken_html_is_read_as_a_browser_would() -> None:
    soup = (
        "<p>Norway said <b>that Tambora <i>had ordered</b> the raid</i> on the port."
        "<p>The general denied it &amp; left<div></p></span></html></p>"
    )
    article = read_page("a", soup.encode())
    assert article.text == (
        "Norway said that Tambora had ordered the raid on the port.\n\nThe general denied it & left"
    )
    assert article.title is None


def test_entities_are_resolved_and_impossible_ones_replaced() -> None:
    html = (
        "<html><body><p>Norway&rsquo;s raid &#x1F525; &#0;&#xD800; on the port.</p></body></html>"
    )
    assert (
        read_page("a", html.encode()).text == "Norway’s raid \U0001f525 \ufffd\ufffd on the port."
    )


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "<html></html>",
        "<html><body> </body></html>",
        "<html><head><title>Raid on port</title></head><body></body></html>",
        "<html><body><script>var a = 'many words of a script, but no text';</script></body></html>",
        "<html><body><p>... --- !?</p></body></html>",
        "<html><frameset><frame src='a.html'></frameset></html>",
        "<!-- only a remark -->",
    ],
)
def test_a_page_without_text_is_no_article(html: str) -> None:
    with pytest.raises(ArticleError, match="holds no article text") as caught:
        read_page("a", html.encode())
    assert caught.value.hint == "is it a page of one article?"


def test_a_page_of_nul_bytes_is_binary() -> None:
    with pytest.raises(ArticleError, match="is binary"):
        read_page("a", b"<html>\x00\x00\x00\x00")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ('<html lang="en">', "en"),
        ("<html lang=DE-at>", "de"),
        ("<html class='no-js' lang='fr'>", "fr"),
        ("<html lang='x-klingon'>", "en"),
        ("<html>", "en"),
    ],
)
def test_the_language_is_the_pages_own(tag: str, language: str) -> None:
    html = f"{tag}<body><p>{FIRST}</p></body></html>"
    assert read_page("a", html.encode()).language == language


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html>",
        "<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0'>",
        "  \n<html lang='en'>",
        "<HTML>",
        "<head>",
        "<body>",
        "<?xml version='1.0'?>\n<!DOCTYPE html>",
        "<!-- saved from url -->\n<!-- twice -->\n<html>",
    ],
)
def test_a_page_is_known_by_its_beginning(start: str) -> None:
    assert looks_like_html(start + "<p>Norway")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "<p>Norway",
        "Norway <html>",
        "<htmlx>",
        "<!-- open <html>",
        "<?xml version='1.0'?><rss>",
        "x" * 5000 + "<html>",
    ],
)
def test_other_texts_are_no_pages(text: str) -> None:
    assert not looks_like_html(text)
