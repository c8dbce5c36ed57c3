"""The whole walk with the model that ships, on our own articles and on awkward input."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import spacy
from spacy import displacy
from spacy.language import Language

from claimwire.doc import Findings, findings
from claimwire.evaluation.run import bare_article, evaluate
from claimwire.json_records import read_records, to_json
from claimwire.read import read_inputs
from claimwire.records import Article, Record, Span
from claimwire.run import STAGES, load, trace, walk
from claimwire.version import VERSION
from conftest import OWN, ROOT

MUST = Path(__file__).parent / "must"
FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text())["own"]


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (MUST / name).read_text("utf-8").splitlines()]


def one(nlp: Language, text: str) -> Record:
    return next(iter(walk([Article("one", text)], nlp)))


def spans_of(record: Record) -> list[Span]:
    found: list[Span | None] = []
    for s in record.statements:
        found += [s.source, s.cue, *s.content]
    for a in record.assertions:
        found += [a.source, a.cue, a.event, a.actor, a.reported_by, *a.victims]
    return [span for span in found if span is not None]


def assert_whole(record: Record) -> None:
    """What holds for every record, whatever the text."""
    text = record.article.text
    for span in spans_of(record):
        assert text[span.start : span.end] == span.text != ""
        assert span.entity is None or record.entities[span.entity].id == span.entity
    for entity in record.entities:
        assert entity.mentions
        assert all(0 <= a < b <= len(text) for a, b in entity.mentions)
    ends = [0, *(end for _, end in record.sentences)]
    assert all(
        end <= start < stop for end, (start, stop) in zip(ends, record.sentences, strict=False)
    )


@pytest.fixture(scope="module")
def own_dev(nlp: Language) -> dict[str, tuple[Record, Record]]:
    """Gold and predicted record of each own development article."""
    gold = list(read_records(OWN / "dev.jsonl"))
    made = walk(map(bare_article, gold), nlp)
    return {g.article.id: (g, p) for g, p in zip(gold, made, strict=True)}


def test_every_own_article_gives_a_whole_valid_record(nlp: Language) -> None:
    schema = json.loads((files("claimwire") / "record.schema.json").read_text("utf-8"))
    articles = [a for a in read_inputs([str(OWN / "articles")]) if isinstance(a, Article)]
    assert len(articles) == 20
    for record in walk(articles, nlp):
        assert_whole(record)
        jsonschema.validate(to_json(record), schema)


def test_pages_read_as_their_gold_texts() -> None:
    gold = {
        r.article.id: r.article
        for p in ("demo", "dev", "test")
        for r in read_records(OWN / f"{p}.jsonl")
    }
    for article in read_inputs([str(OWN / "articles")]):
        assert isinstance(article, Article)
        assert article.text == gold[article.id].text
        assert article.title == gold[article.id].title


@pytest.mark.parametrize("task", FLOORS)
def test_own_articles_reach_the_floors(
    task: str, own_dev: dict[str, tuple[Record, Record]]
) -> None:
    gold = [g for g, _ in own_dev.values()]
    found = evaluate(task, gold, {p.article.id: p for _, p in own_dev.values()})
    for metric, floor in FLOORS[task].items():
        assert found[metric].counts.f1 >= floor, f"{metric} {found[metric].counts.f1:.1f}"


@pytest.mark.parametrize("case", lines("must_find.jsonl"), ids=lambda c: c["text"][:30])
def test_finds(case: dict[str, Any], nlp: Language) -> None:
    record = one(nlp, case["text"])

    def touches(span: Span | None, words: str) -> bool:
        at = case["text"].index(words)
        return span is not None and span.start < at + len(words) and at < span.end

    assert any(
        touches(a.source, case["source"])
        and touches(a.event, case["event"])
        and touches(a.actor, case["actor"])
        and a.stance == case["stance"]
        for a in record.assertions
    ), [
        (a.source and a.source.text, a.event.text, a.actor.text, a.stance)
        for a in record.assertions
    ]


@pytest.mark.parametrize("case", lines("must_not_find.jsonl"), ids=lambda c: c["text"][:30])
def test_finds_nothing(case: dict[str, Any], nlp: Language) -> None:
    assert one(nlp, case["text"]).assertions == ()


def test_windows_line_ends_change_no_answer(nlp: Language) -> None:
    text = (OWN / "articles" / "demo-wannacry-retold.txt").read_text("utf-8")
    plain, windows = one(nlp, text), one(nlp, text.replace("\n", "\r\n"))
    assert_whole(windows)
    assert [(a.event.text, a.actor.text, a.stance) for a in plain.assertions] == [
        (a.event.text, a.actor.text, a.stance) for a in windows.assertions
    ]


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "…",
        '”“”""" “said” “',
        "\u0000 Norway blames Tambora \u0000 for it.",
        "🚀🚀 Norway 🇳🇴 blames Tambora for the raid 💥!",
        "a\u0301" * 400,
        "word " * 700,
        "挪威指责坦博拉袭击了港口。" * 20,
        "N" * 5000,
        "\r\n\r\n \t\u00a0\u2028 Norway blames Tambora.",
        '"He said "she said "they" did it" on Monday.',
        "Норвегия обвинила Тамбору в нападении.",
    ],
    ids=range(12),
)
def test_odd_texts_give_whole_records(text: str, nlp: Language) -> None:
    record = one(nlp, text)
    assert record.article.text == text
    assert_whole(record)


def test_a_long_article_is_read_to_its_end(nlp: Language) -> None:
    story = (OWN / "articles" / "demo-wannacry-retold.txt").read_text("utf-8")
    record = one(nlp, story + "\n\n" + "The council met on Monday. " * 8000 + "\n\n" + story)
    assert_whole(record)
    assert record.assertions[-1].cue.start > len(record.article.text) - len(story)


def test_the_same_text_gives_the_same_record_whatever_stands_beside_it(nlp: Language) -> None:
    gold = list(read_records(OWN / "dev.jsonl"))[:4]
    together = list(walk(map(bare_article, gold), nlp))
    alone = [next(iter(walk([bare_article(g)], nlp, batch_size=1))) for g in gold]
    for a, b in zip(together, alone, strict=True):
        assert [(x.event.bounds, x.actor.bounds) for x in a.assertions] == [
            (x.event.bounds, x.actor.bounds) for x in b.assertions
        ]


def test_countries_come_from_names_adjectives_and_metonyms(nlp: Language) -> None:
    record = one(
        nlp,
        "Pyongyang blamed South Korean spies. The Kremlin and the White House "
        "called on Iran to answer. Iranian officials declined.",
    )
    assert set(record.roles.countries) == {"KP", "KR", "RU", "US", "IR"}


def test_a_higher_bar_only_takes_away(nlp: Language) -> None:
    text = (OWN / "articles" / "demo-wannacry-retold.txt").read_text("utf-8")
    sure = one(load(min_confidence=0.6), text)
    spans = {(a.event.bounds, a.actor.bounds) for a in one(nlp, text).assertions}
    assert all(a.confidence >= 0.6 for a in sure.assertions)
    assert {(a.event.bounds, a.actor.bounds) for a in sure.assertions} <= spans


def test_each_stage_writes_what_it_says(nlp: Language) -> None:
    text = "Norway blamed the Tamboran army for the raid. It denied the raid."
    names = {f.name for f in fields(Findings)}
    before: dict[str, Any] = {"article": Article("one", text)}
    for stage, found in trace(Article("one", text), nlp):
        assert set(stage.reads) | set(stage.writes) <= names
        for name in names - set(stage.writes):
            if name in before:
                assert getattr(found, name) == before[name], f"{stage.name} wrote {name}"
        before = {name: getattr(found, name) for name in names if name != "scores"}
    assert [s.name for s in STAGES] == ["encode", "segment", "tag", "extract", "resolve", "link"]


def test_components_work_in_anyones_pipeline() -> None:
    code = (
        "import spacy; nlp = spacy.blank('en')\n"
        f"for name in {[s.factory for s in STAGES]}: nlp.add_pipe(name)\n"
        "doc = nlp('Norway blamed the Tamboran army for the raid.')\n"
        "print(len(list(doc.sents)), sorted({s.label_ for s in doc.spans['claimwire']}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("1 ['ACTOR', ")


def test_displacy_shows_the_result(nlp: Language) -> None:
    doc = nlp("Norway blamed the Tamboran army for the raid.")
    page = displacy.render(doc, style="span", options={"spans_key": "claimwire"}, page=True)
    assert "ACTOR" in page
    assert "Tamboran" in page


def test_a_doc_of_the_users_own_gets_an_article(nlp: Language) -> None:
    doc = nlp(spacy.blank("en")("Norway blamed the Tamboran army for the raid."))
    assert findings(doc).article.text == doc.text
    assert len(findings(doc).article.id) == 16


def test_version_and_changelog_agree() -> None:

    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
