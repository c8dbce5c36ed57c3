"""Bytes to text: gzip, size limits, marks, declared and detected encodings, what is binary."""

from __future__ import annotations

import codecs
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.errors import ArticleError
from claimwire.read import bytes as reading
from claimwire.read.bytes import decode, read_whole

QUOTED = "Norway’s minister blames “rogue” officers for the café fire. "
CYRILLIC = "Министр заявил, что нападение на порт устроила соседняя армия. "


@given(st.binary(max_size=300))
def test_plain_and_packed_bytes_come_out_alike(data: bytes) -> None:
    assert read_whole(io.BytesIO(gzip.compress(data))) == data
    if data[:2] != b"\x1f\x8b":
        assert read_whole(io.BytesIO(data)) == data


def test_members_of_a_joined_archive_are_joined() -> None:
    packed = gzip.compress(b"Norway ") + gzip.compress(b"denies it.")
    assert read_whole(io.BytesIO(packed)) == b"Norway denies it."


@pytest.mark.parametrize("cut", [3, 12, 30, -9, -1])
def test_a_cut_archive_is_refused(cut: int) -> None:
    packed = gzip.compress(QUOTED.encode() * 20)
    with pytest.raises(ArticleError, match="cannot be read"):
        read_whole(io.BytesIO(packed[:cut]))


@pytest.mark.parametrize(
    "data",
    [
        b"\x1f\x8b",
        b"\x1f\x8b\x08not an archive at all",
        gzip.compress(b"Norway") + b"rubbish behind it",
    ],
)
def test_a_broken_archive_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="cannot be read"):
        read_whole(io.BytesIO(data))


def test_a_flipped_bit_in_an_archive_is_noticed() -> None:
    packed = bytearray(gzip.compress(QUOTED.encode() * 20))
    packed[-6] ^= 1
    with pytest.raises(ArticleError, match="CRC"):
        read_whole(io.BytesIO(packed))


def test_the_size_limit_counts_unpacked_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1024 * 1024)
    most = b"a" * 1024 * 1024
    assert read_whole(io.BytesIO(gzip.compress(most))) == most
    for data in (most + b"a", gzip.compress(most + b"a")):
        with pytest.raises(ArticleError, match="larger than 1 MB") as caught:
            read_whole(io.BytesIO(data))
        assert caught.value.hint == "split it into articles"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    marked = text.startswith("\ufeff")  # a mark is no part of the text
    assert decode(text.encode()) == (text[1:] if marked else text)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_mark_decides_and_is_cut_off(mark: bytes, encoding: str) -> None:
    text = QUOTED + "\U0001f525\r\n"
    assert decode(mark + text.encode(encoding), "iso-8859-2") == text


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("windows-1251", "cp1251", CYRILLIC),
        ("KOI8-R", "koi8-r", CYRILLIC),
        ("shift_jis", "shift_jis", "大臣は攻撃が隣国の軍によるものだと述べた。"),
        ("gb18030", "gb18030", "部长说袭击是邻国军队所为。"),
        ("iso-8859-2", "iso-8859-2", "Škůdce prý zaútočil žlutě."),
        ("iso-8859-1", "cp1252", QUOTED),  # as every browser reads it
        ("latin1", "cp1252", QUOTED),
        ("us-ascii", "cp1252", QUOTED),
        ("iso-8859-1", "utf-8", QUOTED),  # saved as UTF-8 under an old declaration
        ("windows-1251", "utf-8", CYRILLIC),
    ],
)
def test_a_declared_encoding_is_used_unless_it_is_utf8(
    declared: str, encoding: str, text: str
) -> None:
    assert decode(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    "declared",
    ["utf-16", "utf-32", "utf-7", "unicode_escape", "undefined", "punycode", "hex", "x", "..", ""],
)
def test_a_declaration_that_cannot_be_is_passed_over(declared: str) -> None:
    for text in (r"He wrote \u0041 +AGE- twice.", QUOTED):
        assert decode(text.encode(), declared) == text


@pytest.mark.parametrize("times", [1, 100])
@pytest.mark.parametrize(
    "last", ["It’s over.", "“No,” he said.", "the café", "Müller", "£5m – £6m"]
)
def test_a_few_western_letters_are_windows_1252(last: str, times: int) -> None:
    text = "The minister said that the army had begun the raid. " * times + last
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "gb18030"])
def test_other_alphabets_are_detected(encoding: str) -> None:
    text = "部长说袭击是邻国军队所为。" * 5 if encoding == "gb18030" else CYRILLIC * 3
    assert decode(text.encode(encoding)) == text


def test_a_few_broken_bytes_leave_the_rest_as_utf8() -> None:
    data = QUOTED.encode() + b"\xff" + QUOTED.encode() + b"\xe2\x80"
    assert decode(data) == f"{QUOTED}\ufffd{QUOTED}\ufffd"
    assert decode("It’s ".encode() + b"\xff") == "It’s \ufffd"


def test_a_declared_encoding_of_seven_bits_is_used() -> None:
    text = "Norway denies it. " * 40 + "大臣"
    assert decode(text.encode("iso-2022-jp"), "iso-2022-jp") == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(32)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"%PDF-1.7\n\x00\x01\x02\x03" + b"x" * 100,
        QUOTED.encode("utf-16-le"),  # without its mark
        b"Norway\x00",
    ],
)
def test_binary_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleError, match="is binary") as caught:
        decode(data)
    assert caught.value.hint == "give text, HTML or JSON Lines"


def test_a_rare_control_character_is_kept() -> None:
    text = "Norway\x00 denies it.\x1b " + "a" * 300 + "\x0c\r\n\t"
    assert decode(text.encode()) == text


@given(st.binary(max_size=200), st.sampled_from([None, "utf-16", "cp1252", "shift_jis"]))
def test_any_bytes_are_text_or_no_article(data: bytes, declared: str | None) -> None:
    try:
        text = decode(data, declared)
    except ArticleError:
        return
    assert text.encode() or data in (b"", *(mark for mark, _ in reading._BOMS))
