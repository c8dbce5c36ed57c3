"""spaCy's DocBin: round trips, files of others, damaged files."""

from __future__ import annotations

import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import spacy
from hypothesis import given, settings
from spacy.tokens import Doc, DocBin, Span

from claimwire.errors import GoldError, StorageError
from claimwire.gold import guess_reader, read_gold
from claimwire.gold.docbin import write_docbin
from claimwire.json_records import from_json, to_json
from claimwire.records import Article, Entity, Record
from gold_records import FULL, records

NLP = spacy.blank("en")


def kept(record: Record) -> Record:
    """The record as JSON Lines keep it: confidence in four digits, names written out."""
    return from_json(to_json(record))


def docs(path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(NLP.vocab))


def store(path: Path, *given: Doc) -> Path:
    DocBin(docs=given, store_user_data=True).to_disk(path)
    return path


def only(path: Path) -> Record:
    (record,) = read_gold("docbin", path)
    return record


def test_a_record_comes_back_as_json_lines_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "out.spacy"
    assert write_docbin([FULL, FULL], path) == 2
    assert list(read_gold("docbin", path)) == [kept(FULL)] * 2
    assert guess_reader(path) == guess_reader(tmp_path) == "docbin"


@settings(max_examples=40, deadline=None)
@given(records())
def test_any_record_comes_back_as_json_lines_keep_it(record: Record) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "out.spacy"
        write_docbin([record], path)
        assert only(path) == kept(record)


def test_spacy_sees_entities_spans_and_sentences(tmp_path: Path) -> None:
    write_docbin([FULL], tmp_path / "out.spacy")
    (doc,) = docs(tmp_path / "out.spacy")
    assert doc.text == FULL.article.text
    seen = [(e.text, e.label_, e.kb_id_, e.ent_id_) for e in doc.ents]
    assert seen[0] == ("Baku", "COUNTRY", "AZ", "1")
    assert ("the shelling", "EVENT", "", "3") in seen
    assert len(doc.spans["entities"]) == 5
    shown = {(span.text, span.label_) for span in doc.spans["claimwire"]}
    assert {("suspects", "CUE"), ("Armenia", "SOURCE"), ("the raid", "EVENT")} <= shown
    assert ("Baku shells our children", "CONTENT") in shown
    assert next(s.text.strip() for s in doc.sents) == "Shells \U0001f525 hit Tsovak"


def test_entities_that_overlap_are_all_in_the_span_group(tmp_path: Path) -> None:
    text = "the Bank of Norway said"
    both = (
        Entity(0, "Bank of Norway", "ORGANIZATION", mentions=((4, 18),)),
        Entity(1, "Norway", "COUNTRY", mentions=((12, 18),)),
    )
    write_docbin([Record(Article("a", text), entities=both)], tmp_path / "out.spacy")
    (doc,) = docs(tmp_path / "out.spacy")
    assert [e.text for e in doc.ents] == ["Bank of Norway"]
    assert [e.text for e in doc.spans["entities"]] == ["Bank of Norway", "Norway"]


def test_a_docbin_with_ents_only(tmp_path: Path) -> None:
    doc = NLP("Angela Merkel met Macron in Paris. Merkel left on Monday.")
    doc.ents = [
        Span(doc, 0, 2, "PERSON", kb_id="Q567"),
        Span(doc, 3, 4, "PERSON"),
        Span(doc, 5, 6, "GPE"),
        Span(doc, 7, 8, "PERSON", kb_id="Q567"),
        Span(doc, 10, 11, "DATE"),
    ]
    path = tmp_path / "train.spacy"
    DocBin(docs=[doc, NLP("Nothing.")]).to_disk(path)
    first, second = read_gold("docbin", path)
    assert first == Record(
        Article("train-1", doc.text),
        entities=(
            Entity(0, "Angela Merkel", "PERSON", mentions=((0, 13), (35, 41))),
            Entity(1, "Macron", "PERSON", mentions=((18, 24),)),
            Entity(2, "Paris", "PLACE", mentions=((28, 33),)),
        ),
    )
    assert (second.article.id, second.entities) == ("train-2", ())


def test_sentences_of_others(tmp_path: Path) -> None:
    doc = NLP("One.\n\nTwo went. ")
    for token in doc:
        token.is_sent_start = token.i in (0, 3)
    assert only(store(tmp_path / "a.spacy", doc)).sentences == ((0, 4), (6, 15))


def test_user_data_of_others_does_not_matter(tmp_path: Path) -> None:
    doc = NLP("One")
    doc.user_data |= {"claimwire": 5, "id": "x", ("._.", "a", None, None): 1}
    assert only(store(tmp_path / "a.spacy", doc)).article == Article("a-1", "One")


def test_a_folder_of_files(tmp_path: Path) -> None:
    for name in ("b", "a"):
        store(tmp_path / f"{name}.spacy", NLP("One"))
    assert [r.article.id for r in read_gold("docbin", tmp_path)] == ["a-1", "b-1"]


def test_a_record_of_another_text_is_refused(tmp_path: Path) -> None:
    write_docbin([Record(Article("a", "One"))], tmp_path / "a.spacy")
    (doc,) = docs(tmp_path / "a.spacy")
    other = NLP("Two")
    other.user_data |= doc.user_data
    with pytest.raises(GoldError, match="the text of a-1 is not that of the record"):
        only(store(tmp_path / "a.spacy", other))


@pytest.mark.parametrize("text", ["", " ", "\r\n", "a\u2028b", "\U0001f525", "he \ud83d left"])
def test_odd_texts(tmp_path: Path, text: str) -> None:
    record = Record(Article("a", text))
    write_docbin([record], tmp_path / "a.spacy")
    assert only(tmp_path / "a.spacy") == record


@pytest.mark.parametrize(
    "content", [b"", b"plain", zlib.compress(b"plain"), zlib.compress(b"\x80")]
)
def test_what_is_no_docbin_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.spacy"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=r"a\.spacy' is no DocBin") as caught:
        only(path)
    assert caught.value.hint


def test_no_records_are_an_empty_docbin(tmp_path: Path) -> None:
    assert write_docbin([], tmp_path / "a.spacy") == 0
    assert list(read_gold("docbin", tmp_path / "a.spacy")) == []


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="it is a folder"):
        write_docbin([FULL], tmp_path)
