"""Commands around gold with a model that runs: gate, calibrate, evaluate with its errors."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from claimwire.evaluation.run import bare_article
from claimwire.json_records import to_line
from claimwire.model.settings import Calibration, read_model_config, write_model_config
from claimwire.records import Record
from claimwire.run import load, walk
from test_cli import Capture, claimwire
from test_network import small_records


@pytest.fixture
def model(taught_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model whose config may be written."""
    return Path(shutil.copytree(taught_model, tmp_path / "model"))


@pytest.fixture(scope="module")
def pipeline(taught_model: Path) -> Language:
    return load(str(taught_model), threads=1)


def write(path: Path, *records: Record) -> Path:
    path.write_text("".join(to_line(r) + "\n" for r in records), encoding="utf-8")
    return path


SUITE = '[[suite]]\nname = "small"\nreader = "arc"\ngold = "gold.jsonl"\n'


class Gate:
    """A folder with gold, suites and floors, and the command on them."""

    def __init__(self, folder: Path, model: Path, capfd: Capture) -> None:
        self.folder, self.model, self.capfd = folder, model, capfd
        write(folder / "gold.jsonl", *small_records())
        self.tasks("assertions")

    def tasks(self, *names: str) -> None:
        (self.folder / "gate.toml").write_text(f"{SUITE}tasks = {json.dumps(names)}\n")

    def floor(self, task: str, metric: str, value: float) -> None:
        floors = {"small": {task: {metric: value}}}
        (self.folder / "floors.json").write_text(json.dumps(floors))

    def floors(self) -> Any:
        return json.loads((self.folder / "floors.json").read_text())["small"]

    def __call__(self, *options: str) -> tuple[int, str, str]:
        names = ["--suites", f"{self.folder}/gate.toml", "--floors", f"{self.folder}/floors.json"]
        model = ["--model", str(self.model), "--threads", "1", "--corpora", str(self.folder)]
        return claimwire(self.capfd, "gate", *names, *model, *options)


@pytest.fixture
def gate(tmp_path: Path, model: Path, capfd: Capture) -> Gate:
    return Gate(tmp_path, model, capfd)


def rows(out: str) -> dict[str, list[str]]:
    """Printed metrics -> value and what stands behind it."""
    cells = [
        [cell.strip() for cell in line.split("  ") if cell.strip()] for line in out.splitlines()
    ]
    return {row[2]: row[3:] for row in cells[1:] if len(row) > 3}


def test_the_gate_prints_every_metric(gate: Gate) -> None:
    code, out, err = gate()
    assert (code, err) == (0, "")
    assert list(rows(out))[:3] == ["pair", "triple", "triple + stance"]


def test_a_floor_that_is_reached_passes(gate: Gate) -> None:
    gate.floor("assertions", "triple", 0.0)
    code, out, _ = gate()
    assert code == 0
    assert rows(out)["triple"][-2:] == ["0", "ok"]


def test_a_floor_that_is_missed_exits_with_one(gate: Gate) -> None:
    gate.floor("assertions", "triple", 100.5)
    code, out, err = gate()
    assert (code, err) == (1, "1 floors missed\n")
    assert rows(out)["triple"][-2:] == ["100.5", "MISSED"]


def test_without_being_asked_no_floor_is_written(gate: Gate) -> None:
    gate.floor("assertions", "triple", 0.0)
    gate()
    assert gate.floors() == {"assertions": {"triple": 0.0}}


def test_a_floor_is_raised_to_what_was_reached(gate: Gate) -> None:
    gate.floor("assertions", "triple", 0.0)
    code, out, err = gate("--raise")
    assert code == 0
    assert err.replace("\n", "") == f"floors written to {gate.folder}/floors.json"
    reached = float(rows(out)["triple"][0])
    assert reached > 50.0
    assert gate.floors()["assertions"]["triple"] == pytest.approx(reached - 0.5, abs=0.1)


def test_raising_lowers_no_floor_and_still_fails(gate: Gate) -> None:
    gate.floor("assertions", "triple", 100.5)
    assert gate("--raise")[0] == 1
    assert gate.floors() == {"assertions": {"triple": 100.5}}


def test_a_missed_floor_is_lowered_when_that_is_asked_for(gate: Gate) -> None:
    gate.floor("assertions", "triple", 100.5)
    code, out, _ = gate("--lower-missed")
    assert code == 0
    reached = float(rows(out)["triple"][0])
    assert gate.floors()["assertions"]["triple"] == pytest.approx(reached - 0.5, abs=0.1)


def test_an_error_of_calibration_above_its_floor_is_missed(gate: Gate) -> None:
    gate.tasks("calibration")
    gate.floor("calibration", "assertions", -0.1)
    assert gate()[0] == 1
    gate.floor("calibration", "assertions", 1.0)
    assert gate()[0] == 0


def test_a_floor_of_calibration_is_raised_by_making_it_smaller(gate: Gate) -> None:
    gate.tasks("calibration")
    gate.floor("calibration", "assertions", 1.0)
    _, out, _ = gate("--raise")
    reached = float(rows(out)["assertions"][0])
    assert gate.floors()["calibration"]["assertions"] == pytest.approx(reached + 0.01, abs=0.001)


def test_an_unknown_task_is_told(gate: Gate) -> None:
    gate.tasks("poems")
    code, out, err = gate()
    assert (code, out) == (2, "")
    assert err.startswith("usage: small: unknown task 'poems'\nhint: assertions, calibration, ")


def test_gold_that_is_not_there_is_told(gate: Gate) -> None:
    (gate.folder / "gold.jsonl").unlink()
    code, _, err = gate()
    assert code == 2
    assert "small: no gold at" in err
    assert "hint: --corpora" in err


def calibrate(capfd: Capture, model: Path, *records: Record) -> tuple[int, str, str]:
    gold = str(write(model.parent / "dev.jsonl", *records))
    names = ["--assertions", gold, "--statements", gold, "--threads", "1"]
    return claimwire(capfd, "calibrate", *names, "--model", str(model))


def test_calibrating_writes_points_into_the_config(capfd: Capture, model: Path) -> None:
    before = read_model_config(model)
    assert calibrate(capfd, model, *small_records())[0] == 0
    after = read_model_config(model)
    assert after.calibration.assertion
    assert after.calibration.statement
    assert after.model_copy(update={"calibration": Calibration()}) == before


def test_calibrated_confidences_are_read_off_the_points(capfd: Capture, model: Path) -> None:
    calibrate(capfd, model, *small_records())
    points = read_model_config(model).calibration.assertion
    nlp = load(str(model), threads=1)
    found = list(walk(map(bare_article, small_records()), nlp))
    sure = [a.confidence for record in found for a in record.assertions]
    assert sure
    assert min(share for _, share in points) <= min(sure)
    assert max(sure) <= max(share for _, share in points)


def test_calibrating_twice_gives_the_same_points(capfd: Capture, model: Path) -> None:
    calibrate(capfd, model, *small_records())
    first = read_model_config(model)
    calibrate(capfd, model, *small_records())
    assert read_model_config(model) == first


def test_calibrating_starts_from_raw_scores(capfd: Capture, model: Path) -> None:
    calibrate(capfd, model, *small_records())
    first = read_model_config(model)
    low = Calibration(assertion=((0.0, 0.1), (1.0, 0.2)), statement=((0.5, 0.5),))
    write_model_config(model, first.model_copy(update={"calibration": low}))
    load(str(model), threads=1)  # it is loaded as it is
    calibrate(capfd, model, *small_records())
    assert read_model_config(model) == first


def test_calibrating_prints_errors_before_and_after(capfd: Capture, model: Path) -> None:
    _, out, _ = calibrate(capfd, model, *small_records())
    kinds = [line.split()[:2] for line in out.splitlines()[1:]]
    assert kinds == [["assertions", "4"], ["statements", "4"]]


def test_gold_that_cannot_be_read_leaves_the_calibration_as_it_was(
    capfd: Capture, model: Path
) -> None:
    old = Calibration(assertion=((0.2, 0.3),), statement=((0.4, 0.5),))
    write_model_config(model, read_model_config(model).model_copy(update={"calibration": old}))
    code, _, err = claimwire(
        capfd, "calibrate", "--assertions", "gone", "--statements", "gone", "--model", str(model)
    )
    assert code == 2
    assert "no corpus at 'gone'" in err
    assert read_model_config(model).calibration == old


def test_evaluating_runs_the_model(capfd: Capture, model: Path, pipeline: Language) -> None:
    gold = write(model.parent / "gold.jsonl", *small_records())
    names = ["--gold", str(gold), "--model", str(model), "--threads", "1", "--json"]
    save = model.parent / "saved.jsonl"
    code, out, _ = claimwire(capfd, "evaluate", "--task", "assertions", *names, "--save", str(save))
    assert code == 0
    assert json.loads(out)["triple"]["f1"] > 50.0
    made = list(walk(map(bare_article, small_records()), pipeline))
    assert save.read_text() == "".join(to_line(record) + "\n" for record in made)


def test_misses_are_written_to_a_page(capfd: Capture, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", *small_records())
    empty = [replace(record, assertions=()) for record in small_records()]
    given, page = write(tmp_path / "given.jsonl", *empty), tmp_path / "misses.html"
    names = ["--gold", str(gold), "--predictions", str(given), "--errors", str(page)]
    code, _, err = claimwire(capfd, "evaluate", "--task", "assertions", *names)
    assert code == 0
    assert err.replace("\n", "").startswith("4 misses written to ")
    assert "<html" in page.read_text()


def test_a_task_whose_errors_are_not_told_is_named(capfd: Capture, tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", *small_records())
    names = ["--gold", str(gold), "--errors", str(tmp_path / "misses.html")]
    code, _, err = claimwire(capfd, "evaluate", "--task", "sentences", *names)
    assert code == 2
    assert err.startswith("usage: no errors are told for 'sentences'\n")
