"""The training table: windows of all corpus parts, prepared once and kept on disk."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import datasets
from tokenizers import Tokenizer

from claimwire.gold import read_gold
from claimwire.gold.arc import read_arc
from claimwire.records import Record
from claimwire.training.examples import window_rows
from claimwire.training.settings import CorpusPart, TrainSettings
from claimwire.training.silver import with_silver_entities

log = logging.getLogger(__name__)

_FEATURES = datasets.Features(
    {
        "pieces": datasets.List(datasets.Value("int32")),
        "first": datasets.List(datasets.Value("int32")),
        "features": datasets.List(datasets.Value("int8")),
        "taught": datasets.List(datasets.Value("string")),
        "sentence": datasets.List(datasets.Value("int32")),
        "tags": datasets.List(datasets.List(datasets.Value("int32"))),
        "anchors": datasets.List(datasets.List(datasets.Value("int32"))),
        "anchor_tags": datasets.List(datasets.List(datasets.Value("int32"))),
    }
)


def training_table(settings: TrainSettings, tokenizer: Tokenizer, cache: Path) -> datasets.Dataset:
    """All windows of all corpora; column ``part`` says which corpus part each is from.

    The windows of each part are kept under ``cache`` by a digest of all that decides them, so that
    only what changed is made anew.
    """
    parts = []
    for number, part in enumerate(settings.corpora):
        folder = cache / f"windows-{part.name}-{_digest(part, settings)}"
        if not folder.exists():
            rows = list(_rows(part, settings, tokenizer))
            if not rows:  # a table without rows could not be loaded
                log.warning("%s: no windows", part.name)
                continue
            datasets.Dataset.from_list(rows, features=_FEATURES).save_to_disk(str(folder))
        table = datasets.load_from_disk(str(folder))
        log.info("%s: %d windows", part.name, len(table))
        parts.append(table.add_column("part", [number] * len(table)))
    return datasets.concatenate_datasets(parts)


def _digest(part: CorpusPart, settings: TrainSettings) -> str:
    """Of everything that decides a part's windows; a changed file makes new ones."""
    key = json.dumps(
        [
            part.model_dump(mode="json", exclude={"repeat"}),
            [str(p) for p in settings.held_out],
            settings.encoder,
            settings.length,
            settings.overlap,
            settings.negative_anchors,
            settings.antecedent_anchors,
            settings.seed,
            _size(part.path),
        ]
    )
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _size(path: Path) -> int:
    """Bytes of a file or of all files in a folder; -1 where there is none."""
    if path.is_dir():
        return sum(f.stat().st_size for f in path.rglob("*") if f.is_file())
    return path.stat().st_size if path.exists() else -1


def _rows(
    part: CorpusPart, settings: TrainSettings, tokenizer: Tokenizer
) -> Iterator[dict[str, Any]]:
    held_out = {r.article.id for path in settings.held_out for r in read_arc(path)}
    records: Iterable[Record] = _wanted(part, held_out)
    if part.silver_entities:
        records = with_silver_entities(records)
    yield from window_rows(records, part, settings, tokenizer)


def _wanted(part: CorpusPart, held_out: set[str]) -> Iterator[Record]:
    for record in read_gold(part.reader, part.path):
        name = record.article.id
        if part.prefix + name in held_out or name in part.without:
            continue
        if part.only and name not in part.only:
            continue
        yield record
