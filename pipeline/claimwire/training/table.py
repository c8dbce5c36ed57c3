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
        "part": datasets.Value("int32"),
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

    Kept under ``cache`` by a digest of all that decides it, so a second run starts at once.
    """
    key = json.dumps(
        [part.model_dump(mode="json", exclude={"repeat"}) for part in settings.corpora]
        + [
            [str(p) for p in settings.held_out],
            settings.length,
            settings.overlap,
            settings.negative_anchors,
            settings.seed,
            _sizes(settings),
        ]
    )
    folder = cache / f"table-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    if not folder.exists():
        table = datasets.Dataset.from_list(list(_rows(settings, tokenizer)), features=_FEATURES)
        table.save_to_disk(str(folder))
    return datasets.load_from_disk(str(folder))


def _sizes(settings: TrainSettings) -> list[int]:
    """Sizes of the corpus files in bytes: a changed file makes a new table."""
    return [
        sum(f.stat().st_size for f in part.path.rglob("*") if f.is_file())
        if part.path.is_dir()
        else part.path.stat().st_size
        if part.path.exists()
        else -1
        for part in settings.corpora
    ]


def _rows(settings: TrainSettings, tokenizer: Tokenizer) -> Iterator[dict[str, Any]]:
    held_out = {r.article.id for path in settings.held_out for r in read_arc(path)}
    for number, part in enumerate(settings.corpora):
        records: Iterable[Record] = _wanted(part, held_out)
        if part.silver_entities:
            records = with_silver_entities(records)
        count = 0
        for row in window_rows(records, part, settings, tokenizer):
            count += 1
            yield {"part": number, **row}
        log.info("%s: %d windows", part.name, count)


def _wanted(part: CorpusPart, held_out: set[str]) -> Iterator[Record]:
    for record in read_gold(part.reader, part.path):
        name = record.article.id
        if part.prefix + name in held_out or name in part.without:
            continue
        if part.only and name not in part.only:
            continue
        yield record
