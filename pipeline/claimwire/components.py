"""Every spaCy factory of claimwire, registered in this one place.

pyproject.toml names the same functions as entry points, so ``nlp.add_pipe("claimwire_encode")``
works in any spaCy pipeline without an import.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.language import Language

from claimwire.encode import Encode
from claimwire.extract import Extract
from claimwire.link import LinkCountries
from claimwire.model.inference import Model
from claimwire.models import model_folder
from claimwire.resolve import Resolve
from claimwire.segment import Segment
from claimwire.tag import Tag


@cache
def loaded_model(folder: Path, threads: int | None) -> Model:
    """A model folder, loaded once for each number of threads."""
    return Model(folder, threads)


@Language.factory("claimwire_encode", default_config={"model": None, "threads": None})
def make_encode(nlp: Language, name: str, model: str | None, threads: int | None) -> Encode:
    """model: a name or folder (None: the default model). threads: None for all cores."""
    return Encode(loaded_model(model_folder(model), threads))


@Language.factory("claimwire_segment")
def make_segment(nlp: Language, name: str) -> Segment:
    """Sentences from the network's scores."""
    return Segment()


@Language.factory("claimwire_tag")
def make_tag(nlp: Language, name: str) -> Tag:
    """Mentions with type and role."""
    return Tag()


@Language.factory("claimwire_extract", default_config={"min_confidence": 0.0})
def make_extract(nlp: Language, name: str, min_confidence: float) -> Extract:
    """min_confidence: statements and assertions below it are left out."""
    return Extract(min_confidence)


@Language.factory("claimwire_resolve")
def make_resolve(nlp: Language, name: str) -> Resolve:
    """Entities and best names."""
    return Resolve()


@Language.factory("claimwire_link")
def make_link(nlp: Language, name: str) -> LinkCountries:
    """Countries of entities."""
    return LinkCountries()
