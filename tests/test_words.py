"""Text to words and word pieces, with the features of each word's surface."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from claimwire.model.words import (
    FEATURES,
    GAPS,
    QUOTES,
    SHAPES,
    Words,
    special_ids,
    split_words,
)

PIECES = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "norway", "bank", "##s", "hack", "##ed", "##ers",
    "re", "##hack", "said", "cafe", "it", ".", ",", "“", "”", '"', "’", "-",
]  # fmt: skip
ODD = "aT9 .\"“”„»'’-\n\r\t\x00e\u0301\u200b\u2028🐻𝔸İßﬁ한中\xad\ufffd\ud800"


def tokenizer() -> Tokenizer:
    """An uncased BERT style tokenizer with a handful of pieces."""
    made = Tokenizer(WordPiece({p: i for i, p in enumerate(PIECES)}, unk_token="[UNK]"))
    made.normalizer = BertNormalizer()
    made.pre_tokenizer = BertPreTokenizer()
    return made


TOKENIZER = tokenizer()


def split(text: str) -> Words:
    return split_words(text, TOKENIZER)


def surfaces(words: Words) -> list[str]:
    return [words.text[s:e] for s, e in zip(words.start, words.end, strict=True)]


def feature(text: str, column: int, labels: tuple[str, ...]) -> list[str]:
    return [labels[i] for i in split(text).features[:, column]]


def test_words_and_their_pieces() -> None:
    words = split("The hackers re-hacked Banks.")
    assert surfaces(words) == ["The", "hackers", "re", "-", "hacked", "Banks", "."]
    assert [PIECES[i] for i in words.pieces] == [
        "the", "hack", "##ers", "re", "-", "hack", "##ed", "bank", "##s", ".",
    ]  # fmt: skip
    assert words.first.tolist() == [0, 1, 3, 4, 5, 7, 9, 10]
    assert len(words) == 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("café", ["café"]),
        ("cafe\u0301 it", ["cafe\u0301", "it"]),
        ("a e\u0301\u0302", ["a", "e\u0301\u0302"]),
        ("❤\ufe0f it", ["❤\ufe0f", "it"]),
        ("🐻 it", ["🐻", "it"]),
        ("𝔸it", ["𝔸it"]),
        ("it’s", ["it", "’", "s"]),
        ("co\xadop", ["co\xadop"]),
        ("a\x00b", ["a\x00b"]),
        ("中国", ["中", "国"]),
        ("한국", ["한국"]),
        ("it\r\n\r\nit", ["it", "it"]),
        ("a\u2028b", ["a", "b"]),
        ("“it”", ["“", "it", "”"]),
        ("it.", ["it", "."]),
        ("x", ["x"]),
        ("...", [".", ".", "."]),
    ],
)
def test_words_of_odd_texts(text: str, expected: list[str]) -> None:
    assert surfaces(split(text)) == expected


@pytest.mark.parametrize("text", ["", " ", "\r\n", "\x00", "\u0301", "\u200b\ufffd"])
def test_a_text_without_words(text: str) -> None:
    words = split(text)
    assert len(words) == 0
    assert words.first.tolist() == [0]
    assert words.features.shape == (0, 3)
    assert words.covering(0, len(text)) is None


def test_a_lone_surrogate_is_read_over_and_kept() -> None:
    words = split("it \ud800 said \udfff")
    assert surfaces(words) == ["it", "said"]
    assert words.text == "it \ud800 said \udfff"


def test_a_very_long_word_is_one_unknown_piece() -> None:
    words = split("the " + "x" * 5000 + " said")
    assert words.end.tolist() == [3, 5004, 5009]
    assert words.first.tolist() == [0, 1, 2, 3]


def test_the_last_word_ends_with_the_text() -> None:
    text = "Norway said it"
    assert split(text).bounds(1, 2) == (7, len(text))


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("bank", "lower"),
        ("Bank", "title"),
        ("A", "title"),
        ("FBI", "upper"),
        ("B2", "upper"),
        ("iPhone", "mixed"),
        ("McBank", "mixed"),
        ("2017", "digit"),
        ("1st", "lower"),
        ("7B", "digit"),
        (".", "other"),
        ("🐻", "other"),
        ("中", "other"),
        ("ß", "lower"),
        ("Élan", "title"),
    ],
)
def test_shapes(word: str, shape: str) -> None:
    assert feature(word, 0, SHAPES) == [shape]


@pytest.mark.parametrize(
    ("between", "gap"),
    [
        (" ", "space"),
        ("\t", "space"),
        ("\xa0", "space"),
        ("\n", "line"),
        ("\r\n", "line"),
        ("\r", "line"),
        (" \n ", "line"),
        ("\n\n", "paragraph"),
        ("\r\n\r\n", "paragraph"),
        ("\r\r", "paragraph"),
        ("\n \t\n", "paragraph"),
    ],
)
def test_gaps(between: str, gap: str) -> None:
    assert feature(f"it{between}it", 1, GAPS) == ["paragraph", gap]


def test_no_gap_before_punctuation() -> None:
    assert feature("it, it", 1, GAPS) == ["paragraph", "none", "space"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“it” said", ["it"]),
        ('"it" said', ["it"]),
        ("«it» said", ["it"]),
        ("„it” said", ["it"]),
        ("said “it", ["it"]),
        ("“it\nsaid” the", ["it"]),
        ("“it\n\nsaid the", ["it"]),
        ("said it” the", []),
        ('the "it" said "it', ["it", "it"]),
    ],
)
def test_words_in_quotation_marks(text: str, inside: list[str]) -> None:
    words = split(text)
    quoted = [w for w, f in zip(surfaces(words), words.features[:, 2], strict=True) if f]
    assert quoted == inside


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ((0, 3), (0, 0)),
        ((1, 2), (0, 0)),
        ((2, 5), (0, 1)),
        ((0, 15), (0, 3)),
        ((3, 4), None),
        ((14, 15), (3, 3)),
        ((10, 15), (2, 3)),
        ((15, 15), None),
    ],
)
def test_words_that_a_stretch_touches(
    bounds: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    assert split("the banks said.").covering(*bounds) == expected


@settings(deadline=None)
@given(st.text(alphabet=ODD, max_size=40))
def test_words_lie_in_order_in_the_text(text: str) -> None:
    words = split(text)
    assert words.text == text
    assert len(words.start) == len(words.end) == len(words.features) == len(words.first) - 1
    assert (words.start < words.end).all()
    assert (words.end[:-1] <= words.start[1:]).all()
    assert (np.diff(words.first) > 0).all()
    assert words.first[-1] == len(words.pieces)
    assert (words.features < np.asarray(FEATURES)).all()
    assert (words.features >= 0).all()
    for number in range(len(words)):
        assert words.covering(*words.bounds(number, number)) == (number, number)


@settings(deadline=None)
@given(st.text(alphabet=ODD, max_size=40))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    words = split(text)
    covered = {at for s, e in zip(words.start, words.end, strict=True) for at in range(s, e)}
    assert {at for at, c in enumerate(text) if c.isalnum()} <= covered


def with_pieces(*pieces: str) -> Tokenizer:
    return Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))


def test_special_ids_of_bert() -> None:
    assert special_ids(TOKENIZER) == (2, 3, 0)


def test_special_ids_of_mpnet() -> None:
    tokenizer = with_pieces("<s>", "<pad>", "</s>", "[UNK]", "the")
    assert special_ids(tokenizer) == (0, 2, 1)


def test_of_both_kinds_berts_special_pieces_are_taken() -> None:
    tokenizer = with_pieces("<s>", "<pad>", "</s>", "[UNK]", "[SEP]", "[PAD]", "[CLS]")
    assert special_ids(tokenizer) == (6, 4, 5)


def test_special_pieces_of_both_kinds_are_not_mixed() -> None:
    tokenizer = with_pieces("<s>", "<pad>", "</s>", "[UNK]", "[CLS]", "[SEP]")
    assert special_ids(tokenizer) == (0, 2, 1)


@pytest.mark.parametrize("pieces", [("[UNK]",), ("[UNK]", "[CLS]", "[SEP]"), ("[UNK]", "<s>")])
def test_a_tokenizer_without_special_pieces_is_refused(pieces: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="neither BERT's nor MPNet's special pieces"):
        special_ids(with_pieces(*pieces))


def test_label_sets_have_the_sizes_of_the_network() -> None:
    assert (len(SHAPES), len(GAPS), len(QUOTES)) == FEATURES == (6, 4, 2)
