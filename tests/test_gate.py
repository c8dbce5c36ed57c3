"""The gate: suites, floors that only rise, and what is measured against them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimwire.errors import GoldError, UsageError
from claimwire.evaluation.gate import (
    CALIBRATION,
    Floors,
    Measure,
    Suite,
    measure,
    raised,
    read_floors,
    read_suites,
    write_floors,
)
from claimwire.json_records import to_line
from claimwire.records import Article, Assertion, Record, Statement, span_of

TEXT = "Norway blames Tambora for the raid. Ann Lund said so."
NORWAY, TAMBORA = span_of(TEXT, 0, 6), span_of(TEXT, 14, 21)
RAID = Assertion(NORWAY, span_of(TEXT, 7, 13), span_of(TEXT, 26, 34), TAMBORA, confidence=0.75)
SAID = Statement(span_of(TEXT, 36, 44), span_of(TEXT, 45, 49), (span_of(TEXT, 50, 52),))

Predict = Callable[[Iterable[Article]], Iterator[Record]]


def record(name: str) -> Record:
    return Record(Article(name, TEXT), ((0, 35), (36, 53)), (), (SAID,), (RAID,))


def knowing(*names: str) -> Predict:
    """Predictions of someone who has read the gold of these articles, and finds nothing else."""

    def predict(articles: Iterable[Article]) -> Iterator[Record]:
        for article in articles:
            yield record(article.id) if article.id in names else Record(article)

    return predict


def write_gold(path: Path, *names: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(to_line(record(name)) + "\n" for name in names))
    return path


def suite(gold: str | Path = "gold.jsonl", *tasks: str, **changes: object) -> Suite:
    row = {"name": "small", "reader": "arc", "gold": gold, "tasks": tasks or ("assertions",)}
    return Suite.model_validate(row | changes)


def one(task: str, value: float, floor: float | None, metric: str = "triple") -> Measure:
    return Measure("small", task, metric, value, value, value, floor)


def floors_of(task: str, **metrics: float) -> Floors:
    return {"small": {task: metrics}}


@pytest.mark.parametrize(
    ("task", "value", "floor", "passed"),
    [
        ("assertions", 60.0, 50.0, True),
        ("assertions", 50.0, 50.0, True),
        ("assertions", 49.9, 50.0, False),
        ("assertions", 0.0, None, True),
        (CALIBRATION, 0.04, 0.05, True),
        (CALIBRATION, 0.05, 0.05, True),
        (CALIBRATION, 0.06, 0.05, False),
        (CALIBRATION, 0.9, None, True),
    ],
)
def test_a_floor_is_held_and_an_error_stays_under_it(
    task: str, value: float, floor: float | None, passed: bool
) -> None:
    assert one(task, value, floor).passed is passed


@pytest.mark.parametrize(
    ("task", "value", "floor", "lower", "new"),
    [
        ("assertions", 60.0, 50.0, False, 59.5),
        ("assertions", 50.5, 50.0, False, 50.0),  # the margin is not reached
        ("assertions", 50.0, 50.0, False, 50.0),
        ("assertions", 40.0, 50.0, False, 50.0),
        ("assertions", 40.0, 50.0, True, 39.5),
        ("assertions", 50.2, 50.0, True, 50.0),  # not missed
        ("assertions", 60.0, 50.0, True, 59.5),
        (CALIBRATION, 0.02, 0.05, False, 0.03),
        (CALIBRATION, 0.045, 0.05, False, 0.05),
        (CALIBRATION, 0.08, 0.05, False, 0.05),
        (CALIBRATION, 0.08, 0.05, True, 0.09),
        (CALIBRATION, 0.049, 0.05, True, 0.05),  # not missed
    ],
)
def test_floors_only_rise_but_where_missed_ones_may_fall(
    task: str, value: float, floor: float, lower: bool, new: float
) -> None:
    found = raised(floors_of(task, triple=floor), [one(task, value, floor)], lower=lower)
    assert found == floors_of(task, triple=new)


def test_a_metric_without_a_floor_gets_none() -> None:
    floors = floors_of("assertions", pair=10.0)
    assert raised(floors, [one("assertions", 90.0, None)], lower=True) == floors


def test_raising_leaves_the_given_floors_and_what_was_not_measured() -> None:
    floors = {"small": {"assertions": {"triple": 10.0}}, "other": {"names": {"actors": 7.0}}}
    new = raised(floors, [one("assertions", 90.0, 10.0)], lower=False)
    assert floors["small"]["assertions"]["triple"] == 10.0
    assert new == {"small": {"assertions": {"triple": 89.5}}, "other": {"names": {"actors": 7.0}}}


@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from(["names", CALIBRATION]))
def test_no_floor_is_ever_made_easier(value: float, floor: float, task: str) -> None:
    (new,) = raised(floors_of(task, a=floor), [one(task, value, floor, "a")], lower=False)["small"][
        task
    ].values()
    assert new <= floor if task == CALIBRATION else new >= floor


@given(st.floats(0, 100), st.floats(0, 100), st.sampled_from(["names", CALIBRATION]), st.booleans())
def test_what_was_reached_passes_the_floor_that_it_raised(
    value: float, floor: float, task: str, lower: bool
) -> None:
    before = one(task, value, floor, "a")
    (new,) = raised(floors_of(task, a=floor), [before], lower=lower)["small"][task].values()
    assert one(task, value, new, "a").passed is (before.passed or lower)


def test_floors_come_back_as_they_were_written(tmp_path: Path) -> None:
    floors = floors_of("assertions", triple=48.0, pair=60.5)
    write_floors(tmp_path / "floors.json", floors)
    assert read_floors(tmp_path / "floors.json") == floors
    assert (tmp_path / "floors.json").read_text().count("\n") == 8


def test_without_a_file_there_are_no_floors(tmp_path: Path) -> None:
    assert read_floors(tmp_path / "gone.json") == {}


def test_broken_floors_are_named(tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text("{")
    with pytest.raises(UsageError, match=r"floors\.json' is no JSON"):
        read_floors(tmp_path / "floors.json")


SUITE = '[[suite]]\nname = "a"\nreader = "arc"\ngold = "a.jsonl"\ntasks = ["names"]\n'


def test_suites_are_read(tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text(SUITE + 'only = ["x"]\n' + SUITE + "in_project = true\n")
    first, second = read_suites(tmp_path / "gate.toml")
    assert first == Suite(
        name="a", reader="arc", gold=Path("a.jsonl"), tasks=("names",), only=("x",)
    )
    assert (second.only, second.in_project) == ((), True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (SUITE.replace("names", "poems"), "a: unknown task 'poems'"),
        (SUITE + "floor = 3\n", r"lists no suites: .*\n.*floor"),
        (SUITE.replace("reader", "readers"), "lists no suites"),
        ("[[suites]]\n", "lists no suites: 'suite'"),
        ("suite = [", "lists no suites"),
        ("", "lists no suites"),
    ],
)
def test_wrong_suites_are_named(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "gate.toml").write_text(content)
    with pytest.raises(UsageError, match=told):
        read_suites(tmp_path / "gate.toml")


def test_an_unknown_task_is_told_with_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text(SUITE.replace("names", "poems"))
    with pytest.raises(UsageError) as caught:
        read_suites(tmp_path / "gate.toml")
    tasks = "assertions, calibration, coreference, entities, names, sentences, statements"
    assert caught.value.hint == tasks


def test_suites_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read '.*gone\.toml': No such file"):
        read_suites(tmp_path / "gone.toml")


def test_shipped_suites_are_valid_and_hold_no_test_articles() -> None:
    suites = read_suites(Path(__file__).parents[1] / "configs" / "gate.toml")
    assert suites[0].name == "own"
    assert not [s.name for s in suites if "test" in str(s.gold)]


def test_every_metric_of_every_task_is_measured(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold.jsonl", "a", "b")
    floors = floors_of("assertions", triple=60.0)
    found = list(
        measure([suite("gold.jsonl", "assertions", "sentences")], tmp_path, floors, knowing("a"))
    )
    assert {(m.task, m.metric) for m in found} >= {
        ("assertions", "pair"),
        ("assertions", "triple"),
        ("sentences", "boundary"),
    }
    (triple,) = (m for m in found if m.metric == "triple")
    assert triple.value == pytest.approx(200 / 3)
    assert (triple.low, triple.high, triple.floor) == (0.0, 100.0, 60.0)
    assert [m.floor for m in found if m is not triple] == [None] * (len(found) - 1)


def test_calibration_is_measured_where_there_is_gold(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold.jsonl", "a")
    floors = floors_of(CALIBRATION, assertions=0.2)
    found = list(measure([suite("gold.jsonl", CALIBRATION)], tmp_path, floors, knowing("a")))
    assert found == [
        Measure("small", CALIBRATION, "assertions", 0.25, 0.25, 0.25, 0.2),
        Measure("small", CALIBRATION, "statements", 0.0, 0.0, 0.0, None),
    ]
    assert [m.passed for m in found] == [False, True]


def test_only_the_named_articles_are_measured(tmp_path: Path) -> None:
    write_gold(tmp_path / "gold.jsonl", "a", "b", "c")
    found = list(measure([suite(only=("a",))], tmp_path, {}, knowing("a")))
    assert {m.value for m in found if m.metric in ("pair", "triple")} == {100.0}


def test_missing_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"small: no gold at '.*/gone\.jsonl'") as caught:
        list(measure([suite("gone.jsonl")], tmp_path, {}, knowing()))
    assert caught.value.hint == "--corpora"


def test_without_corpora_only_what_is_in_the_project_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_gold(tmp_path / "gold.jsonl", "a")
    monkeypatch.chdir(tmp_path)
    suites = [suite("gone.jsonl", name="far"), suite("gold.jsonl", in_project=True)]
    assert {m.suite for m in measure(suites, None, {}, knowing())} == {"small"}


def test_the_projects_own_gold_is_not_sought_among_the_corpora(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_gold(tmp_path / "gold.jsonl", "a")
    monkeypatch.chdir(tmp_path)
    found = measure([suite(in_project=True)], tmp_path / "corpora", {}, knowing("a"))
    assert next(iter(found)).value == 100.0


def test_predictions_see_nothing_of_the_gold(tmp_path: Path) -> None:
    seen: list[Article] = []

    def predict(articles: Iterable[Article]) -> Iterator[Record]:
        for article in articles:
            seen.append(article)
            yield Record(article)

    line = json.loads(to_line(record("a")))
    (tmp_path / "gold.jsonl").write_text(json.dumps(line | {"extra": {"answer": "Tambora"}}))
    list(measure([suite()], tmp_path, {}, predict))
    assert seen == [Article("a", TEXT)]


def test_floors_of_this_project_name_suites_and_tasks_there_are() -> None:
    root = Path(__file__).parents[1]
    suites = {s.name: s.tasks for s in read_suites(root / "configs" / "gate.toml")}
    for name, tasks in read_floors(root / "tests" / "floors.json").items():
        assert set(tasks) <= set(suites[name])
