"""What the commands around gold do: evaluate, gate, calibrate, convert, train."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from claimwire.commands import JsonLines, records_of
from claimwire.errors import UsageError
from claimwire.evaluation.confidence import Kind, calibration_error, judged
from claimwire.evaluation.counts import Score
from claimwire.evaluation.error_page import write_error_page
from claimwire.evaluation.errors import MISSES
from claimwire.evaluation.gate import (
    Measure,
    measure,
    raised,
    read_floors,
    read_suites,
    write_floors,
)
from claimwire.evaluation.run import TASKS, bare_article, evaluate
from claimwire.gold import guess_reader, read_gold
from claimwire.model.decode import calibrated
from claimwire.model.settings import Calibration, read_model_config, write_model_config
from claimwire.models import model_folder
from claimwire.records import Article, Record
from claimwire.training.calibrate import isotonic_points

err = Console(stderr=True)
out = Console()


def _walk(
    model: str | None, threads: int | None
) -> Callable[[Iterable[Article]], Iterator[Record]]:
    """The walk of a pipeline that is loaded here, not when the program starts."""
    from claimwire.run import load, walk

    nlp = load(model, threads=threads)
    return lambda articles: walk(articles, nlp)


def evaluate_task(
    task: str,
    gold: Path,
    *,
    predictions: Path | None,
    reader: str | None,
    save: Path | None,
    errors: Path | None,
    model: str | None,
    threads: int | None,
    as_json: bool,
    fail_under: float | None,
) -> int:
    """Score a task and print it; returns 1 when the first metric is below ``fail_under``."""
    if task not in TASKS:
        raise UsageError(f"unknown task {task!r}", f"one of {', '.join(TASKS)}")
    if errors is not None and task not in MISSES:
        raise UsageError(f"no errors are told for {task!r}", f"one of {', '.join(MISSES)}")
    records = list(read_gold(reader or guess_reader(gold), gold))
    made = (
        records_of(predictions)
        if predictions
        else _walk(model, threads)(map(bare_article, records))
    )
    predicted = {r.article.id: r for r in made}
    if save is not None:
        with JsonLines(str(save)) as file:
            for record in predicted.values():
                file.write(record)
    found = evaluate(task, records, predicted)
    lacking = sum(record.article.id not in predicted for record in records)
    if lacking:
        err.print(f"{lacking} gold articles have no prediction and count as empty", style="yellow")
    if errors is not None:
        ours = {r.article.id: Record(r.article) for r in records} | predicted
        misses = [m for r in records for m in MISSES[task](ours[r.article.id], r)]
        texts = {r.article.id: r.article.text for r in records}
        count = write_error_page(errors, task, misses, texts, found)
        err.print(f"{count} misses written to {errors}", highlight=False)
    _print_scores(task, len(records), found, as_json)
    return int(fail_under is not None and next(iter(found.values())).counts.f1 < fail_under)


def _print_scores(task: str, articles: int, found: Mapping[str, Score], as_json: bool) -> None:
    if as_json:
        print(json.dumps({metric: _row(score) for metric, score in found.items()}))
        return
    table = Table("metric", "P", "R", "F1", "95 %", "predicted", "gold", box=None)
    for metric, row in ((metric, _row(score)) for metric, score in found.items()):
        table.add_row(
            metric,
            *(f"{row[k]:.1f}" for k in ("precision", "recall", "f1")),
            f"{row['low']:.1f}-{row['high']:.1f}",
            str(row["predicted"]),
            str(row["gold"]),
        )
    out.print(f"{task}: {articles} articles")
    out.print(table)


def _row(score: Score) -> dict[str, float]:
    counts = score.counts
    return {
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
        "low": score.low,
        "high": score.high,
        "predicted": counts.predicted,
        "gold": counts.gold,
    }


def gate_floors(
    suites: Path,
    floors: Path,
    corpora: Path | None,
    *,
    raise_floors: bool,
    lower_floors: bool,
    model: str | None,
    threads: int | None,
) -> int:
    """Measure every suite and hold it against the floors; returns 1 when a floor was missed."""
    known = read_floors(floors)
    table = Table("suite", "task", "metric", "value", "95 %", "floor", "", box=None)
    found: list[Measure] = []
    for one in measure(read_suites(suites), corpora, known, _walk(model, threads)):
        found.append(one)
        table.add_row(
            one.suite,
            one.task,
            one.metric,
            f"{one.value:.3f}" if one.task == "calibration" else f"{one.value:.1f}",
            "" if one.low == one.high else f"{one.low:.1f}-{one.high:.1f}",
            "" if one.floor is None else f"{one.floor:g}",
            "" if one.floor is None else "ok" if one.passed else "MISSED",
        )
    out.print(table)
    if raise_floors or lower_floors:
        write_floors(floors, raised(known, found, lower=lower_floors))
        err.print(f"floors written to {floors}", highlight=False)
    missed = sum(not one.passed for one in found)
    if missed:
        err.print(f"{missed} floors missed", style="red")
    return int(missed > 0 and not lower_floors)


def calibrate_model(model: str | None, golds: Mapping[Kind, Path], threads: int | None) -> None:
    """Fit a model's confidences on gold and write them into its config.

    Prints the calibration error before, after, and on articles that were not fitted on: the points
    of one half of the articles judged on the other half.
    """
    folder = model_folder(model)
    points: dict[str, tuple[tuple[float, float], ...]] = {}
    table = Table("kind", "predictions", "raw error", "error", "error on the other half", box=None)
    with tempfile.TemporaryDirectory() as scratch:
        walk = _walk(str(_uncalibrated(folder, Path(scratch))), threads)
        for kind, path in golds.items():
            gold = list(read_gold(guess_reader(path), path))
            predicted = {r.article.id: r for r in walk(map(bare_article, gold))}
            rows, _ = judged(kind, gold, predicted)
            fitted = isotonic_points(rows)
            points[kind.removesuffix("s")] = fitted
            halves = [judged(kind, gold[start::2], predicted)[0] for start in (0, 1)]
            across = [
                row
                for fit, other in (halves, halves[::-1])
                for row in _calibrated(other, isotonic_points(fit))
            ]
            errors = (rows, _calibrated(rows, fitted), across)
            table.add_row(kind, str(len(rows)), *(f"{calibration_error(e):.3f}" for e in errors))
    config = read_model_config(folder)
    update = config.calibration.model_dump() | points
    write_model_config(folder, config.model_copy(update={"calibration": Calibration(**update)}))
    out.print(table)


def _uncalibrated(folder: Path, scratch: Path) -> Path:
    """A folder under ``scratch`` with the same model, which gives raw scores."""
    raw = scratch / folder.name
    raw.mkdir()
    for path in folder.iterdir():
        if path.name != "config.json":
            (raw / path.name).symlink_to(path)
    config = read_model_config(folder)
    write_model_config(raw, config.model_copy(update={"calibration": Calibration()}))
    return raw


def _calibrated(
    rows: Sequence[tuple[float, bool]], points: Sequence[tuple[float, float]]
) -> list[tuple[float, bool]]:
    return [(calibrated(score, points), right) for score, right in rows]


def train_model(config: Path, work: Path, models: Path) -> None:
    """Train by a settings file and export the model's folder."""
    try:
        from claimwire.training.run import train_and_export
    except ImportError as problem:
        raise UsageError(
            f"training needs {problem.name}", "pip install 'claimwire[train]'"
        ) from problem
    folder = train_and_export(config, work, models)
    err.print(f"model written to {folder}", highlight=False)
