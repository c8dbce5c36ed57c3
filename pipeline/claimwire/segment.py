"""Stage: sentence bounds from the network's sentence head; a paragraph always begins one."""

from __future__ import annotations

import numpy as np
from spacy.tokens import Doc

from claimwire.doc import findings
from claimwire.model.inference import ArticleScores
from claimwire.model.words import GAPS
from claimwire.records import Bounds

_PARAGRAPH = GAPS.index("paragraph")


class Segment:
    """spaCy component ``claimwire_segment``; also sets the tokens' sentence starts."""

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        if found.scores is not None:
            found.sentences = find_sentences(found.scores)
            mark_starts(doc, found.sentences)
        return doc


def find_sentences(scores: ArticleScores) -> tuple[Bounds, ...]:
    """Bounds of all sentences, in characters, without the space between them."""
    words = scores.words
    if not len(words):
        return ()
    begins = scores.tokens["sentence"][:, 0] >= scores.decoding.sentence
    begins |= words.features[:, 1] == _PARAGRAPH
    begins[0] = True
    starts = np.flatnonzero(begins)
    lasts = np.append(starts[1:], len(words)) - 1
    return tuple(words.bounds(a, b) for a, b in zip(starts.tolist(), lasts.tolist(), strict=True))


def mark_starts(doc: Doc, sentences: tuple[Bounds, ...]) -> None:
    """Tell spaCy; a token that a bound cuts begins with the sentence it lies in."""
    if doc.has_annotation("SENT_START") or not len(doc):
        return
    starts, lengths = doc.to_array(["IDX", "LENGTH"]).astype(np.int64).T
    begins = np.full(len(doc), -1, dtype=np.int64)  # spaCy's "no"
    at = np.searchsorted(starts + np.maximum(lengths, 1), [a for a, _ in sentences], side="right")
    begins[at] = 1
    begins[0] = 1
    doc.from_array(["SENT_START"], begins.astype(np.uint64).reshape(-1, 1))  # type: ignore[arg-type]
