"""Text -> words and word pieces, with the surface features that an uncased encoder loses.

Words are those of BERT's pre-tokeniser (runs without white space, cut at punctuation). All heads
score words, by their first piece, so a span always begins and ends with a word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]

SHAPES = ("lower", "title", "upper", "mixed", "digit", "other")
GAPS = ("none", "space", "line", "paragraph")
QUOTES = ("outside", "inside")
FEATURES = (len(SHAPES), len(GAPS), len(QUOTES))
"""Sizes of the three feature vocabularies: shape of the word, gap before it, in quotation marks."""

_OPENING, _CLOSING, _STRAIGHT = "“«„", "”»", '"'
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Words:
    """One article in words and pieces.

    start, end: (n_words,) characters. pieces: (n_pieces,) vocabulary ids without specials.
    first: (n_words + 1,) index of each word's first piece, and n_pieces at the end.
    features: (n_words, 3) indices into SHAPES, GAPS and QUOTES.
    """

    text: str
    start: Ints
    end: Ints
    pieces: Ints
    first: Ints
    features: Ints

    def __len__(self) -> int:
        return len(self.start)

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Characters from word ``first`` to word ``last``, both included."""
        return int(self.start[first]), int(self.end[last])

    def covering(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word (included) that touch the characters, None where no word does."""
        first = int(np.searchsorted(self.end, start, side="right"))
        last = int(np.searchsorted(self.start, end, side="left")) - 1
        return (first, last) if first <= last else None


def special_ids(tokenizer: Tokenizer) -> tuple[int, int, int]:
    """Ids of the pieces before and after a window, and of padding (of BERT or MPNet)."""
    for names in (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>")):
        found = [tokenizer.token_to_id(name) for name in names]
        before, after, padding = found
        if before is not None and after is not None and padding is not None:
            return before, after, padding
    raise ValueError("a tokenizer with neither BERT's nor MPNet's special pieces")


def split_words(text: str, tokenizer: Tokenizer) -> Words:
    """Cut a text into words and pieces with a model's own (BERT style) tokenizer.

    A lone surrogate, which no tokenizer takes, is read as U+FFFD; ``text`` keeps it.
    """
    encoding = tokenizer.encode(_SURROGATE.sub("\ufffd", text), add_special_tokens=False)
    pieces = np.asarray(encoding.ids, dtype=np.int64)
    offsets = np.asarray(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    of_word = np.asarray([-1 if w is None else w for w in encoding.word_ids], dtype=np.int64)
    if len(pieces) == 0:
        empty = np.zeros(0, dtype=np.int64)
        return Words(text, empty, empty, pieces, np.zeros(1, np.int64), np.zeros((0, 3), np.int64))
    is_first = np.empty(len(pieces), dtype=bool)
    is_first[0] = True
    is_first[1:] = of_word[1:] != of_word[:-1]
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(pieces)) - 1
    start, end = offsets[first, 0], _with_accents(text, offsets[last, 1])
    return Words(
        text, start, end, pieces, np.append(first, len(pieces)), _features(text, start, end)
    )


def _with_accents(text: str, end: Ints) -> Ints:
    """(n_words,) ends behind the combining accents that the tokenizer dropped there."""
    if text.isascii():
        return end
    moved = end.tolist()
    for word, at in enumerate(moved):
        while at < len(text) and unicodedata.category(text[at]) == "Mn":
            at += 1
        moved[word] = at
    return np.asarray(moved, dtype=np.int64)


def _features(text: str, start: Ints, end: Ints) -> Ints:
    """(n_words, 3) surface features; a quotation left open ends with its paragraph."""
    out = np.zeros((len(start), 3), dtype=np.int64)
    inside, previous = False, 0
    for i, (begin, stop) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        word, gap = text[begin:stop], text[previous:begin]
        kind = _gap(gap, first=i == 0)
        if kind >= 2:
            inside = False
        out[i, 0], out[i, 1] = _shape(word), kind
        if word in _OPENING:
            inside = True
        elif word in _CLOSING:
            inside = False
        elif word == _STRAIGHT:
            inside = not inside
        else:
            out[i, 2] = int(inside)
        previous = stop
    return out


def _shape(word: str) -> int:
    if word.islower():
        return 0
    if word[0].isupper():
        if len(word) > 1 and word.isupper():
            return 2
        return 1 if word[1:].islower() or len(word) == 1 else 3
    if any(c.isdigit() for c in word):
        return 4
    return 3 if any(c.isupper() for c in word) else 5


def _gap(gap: str, *, first: bool) -> int:
    if first:
        return 3
    if not gap:
        return 0
    if "\n" not in gap and "\r" not in gap:
        return 1
    unified = gap.replace("\r\n", "\n").replace("\r", "\n")
    return 3 if _BREAK.search(unified) else 2
