"""brat standoff (Stenetorp et al., EACL 2012), in and out: ``NAME.txt`` beside ``NAME.ann``.

What a record becomes (all offsets in characters of the text file, line ends as they are):

- mentions: spans of their type, those of one entity joined by ``*  Equiv``, the entity's roles as
  attributes ``IsActor``, ``IsVictim``, ``IsSource`` of the first;
- statements: events ``Attribution`` with ``Source``, ``Cue`` and ``Content`` as in PolNeAR
  (content in several pieces is one discontinuous span), their kind as attribute ``Kind``;
- assertions: events ``Assertion``, marked at the cue, with ``Source``, ``Event``, ``Actor``,
  ``Victim`` and ``Reporter``, their stance as attribute ``Stance``;
- names: notes ``AnnotatorNotes`` that begin with ``name: ``;
- what brat has no place for (ids, confidence, country and links; title, date, sentences, names by
  role and so on of the document): notes of type ``Claimwire`` with JSON.

Read besides: events of PolNeAR (``Attribution-no-source``), statements told by relations between
``Source``, ``Cue`` and ``Content``, entity labels of others; ``ungraph`` names what is left out,
``N`` lines and notes of others are too. Lost in writing: what ``graph`` names, the order of
articles (read in the order of their files' names), and lone surrogates (U+FFFD).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from claimwire.errors import GoldError, UsageError
from claimwire.gold.bratlines import ann_lines, parse_ann
from claimwire.gold.graph import (
    ASSERTION,
    ATTRIBUTION,
    ROLE_LABELS,
    article_fields,
    graph_of,
    loose_parts,
)
from claimwire.gold.output import WholeFile, whole_folder
from claimwire.gold.ungraph import record_from
from claimwire.json_records import ARTICLE_KEYS, encodable
from claimwire.records import ENTITY_TYPES, KINDS, ROLES, STANCES, Record

_DOCUMENT_KEYS = (*ARTICLE_KEYS, "extra", "sentences", "roles", "model", "version", "entities")
_LONGEST_NAME = 100

CONFIGURATION = f"""\
[entities]
{chr(10).join((*ENTITY_TYPES, *ROLE_LABELS))}
[relations]
Equiv\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive
[events]
{ATTRIBUTION}\tSource*:<ENTITY>, Cue*:<ENTITY>, Content*:<ENTITY>
{ASSERTION}\tSource?:<ENTITY>, Event:<ENTITY>, Actor:<ENTITY>, Victim*:<ENTITY>, Reporter?:<ENTITY>
[attributes]
Stance\tArg:{ASSERTION}, Value:{"|".join(STANCES)}
Kind\tArg:{ATTRIBUTION}, Value:{"|".join(KINDS)}
{chr(10).join(f"Is{role.title()}{chr(9)}Arg:<ENTITY>" for role in ROLES)}
"""
"""``annotation.conf`` of a folder: the types that brat shows and lets people choose."""


def read_brat(path: Path) -> Iterator[Record]:
    """Records of a folder (with the folders in it) or of one ``.ann`` or ``.txt`` file.

    An article's id is what its annotation says, else the file's name without suffix. A text
    without annotation file is passed over. Raises GoldError when there is none at all, when a text
    is missing, and with its number for a line that is not understood.
    """
    if path.is_dir():
        files = sorted(path.rglob("*.ann"))
        if not files:
            raise GoldError(f"no .ann files in {str(path)!r}", "give a folder of brat's")
    elif path.suffix in (".ann", ".txt"):
        files = [path.with_suffix(".ann")]
    else:
        raise GoldError(f"{str(path)!r} is no brat file", "give a .ann file, or their folder")
    for file in files:
        name = file.relative_to(path) if path.is_dir() else Path(file.name)
        yield _record(file, name.with_suffix("").as_posix())


def _record(file: Path, name: str) -> Record:
    beside = file.with_suffix(".txt")
    for needed in (file, beside):
        if not needed.is_file():
            raise GoldError(f"there is no {str(needed)!r}", "brat keeps NAME.txt beside NAME.ann")
    text = beside.read_bytes().decode()
    graph, document = parse_ann(file, file.read_bytes().decode(), text)
    known = {key: document[key] for key in _DOCUMENT_KEYS if key in document}
    return record_from(text, {"id": name, **known}, graph)


def write_brat(records: Iterable[Record], target: Path) -> int:
    """Write a folder of texts and annotations with brat's configuration; returns how many.

    A target ``NAME.ann`` (or ``.txt``) takes one record. Raises StorageError when the target
    cannot be written or is a folder that is not empty, UsageError for more records than one.
    """
    if target.suffix in (".ann", ".txt"):
        return _write_one(records, target)
    count = 0
    with whole_folder(target) as folder:
        taken: set[str] = set()
        for record in records:
            name = _file_name(record.article.id, taken)
            _write_pair(record, folder / name)
            count += 1
        with WholeFile(folder / "annotation.conf") as file:
            file.write(CONFIGURATION)
    return count


def _write_one(records: Iterable[Record], target: Path) -> int:
    rows = list(islice(iter(records), 2))
    if len(rows) > 1:
        raise UsageError(
            f"{str(target)!r} holds one article and there are more", "give the name of a folder"
        )
    for record in rows:
        _write_pair(record, target.with_suffix(""))
    return len(rows)


def _write_pair(record: Record, stem: Path) -> None:
    article = record.article
    document = article_fields(article) | loose_parts(record)
    if article.id == stem.name:
        del document["id"]
    text = encodable(article.text)
    lines = ann_lines(text, graph_of(record, discontinuous=True), document)
    for suffix, content in ((".txt", text), (".ann", "".join(f"{line}\n" for line in lines))):
        with WholeFile(stem.with_name(stem.name + suffix)) as file:
            file.write(content)


def _file_name(identifier: str, taken: set[str]) -> str:
    """A name for an article's files: its id where that can be one; told apart by numbers."""
    plain = re.sub(r"[^\w.-]+", "_", identifier, flags=re.ASCII)[:_LONGEST_NAME].strip(".")
    names = chain([plain or "article"], (f"{plain or 'article'}-{n}" for n in range(2, 10**9)))
    name = next(name for name in names if name.casefold() not in taken)
    taken.add(name.casefold())
    return name
