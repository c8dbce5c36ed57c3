"""PARC 3.0's XML: nobody here has the corpus, so the files are made by hand in its form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from claimwire.errors import GoldError
from claimwire.gold import guess_reader, read_gold
from claimwire.gold.parc3 import read_parc3
from claimwire.records import Record, Statement

Word = tuple[str, str | None, str]
"""Text, byte count, and its roles (``0 content, 1 cue``)."""

FIRST: list[Word] = [
    ("``", "9,10", ""),
    ("We", "10,12", "0 content"),
    ("sank", "13,17", "0 content"),
    (",", "17,18", ""),
    ("''", "18,19", ""),
    ("Ms.", "20,23", "0 source"),
    ("Lund", "24,28", "0 source"),
    ("said", "29,33", "0 cue"),
    ("-LRB-", "34,35", ""),
    ("again", "35,40", ""),
    ("-RRB-", "40,41", ""),
    (".", "41,42", ""),
]
SECOND: list[Word] = [
    ("The", "44,47", "1 source"),
    ("board", "48,53", "1 source"),
    ("fears", "54,59", "1 cue"),
    ("she", "60,63", "1 content, 2_Nested source"),
    ("thinks", "64,70", "1 content, 2_Nested cue"),
    ("1\\/2", "71,74", "1 content, 2_Nested content"),
    ("is", "75,77", "1 content, 2_Nested content"),
    ("gone", "78,82", "1 content, 2_Nested content"),
    (".", "82,83", "1 supplement"),
]
TEXT = '"We sank," Ms. Lund said (again).\n\nThe board fears she thinks 1/2 is gone.'


def word(number: int, text: str, count: str | None, roles: str) -> str:
    """A WORD as in the corpus, with an attribution for each of its roles."""
    inside = ""
    for role in filter(None, roles.split(", ")):
        key, value = role.split()
        name = f"wsj_0003_PDTB_annotation_level.xml_set_{key}"
        inside += f'<attribution id="{name}"><attributionRole roleValue="{value}"/></attribution>'
    at = f'ByteCount="{count}" ' if count else ""
    return (
        f'<WORD {at}gorn="0,{number}" lemma="x" pos="NN" sentenceWord="{number}" '
        f'text={quoteattr(text)} word="{number}">{inside}</WORD>'
    )


def xml(*sentences: Sequence[Word]) -> str:
    body = ""
    for number, words in enumerate(sentences):
        inside = "".join(word(n, *each) for n, each in enumerate(words))
        body += (
            f'<SENTENCE gorn="{number}"><S gorn="{number}"><NP-SBJ>{inside}</NP-SBJ></S></SENTENCE>'
        )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<root>{body}</root>'


def write(folder: Path, content: str, name: str = "wsj_0003.xml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def only(path: Path) -> Record:
    (record,) = read_gold("parc3", path)
    return record


def words(statement: Statement) -> tuple[str | None, str | None, list[str]]:
    source, cue = statement.source, statement.cue
    return source and source.text, cue and cue.text, [span.text for span in statement.content]


def test_text_sentences_and_statements(tmp_path: Path) -> None:
    found = only(write(tmp_path, xml(FIRST, SECOND)))
    assert (found.article.id, found.article.text) == ("wsj_0003", TEXT)
    assert [TEXT[slice(*b)] for b in found.sentences] == TEXT.split("\n\n")
    assert [words(s) for s in found.statements] == [
        ("Ms. Lund", "said", ["We sank"]),
        ("The board", "fears", ["she thinks 1/2 is gone"]),
        ("she", "thinks", ["1/2 is gone"]),
    ]
    assert [s.kind for s in found.statements] == ["direct", "indirect", "indirect"]


def test_nested_statements_can_be_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, xml(FIRST, SECOND))
    (found,) = read_parc3(path, nested=False)
    assert [words(s)[1] for s in found.statements] == ["said", "fears"]


def test_without_byte_counts_words_stand_apart_by_blanks(tmp_path: Path) -> None:
    bare = [[(text, None, roles) for text, _, roles in part] for part in (FIRST, SECOND)]
    found = only(write(tmp_path, xml(*bare)))
    assert found.article.text.startswith('" We sank , " Ms. Lund said ( again ) . The board')
    assert words(found.statements[0]) == ("Ms. Lund", "said", ["We sank"])


def test_a_word_without_byte_count_among_others(tmp_path: Path) -> None:
    given = [("We", "0,2", ""), ("all", None, ""), ("sank", "7,11", ""), (".", "11,12", "")]
    assert only(write(tmp_path, xml(given))).article.text == "We all sank."


def test_byte_counts_count_bytes_and_spans_characters(tmp_path: Path) -> None:
    given = [("Zoë\U0001f525", "0,8", ""), ("said", "9,13", "0 cue"), ("so", "14,16", "0 content")]
    found = only(write(tmp_path, xml(given)))
    assert found.article.text == "Zoë\U0001f525 said so"
    assert words(found.statements[0]) == (None, "said", ["so"])


def test_byte_counts_that_overlap_leave_no_gap(tmp_path: Path) -> None:
    given = [("IBC", "5,17", ""), ("'s", "9,11", ""), ("so", "12,14", "")]
    assert only(write(tmp_path, xml(given))).article.text == "IBC's so"


def test_content_in_pieces_is_kept_apart(tmp_path: Path) -> None:
    given = [
        ("So", None, "0 content"),
        (",", None, ""),
        ("it", None, "0 content"),
        ("she", None, "0 source"),
        ("said", None, "0 cue"),
        ("is", None, "0 content"),
    ]
    (found,) = only(write(tmp_path, xml(given))).statements
    assert [span.text for span in found.content] == ["So , it", "is"]


def test_one_word_in_two_roles_and_two_roles_in_one_attribution(tmp_path: Path) -> None:
    text = xml([("says", None, "0 cue, 1 content"), ("who", None, "0 source")])
    both = '<attributionRole roleValue="source"/><attributionRole roleValue="cue"/>'
    text = text.replace('<attributionRole roleValue="source"/>', both)
    first, second = only(write(tmp_path, text)).statements
    assert words(first) == ("who", "says who", [])
    assert words(second) == (None, None, ["says"])


def test_traces_are_no_words(tmp_path: Path) -> None:
    text = xml([("It", None, ""), ("sank", None, "")])
    trace = '<WORD pos="-NONE-" text="*T*-1" ByteCount="3,3"/>'
    text = text.replace("</NP-SBJ>", f"<NONE>{trace}</NONE></NP-SBJ>")
    assert only(write(tmp_path, text)).article.text == "It sank"


def test_folders_are_walked_in_order(tmp_path: Path) -> None:
    for name in ("train/01/wsj_0101.xml", "train/00/wsj_0002.xml", "train/00/wsj_0001.xml"):
        write(tmp_path, xml(FIRST), name)
    found = [record.article.id for record in read_parc3(tmp_path)]
    assert found == ["wsj_0001", "wsj_0002", "wsj_0101"]
    assert guess_reader(tmp_path) == guess_reader(tmp_path / "train/00/wsj_0001.xml") == "parc3"


SECRET = '<!DOCTYPE root [<!ENTITY x SYSTEM "file://{path}">]>'


@pytest.mark.parametrize(
    "doctype",
    [
        SECRET,
        '<!DOCTYPE root SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE root [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE root [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
    ],
)
def test_no_outside_file_and_no_entity_is_read(tmp_path: Path, doctype: str) -> None:
    (tmp_path / "secret").write_text("secret")
    body = xml([("It", None, "")]).replace("<root>", f"<root>&{'b' if '&a' in doctype else 'x'};")
    head, _, rest = body.partition("\n")
    path = write(tmp_path, f"{head}\n{doctype.format(path=tmp_path / 'secret')}{rest}")
    with pytest.raises(GoldError, match="a DOCTYPE is not read"):
        only(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is no XML"),
        ("plain", "is no XML"),
        ("<root><SENTENCE>", "is no XML"),
        ("<root>&x;</root>", "is no XML"),
        ("<root/>", "has no SENTENCE with WORDs"),
        ("<root><SENTENCE/></root>", "has no SENTENCE with WORDs"),
        ("<root><SENTENCE><WORD/></SENTENCE></root>", "a WORD without text"),
        (xml([("a", "1", "")]), "ByteCount '1'"),
        (xml([("a", "x,y", "")]), "ByteCount 'x,y'"),
        (xml([("a", "0,1", ""), ("b", "9999999999,10000000000", "")]), "9999999998 bytes after"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(GoldError) as caught:
        only(write(tmp_path, content))
    assert "wsj_0003.xml" in str(caught.value)
    assert told in str(caught.value)
    assert caught.value.hint


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"no \.xml files"):
        only(tmp_path)
