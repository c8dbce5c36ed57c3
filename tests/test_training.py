"""Training from a settings file: loss falls, a cut run resumes, the export answers alike."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from claimwire.errors import UsageError
from claimwire.json_records import to_line
from claimwire.training.loop import seed_everything, train
from claimwire.training.settings import encoder_folder, read_train_settings
from claimwire.training.table import training_table
from conftest import small_network, small_tokenizer
from test_network import settings, small_records, small_rows


class Rows(list[dict[str, object]]):
    """A list of rows that also answers by column, as a table does."""

    def __getitem__(self, key: object) -> object:  # type: ignore[override]
        if isinstance(key, str):
            return [0 if key == "part" else row[key] for row in self]
        return super().__getitem__(key)  # type: ignore[index]


def run(folder: Path, epochs: float, resume: bool = True) -> dict[str, torch.Tensor]:
    seed_everything(3)
    network = small_network()
    made = settings(epochs=epochs, batch_pieces=64, head_learning_rate=3e-3, warmup=0.1)
    train(network, Rows(small_rows()), made, folder, resume=resume)
    return network.state_dict()


def test_loss_falls(tmp_path: Path) -> None:
    run(tmp_path / "a", 100.0)
    rows = [json.loads(line) for line in (tmp_path / "a" / "log.jsonl").read_text().splitlines()]
    assert len(rows) >= 2
    assert rows[-1]["loss"] < 0.7 * rows[0]["loss"]


def test_a_finished_run_is_not_trained_again(tmp_path: Path) -> None:
    first = run(tmp_path / "a", 2.0)
    again = run(tmp_path / "a", 2.0)
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_a_cut_run_resumes_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(tmp_path / "whole", 4.0)
    from claimwire.training import loop

    real, calls = loop._Run.epoch, []

    def cut(self: loop._Run, table: object, order: list[list[int]], epoch: int) -> None:
        if epoch == 2:
            raise KeyboardInterrupt
        calls.append(epoch)
        real(self, table, order, epoch)

    monkeypatch.setattr(loop._Run, "epoch", cut)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "cut", 4.0)
    monkeypatch.setattr(loop._Run, "epoch", real)
    resumed = run(tmp_path / "cut", 4.0)
    assert calls == [0, 1]
    for name, weights in whole.items():
        np.testing.assert_allclose(weights.numpy(), resumed[name].numpy(), atol=1e-4)


def test_the_table_is_made_once_and_leaves_out_held_out_articles(tmp_path: Path) -> None:
    records = small_records()
    train_file, held_out = tmp_path / "train.jsonl", tmp_path / "dev.jsonl"
    train_file.write_text("".join(to_line(r) + "\n" for r in records))
    held_out.write_text(to_line(records[1]) + "\n")
    part = settings().corpora[0].model_copy(update={"path": train_file})
    made = settings().model_copy(update={"corpora": (part,), "held_out": (held_out,)})
    table = training_table(made, small_tokenizer(), tmp_path)
    assert len(table) == len(records) - 1
    folders = list(tmp_path.glob("table-*"))
    training_table(made, small_tokenizer(), tmp_path)
    assert list(tmp_path.glob("table-*")) == folders


def test_settings_name_the_key_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('name = "x"\nencoder = "y"\ncorpora = []\nlearning_rat = 1.0\n')
    with pytest.raises(UsageError, match="learning_rat"):
        read_train_settings(file)
    file.write_text("name = ")
    with pytest.raises(UsageError, match="no TOML"):
        read_train_settings(file)
    with pytest.raises(UsageError, match="cannot read"):
        read_train_settings(tmp_path / "nowhere.toml")


def test_shipped_settings_are_valid() -> None:
    made = read_train_settings(Path(__file__).parents[1] / "configs" / "train.toml")
    assert made.name == "claimwire-en-1"
    assert all("dev" not in str(part.path) for part in made.corpora)


def test_a_missing_encoder_says_what_to_install() -> None:
    with pytest.raises(UsageError, match="no_such_package") as caught:
        encoder_folder("package:no_such_package/model")
    assert caught.value.hint == "pip install no-such-package"
    with pytest.raises(UsageError, match="no encoder at"):
        encoder_folder("/nowhere")
