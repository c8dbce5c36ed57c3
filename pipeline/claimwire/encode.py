"""Stage: the network, once per window -> scores of all heads on the Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc

from claimwire.doc import findings
from claimwire.model.inference import ArticleScores, Model

MOST_CHARACTERS = 400_000
"""Texts of one run of the network; longer batches are cut, so memory stays bounded."""


class Encode:
    """spaCy component ``claimwire_encode``; batches windows of many articles."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, doc: Doc) -> Doc:
        return self._write([doc])[0]

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Score docs in batches of ``batch_size``, fewer where they are long."""
        batch: list[Doc] = []
        characters = 0
        for doc in stream:
            if batch and (len(batch) >= batch_size or characters > MOST_CHARACTERS):
                yield from self._write(batch)
                batch, characters = [], 0
            batch.append(doc)
            characters += len(findings(doc).article.text)
        yield from self._write(batch)

    def predict(self, docs: Sequence[Doc]) -> list[ArticleScores]:
        """Scores of the docs, without changing them."""
        return self.model.scores([findings(doc).article.text for doc in docs])

    def _write(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        for doc, scores in zip(docs, self.predict(docs), strict=True):
            found = findings(doc)
            found.scores, found.model = scores, self.model.config.name
        return docs
