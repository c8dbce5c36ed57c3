"""The page of misses: what it shows, that it is safe, whole and readable."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from claimwire.errors import StorageError
from claimwire.evaluation.counts import Counts, Score
from claimwire.evaluation.error_page import write_error_page
from claimwire.evaluation.errors import MISSES, Miss
from claimwire.records import Article, Assertion, Record, Span, Statement

TEXT = "Norway blames Tambora for the raid. Ann Lund said the police were late."
SCORES = {"triple": Score(Counts(1, 2, 4), 12.34, 56.78), "cue | triple": Score(Counts(), 0, 100)}
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Checks that tags nest; keeps tags, attributes and the text of each element."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def span(text: str, words: str, name: str | None = None) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words, name)


def assertion(text: str, *words: str, **more: Any) -> Assertion:
    source, cue, event, actor = (span(text, w) for w in words)
    return Assertion(source, cue, event, actor, **more)


def page_of(
    path: Path, predicted: Record, gold: Record, task: str = "assertions"
) -> tuple[str, int]:
    misses = MISSES[task](predicted, gold)
    texts = {gold.article.id: gold.article.text}
    count = write_error_page(path, task, misses, texts, SCORES)
    return path.read_text(encoding="utf-8"), count


RIGHT = assertion(TEXT, "Norway", "blames", "the raid", "Tambora")
WRONG = assertion(TEXT, "Ann Lund", "blames", "the raid", "Tambora", confidence=0.75)


def one(*assertions: Assertion, text: str = TEXT, identifier: str = "a") -> Record:
    return Record(Article(identifier, text), assertions=assertions)


def test_shows_gold_above_predicted_with_labels(tmp_path: Path) -> None:
    html, count = page_of(tmp_path / "e.html", one(WRONG), one(RIGHT))
    page = Page(html)
    assert count == 1
    assert "1 miss in 1 of 1 articles" in page.text
    assert "source “Ann Lund” instead of “Norway”" in page.text
    assert "confidence 0.75" in page.text
    gold, predicted = re.findall(r'<p class="text" dir="auto">(.*?)</p>', html, re.DOTALL)
    assert html.index(">Gold<") < html.index(gold) < html.index(">Predicted<")
    assert gold.startswith(
        '<mark class="source"><bdi class="tag" dir="ltr">SOURCE</bdi>Norway</mark> '
        '<mark class="cue"><bdi class="tag" dir="ltr">CUE</bdi>blames</mark> '
    )
    assert "SOURCE</bdi>Ann Lund</mark> said the police were late." in predicted
    for label in ("SOURCE", "CUE", "EVENT", "ACTOR"):
        assert gold.count(label) == predicted.count(label) == 1
    assert re.sub(r"<bdi.*?</bdi>|<.*?>", "", gold) == TEXT


def test_scores_counts_and_anchors(tmp_path: Path) -> None:
    denied = assertion(TEXT, "Ann Lund", "blames", "the raid", "Tambora", stance="denied")
    html, _ = page_of(tmp_path / "e.html", one(denied), one(RIGHT))
    page = Page(html)
    row = "<td>50.0</td><td>25.0</td><td>33.3</td><td>12.3–56.8</td><td>2</td><td>4</td>"
    assert f'<th scope="row"><bdi>triple</bdi></th>{row}' in html
    assert '<a href="#kind-wrong-source">wrong source</a></th><td>1</td><td>0</td>' in html
    assert '<th scope="row">wrong stance</th><td>0</td><td>1</td>' in html
    identifiers = [a["id"] for _, a in page.tags if "id" in a]
    assert len(identifiers) == len(set(identifiers))
    links = {a["href"] for tag, a in page.tags if tag == "a"}
    assert links <= {f"#{i}" for i in identifiers} | {"#top"}


def test_is_self_contained(tmp_path: Path) -> None:
    html, _ = page_of(tmp_path / "e.html", one(WRONG), one(RIGHT))
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"}
    assert not [a for _, a in page.tags if {"src", "srcset", "onclick", "style"} & set(a)]
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html
    assert ("html", {"lang": "en"}) in page.tags


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = '<script>alert(1)</script> & "Q" says\x00\x1b[31m \u202eevil\u2066 {{ 7*7 }} did\r\nit.'
    gold = assertion(text, "<script>", "says", "{{ 7*7 }}", "evil")
    record = one(gold, text=text, identifier='"><img src=x onerror=alert(1)>\u202e')
    html, count = page_of(tmp_path / "e.html", one(text=text), record)
    page = Page(html)
    assert count == 1
    assert not {tag for tag, _ in page.tags} & {"script", "img"}
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in page.text
    assert "<img src=x onerror=alert(1)>" in page.text
    assert not re.search("[\x00\x1b\r\u202e\u2066]", html)
    assert 'title="U+0000">\u2400<' in html
    assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE">U+202E<' in html
    assert "\u240d" in page.text


def test_all_that_hides_or_steers_is_shown(tmp_path: Path) -> None:
    codes = [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010)]
    codes += [*range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xD800, 0xE0041]
    text = "Norway blames Tambora for the raid" + "".join(map(chr, codes))
    gold = assertion(text, "Norway", "blames", "the raid", "Tambora")
    html, _ = page_of(tmp_path / "e.html", one(text=text), one(gold, text=text))
    assert html.count('class="ctl"') == len(codes) - 1  # the line feed stays one
    assert "U+D800" in html
    assert not set(map(chr, codes)) & set(html) - {"\n"}


def test_marks_nest_and_cross(tmp_path: Path) -> None:
    text = "abcdefghij"
    cue, event, actor = (Span(*b, text[slice(*b)]) for b in ((4, 5), (0, 6), (4, 9)))
    gold = Assertion(None, cue, event, actor, victims=(Span(0, 10, text),))
    html, _ = page_of(tmp_path / "e.html", one(text=text), one(gold, text=text))
    Page(html)
    [line] = re.findall(r'<p class="text" dir="auto">(.*?)</p>', html)
    short = re.sub(r'<mark class="\w+"><bdi class="tag" dir="ltr">([^<]*)</bdi>', r"[\1:", line)
    assert short.replace("</mark>", "]") == (
        "[VICTIM:[EVENT:abcd[ACTOR:[CUE:e]f]][ACTOR (cont.):ghi]j]"
    )
    assert "source: <bdi>the article itself</bdi>" in html


def test_long_runs_are_cut_in_the_middle(tmp_path: Path) -> None:
    text = TEXT + "\n" + "z" * 10_000
    gold = Record(Article("a", text), sentences=((0, 35), (36, len(text))), assertions=(RIGHT,))
    html, _ = page_of(tmp_path / "e.html", one(text=text), gold)
    assert "[… 9,678 characters …]" in html
    assert len(html) < 12_000


def test_statements_names_and_absent_parts(tmp_path: Path) -> None:
    said = Statement(None, None, (span(TEXT, "the police", "the port police"),), "direct")
    gold = Record(Article("a", TEXT), statements=(said, Statement(None, span(TEXT, "said"), ())))
    html, count = page_of(tmp_path / "e.html", one(), gold, "statements")
    page = Page(html)
    assert count == 2
    assert "kind: direct · source: none · cue: none · content named: the port police" in page.text
    assert "content: none" in page.text
    assert html.count('<p class="quiet">nothing</p>') == 2


@pytest.mark.parametrize("task", [*MISSES, "<b>"])
def test_nothing_wrong(tmp_path: Path, task: str) -> None:
    assert write_error_page(tmp_path / "e.html", task, [], {}, {}) == 0
    html = (tmp_path / "e.html").read_text(encoding="utf-8")
    page = Page(html)
    assert "Nothing is wrong." in page.text
    assert "0 misses in 0 of 0 articles" in page.text
    assert "b" not in {tag for tag, _ in page.tags}


def test_worst_first_over_articles(tmp_path: Path) -> None:
    sure = assertion(TEXT, "Norway", "blames", "the raid", "Tambora", confidence=0.9)
    misses = [
        *MISSES["assertions"](one(WRONG, identifier="first"), one(identifier="first")),
        *MISSES["assertions"](one(sure, identifier="second"), one(identifier="second")),
    ]
    path = tmp_path / "e.html"
    assert write_error_page(path, "assertions", iter(misses), {"first": TEXT}, {}) == 2
    html = path.read_text(encoding="utf-8")
    assert html.index("article <bdi>second") < html.index("article <bdi>first")


def test_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for target, reason in ((tmp_path, "folder"), (tmp_path / "file" / "e.html", "")):
        with pytest.raises(StorageError, match=f"{re.escape(str(target))}.*{reason}"):
            write_error_page(target, "assertions", list[Miss](), {}, {})


def test_colours_have_contrast(tmp_path: Path) -> None:
    html, _ = page_of(tmp_path / "e.html", one(WRONG), one(RIGHT))
    light, dark = re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    for block in (light, dark):
        colour = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for ground in ("page", "card"):
            for ink in ("ink", "quiet", "link"):
                assert contrast(colour[ink], colour[ground]) >= 4.5
        for role in ("source", "cue", "event", "actor", "victim", "content"):
            assert contrast(colour["ink"], colour[f"{role}-ground"]) >= 4.5
            assert contrast(colour["tag-ink"], colour[role]) >= 4.5
            assert contrast(colour[role], colour["card"]) >= 3


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
