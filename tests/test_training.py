"""Training from a settings file: loss falls, a cut run resumes, the export answers alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from claimwire.errors import UsageError
from claimwire.json_records import to_line
from claimwire.model.pack import pack, unpack
from claimwire.records import Record
from claimwire.training.loop import seed_everything, train
from claimwire.training.settings import TrainSettings, encoder_folder, read_train_settings
from claimwire.training.table import training_table
from conftest import SPECIAL, small_network, small_tokenizer
from test_network import settings, small_records, small_rows


class Rows(list[dict[str, object]]):
    """A list of rows that also answers by column, as a table does."""

    def __getitem__(self, key: object) -> object:  # type: ignore[override]
        if isinstance(key, str):
            return [0 if key == "part" else row[key] for row in self]
        return super().__getitem__(key)  # type: ignore[call-overload]


def run(folder: Path, epochs: float, resume: bool = True) -> dict[str, torch.Tensor]:
    seed_everything(3)
    network = small_network()
    made = settings(epochs=epochs, batch_pieces=64, head_learning_rate=3e-3, warmup=0.1)
    train(network, Rows(small_rows()), made, folder, SPECIAL, resume=resume)
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


def test_packed_words_stay_as_they_will_ship(tmp_path: Path) -> None:
    network = small_network()
    words = network.encoder.base.get_input_embeddings().weight
    wanted = unpack(*pack(words.detach().numpy().copy()))
    made = settings(epochs=3.0, batch_pieces=64, head_learning_rate=3e-3, packed_words=True)
    train(network, Rows(small_rows()), made, tmp_path, SPECIAL)
    np.testing.assert_array_equal(words.detach().numpy(), wanted)


def test_words_that_are_not_packed_are_trained(tmp_path: Path) -> None:
    network = small_network()
    words = network.encoder.base.get_input_embeddings().weight
    before = words.detach().clone()
    made = settings(epochs=3.0, batch_pieces=64, head_learning_rate=3e-3)
    train(network, Rows(small_rows()), made, tmp_path, SPECIAL)
    assert not torch.equal(words, before)


def test_a_cut_run_with_packed_words_resumes(tmp_path: Path) -> None:
    made = settings(epochs=2.0, batch_pieces=64, head_learning_rate=3e-3, packed_words=True)
    first = small_network()
    train(first, Rows(small_rows()), made, tmp_path, SPECIAL)
    again = small_network()
    train(again, Rows(small_rows()), made, tmp_path, SPECIAL)
    kept = again.state_dict()
    assert all(torch.equal(value, kept[name]) for name, value in first.state_dict().items())


def table_settings(folder: Path, *held_out: Record, **changes: Any) -> TrainSettings:
    """Settings with two parts of the same articles on the disk."""
    (folder / "train.jsonl").write_text("".join(to_line(r) + "\n" for r in small_records()))
    (folder / "dev.jsonl").write_text("".join(to_line(r) + "\n" for r in held_out))
    whole = settings().corpora[0].model_copy(update={"path": folder / "train.jsonl"})
    part = whole.model_copy(update={"name": "sentences", "teaches": ("sentence",), "repeat": 2.0})
    parts = {"corpora": (whole, part), "held_out": (folder / "dev.jsonl",)}
    return settings().model_copy(update=parts | changes)


def windows(folder: Path) -> dict[str, int]:
    """Folders of windows -> when each was made."""
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("windows-*")}


def test_the_table_is_made_once(tmp_path: Path) -> None:
    made = table_settings(tmp_path)
    first = training_table(made, small_tokenizer(), tmp_path)
    folders = windows(tmp_path)
    assert len(folders) == 2
    assert list(training_table(made, small_tokenizer(), tmp_path)) == list(first)
    assert windows(tmp_path) == folders


def test_the_table_leaves_out_held_out_articles(tmp_path: Path) -> None:
    made = table_settings(tmp_path, small_records()[1])
    table = training_table(made, small_tokenizer(), tmp_path)
    assert len(table) == 2 * (len(small_records()) - 1)


def test_the_table_tells_which_part_each_window_is_from(tmp_path: Path) -> None:
    table = training_table(table_settings(tmp_path), small_tokenizer(), tmp_path)
    assert table["part"][:] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert [row["taught"] == ["sentence"] for row in table] == [False] * 4 + [True] * 4


def test_only_the_part_that_changed_is_made_anew(tmp_path: Path) -> None:
    made = table_settings(tmp_path)
    training_table(made, small_tokenizer(), tmp_path)
    before = windows(tmp_path)
    other = made.corpora[1].model_copy(update={"teaches": ("sentence", "role")})
    changed = made.model_copy(update={"corpora": (made.corpora[0], other)})
    training_table(changed, small_tokenizer(), tmp_path)
    after = windows(tmp_path)
    assert len(after) == 3
    assert before.items() < after.items()


def test_how_often_a_part_is_repeated_makes_no_new_windows(tmp_path: Path) -> None:
    made = table_settings(tmp_path)
    training_table(made, small_tokenizer(), tmp_path)
    parts = tuple(part.model_copy(update={"repeat": 5.0}) for part in made.corpora)
    training_table(made.model_copy(update={"corpora": parts}), small_tokenizer(), tmp_path)
    assert len(windows(tmp_path)) == 2


@pytest.mark.parametrize(
    "change",
    [{"antecedent_anchors": 2}, {"negative_anchors": 2}, {"seed": 2}, {"encoder": "other"}],
)
def test_other_settings_of_windows_make_other_ones(
    tmp_path: Path, change: dict[str, object]
) -> None:
    for made in (table_settings(tmp_path), table_settings(tmp_path, **change)):
        training_table(made, small_tokenizer(), tmp_path)
    assert len(windows(tmp_path)) == 4


def test_a_part_without_articles_adds_nothing(tmp_path: Path) -> None:
    made = table_settings(tmp_path)
    none = made.corpora[1].model_copy(update={"only": ("nobody",)})
    for parts in ((made.corpora[0], none), (none, made.corpora[0])):
        given = made.model_copy(update={"corpora": parts})
        assert len(training_table(given, small_tokenizer(), tmp_path)) == 4


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
    assert made.name == "claimwire-en-2"
    assert all("dev" not in str(part.path) for part in made.corpora)


def test_a_missing_encoder_says_what_to_install() -> None:
    with pytest.raises(UsageError, match="no_such_package") as caught:
        encoder_folder("package:no_such_package/model")
    assert caught.value.hint == "pip install no-such-package"
    with pytest.raises(UsageError, match="no encoder at"):
        encoder_folder("/nowhere")
