"""The gate: every task on development data with intervals, held against floors that only rise."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from claimwire.errors import GoldError, UsageError
from claimwire.evaluation.confidence import calibration_error, judged
from claimwire.evaluation.run import TASKS, bare_article, evaluate
from claimwire.gold import read_gold
from claimwire.records import Article, Record

Floors = dict[str, dict[str, dict[str, float]]]
"""suite -> task -> metric -> least F1 in per cent (of ``calibration``: most error, 0 to 1)."""

CALIBRATION = "calibration"
_MARGIN = 0.5
"""F1 points that a raised floor stays below what was measured: other machines round otherwise."""


class Suite(BaseModel):
    """One annotated corpus and the tasks that are measured on it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    reader: str
    gold: Path
    tasks: tuple[str, ...]
    only: tuple[str, ...] = ()
    in_project: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric: its value, its 95 % interval, and its floor where there is one."""

    suite: str
    task: str
    metric: str
    value: float
    low: float
    high: float
    floor: float | None

    @property
    def passed(self) -> bool:
        """Not below the floor; a calibration error not above it."""
        if self.floor is None:
            return True
        return self.value <= self.floor if self.task == CALIBRATION else self.value >= self.floor


def read_suites(path: Path) -> list[Suite]:
    """The suites of a TOML file. Raises UsageError that names the wrong key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        suites = [Suite.model_validate(row) for row in data["suite"]]
    except OSError as problem:
        raise UsageError(f"cannot read {str(path)!r}: {problem.strerror}") from problem
    except (ValueError, KeyError, ValidationError) as problem:
        raise UsageError(f"{str(path)!r} lists no suites: {problem}") from problem
    known = {*TASKS, CALIBRATION}
    for suite in suites:
        for task in suite.tasks:
            if task not in known:
                raise UsageError(f"{suite.name}: unknown task {task!r}", ", ".join(sorted(known)))
    return suites


def read_floors(path: Path) -> Floors:
    """Floors of a JSON file; none where there is no file."""
    if not path.exists():
        return {}
    try:
        floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise UsageError(f"{str(path)!r} is no JSON: {problem}") from problem
    return floors


def measure(
    suites: Iterable[Suite],
    corpora: Path | None,
    floors: Floors,
    predict: Callable[[Iterable[Article]], Iterator[Record]],
) -> Iterator[Measure]:
    """All metrics of all suites, in order.

    corpora: folder of the suites that are not in the project; None leaves those out.
    predict: the walk. Raises GoldError where a suite's gold is missing.
    """
    for suite in suites:
        if not suite.in_project and corpora is None:
            continue
        folder = Path() if suite.in_project or corpora is None else corpora
        if not (folder / suite.gold).exists():
            raise GoldError(f"{suite.name}: no gold at {str(folder / suite.gold)!r}", "--corpora")
        gold = [
            record
            for record in read_gold(suite.reader, folder / suite.gold)
            if not suite.only or record.article.id in suite.only
        ]
        predicted = {r.article.id: r for r in predict(map(bare_article, gold))}
        for task in suite.tasks:
            known = floors.get(suite.name, {}).get(task, {})
            yield from _measures(suite.name, task, gold, predicted, known)


def _measures(
    suite: str,
    task: str,
    gold: list[Record],
    predicted: Mapping[str, Record],
    floors: Mapping[str, float],
) -> Iterator[Measure]:
    if task == CALIBRATION:
        for kind in ("assertions", "statements"):
            rows, total = judged(kind, gold, predicted)
            if total:
                error = calibration_error(rows)
                yield Measure(suite, task, kind, error, error, error, floors.get(kind))
        return
    for metric, score in evaluate(task, gold, predicted).items():
        yield Measure(
            suite, task, metric, score.counts.f1, score.low, score.high, floors.get(metric)
        )


def raised(floors: Floors, measures: Iterable[Measure], *, lower: bool) -> Floors:
    """Floors after these measures: each as high as was reached, less a small margin.

    lower: also let those fall that were missed. A metric without a floor gets none.
    """
    new: Floors = {s: {t: dict(m) for t, m in tasks.items()} for s, tasks in floors.items()}
    for m in measures:
        if m.floor is None:
            continue
        if m.task == CALIBRATION:
            reached = round(m.value + 0.01, 3)
            better = reached < m.floor
        else:
            reached = round(m.value - _MARGIN, 1)
            better = reached > m.floor
        if better or (lower and not m.passed):
            new[m.suite][m.task][m.metric] = reached
    return new


def write_floors(path: Path, floors: Mapping[str, Any]) -> None:
    """Write floors as JSON that reads well in a diff."""
    path.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
