"""GUM: CoNLL-U to text, sentences and named entities with coreference."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimwire.errors import GoldError, UsageError
from claimwire.gold import gum, read_gold
from claimwire.gold.gum import read_gum
from claimwire.records import Record

Row = tuple[str, str, str]
"""Form, part of speech, MISC."""


def sentence(*rows: Row | str, head: str = "") -> str:
    """Rows of one sentence; a string is a line as it stands."""
    lines, number = [head] if head else [], 0
    for row in rows:
        if isinstance(row, str):
            lines.append(row)
            continue
        number += 1
        form, upos, misc = row
        lines.append("\t".join([str(number), form, form, upos, *["_"] * 5, misc]))
    return "\n".join(lines) + "\n\n"


def read(tmp_path: Path, *sentences: str) -> Record:
    path = tmp_path / "GUM_news_raid.conllu"
    path.write_text("# newdoc id = GUM_news_raid\n" + "".join(sentences), encoding="utf-8")
    (record,) = read_gum(path)
    return record


def sentences(record: Record) -> list[str]:
    return [record.article.text[a:b] for a, b in record.sentences]


def entities(record: Record) -> list[tuple[str, str, list[str]]]:
    assert [e.id for e in record.entities] == list(range(len(record.entities)))
    return [
        (e.name, e.type, [record.article.text[a:b] for a, b in e.mentions]) for e in record.entities
    ]


def named(record: Record) -> list[list[str]]:
    return [[record.article.text[a:b] for a, b in e.named] for e in record.entities]


NORWAY = ("Norway", "PROPN", "Entity=(1-place-new-cf1-1-sgl-Norway)")
WON = ("won", "VERB", "SpaceAfter=No")
STOP = (".", "PUNCT", "_")


def test_text_is_rebuilt_with_spaces_sentences_and_paragraphs(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(NORWAY, WON, STOP, head="# newpar\n# newpar_block = p"),
        sentence(("“", "PUNCT", "SpaceAfter=No"), ("Öl", "NOUN", "_"), WON, STOP),
        sentence(("\U0001f525", "SYM", "_"), ("e\u0301", "X", "_"), head="# newpar_block = p"),
    )
    assert record.article.id == "GUM_news_raid"
    assert record.article.text == "Norway won. “Öl won.\n\n\U0001f525 e\u0301"
    assert sentences(record) == ["Norway won.", "“Öl won.", "\U0001f525 e\u0301"]


def test_words_of_a_multiword_token_share_its_characters(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(
            ("He", "PRON", "_"),
            "2-3\tdon’t\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
            ("do", "AUX", "_"),
            ("n’t", "PART", "_"),
            (",", "PUNCT", "_"),
            "5-6\tOslo’s\t_\t_\t_\t_\t_\t_\t_\t_",
            ("Oslo", "PROPN", "Entity=(2-place-new-cf1-1-sgl"),
            ("’s", "PART", "Entity=2)"),
            ("port", "NOUN", "_"),
        ),
    )
    assert record.article.text == "He don’t, Oslo’s port"
    assert entities(record) == [("Oslo’s", "PLACE", ["Oslo’s"])]


def test_empty_nodes_are_no_words(tmp_path: Path) -> None:
    empty = "1.1\tsaid\tsay\tVERB\t_\t_\t_\t_\t_\t_"
    assert read(tmp_path, sentence(NORWAY, empty, WON, STOP)).article.text == "Norway won."


def test_entities_may_nest_and_share_an_end(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(
            ("Port", "PROPN", "Entity=(1-organization-new-cf1-1,3-sgl-Port_of_Oslo"),
            ("of", "ADP", "_"),
            ("Oslo", "PROPN", "Entity=(2-place-new-cf2-1-sgl-Oslo)1)"),
            ("boss", "NOUN", "_"),
            ("Ana", "PROPN", "Entity=(3-person-new-cf3-1-sgl(4-person-giv-cf4-1-coref)"),
            ("Brock", "PROPN", "Entity=3)|SpaceAfter=No"),
            STOP,
        ),
    )
    assert entities(record) == [
        ("Oslo", "PLACE", ["Oslo"]),
        ("Port of Oslo", "ORGANIZATION", ["Port of Oslo"]),
        ("Ana", "PERSON", ["Ana"]),
        ("Ana Brock", "PERSON", ["Ana Brock"]),
    ]


def ana(tmp_path: Path) -> Record:
    """A person with two names and a pronoun, and one without a name."""
    return read(
        tmp_path,
        sentence(("Ana", "PROPN", "Entity=(3-person-new-cf1-1-coref"), ("B", "PROPN", "Entity=3)")),
        sentence(("She", "PRON", "Entity=(3-person-giv-cf1-1-ana)"), WON, STOP),
        sentence(("the", "DET", "Entity=(5-person-new-cf1-1-sgl"), ("cook", "NOUN", "Entity=5)")),
        sentence(("Ana", "PROPN", "Entity=(3-person-giv-cf1-1-coref)"), STOP),
    )


def test_all_mentions_are_kept(tmp_path: Path) -> None:
    assert entities(ana(tmp_path)) == [
        ("Ana B", "PERSON", ["Ana B", "She", "Ana"]),
        ("the cook", "PERSON", ["the cook"]),
    ]


def test_mentions_with_a_proper_noun_are_named(tmp_path: Path) -> None:
    assert named(ana(tmp_path)) == [["Ana B", "Ana"], []]


def test_an_entity_is_called_by_its_longest_name_not_by_a_longer_phrase(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(("Ana", "PROPN", "Entity=(3-person-new)"), WON, STOP),
        sentence(("the", "DET", "Entity=(3-person-giv"), ("governor", "NOUN", "Entity=3)"), STOP),
    )
    assert entities(record) == [("Ana", "PERSON", ["Ana", "the governor"])]
    assert named(record) == [["Ana"]]


def test_a_phrase_that_holds_a_name_is_named(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(
            ("the", "DET", "Entity=(3-person-new"),
            ("cook", "NOUN", "_"),
            ("of", "ADP", "_"),
            ("Oslo", "PROPN", "Entity=(2-place-new)3)"),
        ),
        sentence(("it", "PRON", "Entity=(2-place-giv)")),
    )
    assert entities(record) == [
        ("Oslo", "PLACE", ["Oslo", "it"]),
        ("the cook of Oslo", "PERSON", ["the cook of Oslo"]),
    ]
    assert named(record) == [["Oslo"], ["the cook of Oslo"]]


def test_a_mention_that_is_marked_twice_is_kept_once(tmp_path: Path) -> None:
    record = read(tmp_path, sentence(("Ana", "PROPN", "Entity=(3-person-new(3-person-new)3)")))
    assert entities(record) == [("Ana", "PERSON", ["Ana"])]


def test_other_types_are_left_out(tmp_path: Path) -> None:
    rows = [(kind.title(), "PROPN", f"Entity=(1-{kind}-new)") for kind in ("time", "abstract")]
    assert entities(read(tmp_path, sentence(*rows, ("X", "PROPN", "Entity=(9)")))) == []


def test_marks_that_do_not_match_are_passed_over(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(
            ("Ana", "PROPN", "Entity=7)(1-person-new"),
            ("Oslo", "PROPN", "Entity=(2-place-new)"),
            ("x", "X", "Entity=8)"),
        ),
    )
    assert entities(record) == [("Oslo", "PLACE", ["Oslo"])]


def test_an_entity_may_span_sentences(tmp_path: Path) -> None:
    record = read(
        tmp_path,
        sentence(("Ana", "PROPN", "Entity=(1-person-new")),
        sentence(("Brock", "PROPN", "Entity=1)")),
    )
    assert entities(record) == [("Ana Brock", "PERSON", ["Ana Brock"])]


def test_documents_without_their_words_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "b.conllu").write_text(sentence(("_", "PROPN", "_"), ("_", "X", "_"), STOP))
    (tmp_path / "a.conllu").write_text(sentence(NORWAY, ("_", "X", "_"), STOP))
    (tmp_path / "c.conllu").write_text("")
    assert [record.article.id for record in read_gum(tmp_path)] == ["a"]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \.conllu files in"):
        list(read_gum(tmp_path))


@pytest.mark.parametrize("content", [b"no columns here\n\n", b"\xff\xfe", b"1\tNorway\n\n"])
def test_another_file_is_an_error_of_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.conllu").write_bytes(content)
    with pytest.raises(GoldError, match=str(tmp_path)):
        list(read_gold("gum", tmp_path))


def test_without_conllu_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gum, "conllu", None)
    with pytest.raises(UsageError, match="GUM needs conllu") as caught:
        list(read_gum(tmp_path))
    assert caught.value.hint == "pip install 'claimwire[train]'"
