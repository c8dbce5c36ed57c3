"""One training run from its settings to a trained network in its working folder."""

from __future__ import annotations

import logging
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer

from claimwire.model.export import export
from claimwire.model.labels import label_sets
from claimwire.model.network import Network, new_network
from claimwire.model.settings import ModelConfig
from claimwire.model.words import special_ids
from claimwire.training.loop import seed_everything, train
from claimwire.training.settings import TrainSettings, encoder_folder, read_train_settings
from claimwire.training.table import training_table

log = logging.getLogger(__name__)


def run_training(settings: TrainSettings, folder: Path) -> Network:
    """Prepare the table, train (or go on from a checkpoint in ``folder``), return the network."""
    base = encoder_folder(settings.encoder, folder.parent)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    table = training_table(settings, tokenizer, folder.parent)
    log.info("%d windows", len(table))
    seed_everything(settings.seed)
    network = new_network(
        str(base), inner=settings.inner, dropout=settings.dropout, layers=settings.layers
    )
    if settings.start_from:
        network.load_state_dict(load_file(settings.start_from))
    train(network, table, settings, folder, special_ids(tokenizer))
    return network


def train_and_export(config: Path, work: Path, models: Path) -> Path:
    """``claimwire train``: train after a settings file, write the model's folder, return it.

    Checkpoints lie in ``work/NAME``; the same call goes on where a run was cut off.
    """
    settings = read_train_settings(config)
    network = run_training(settings, work / settings.name)
    described = ModelConfig(
        name=settings.name,
        encoder=settings.encoder,
        width=network.encoder.base.config.hidden_size,
        length=settings.inference_length,
        overlap=settings.inference_overlap,
        labels=label_sets(),
        decoding=settings.decoding,
        trained=settings.model_dump(mode="json", exclude={"decoding", "name", "encoder"}),
    )
    folder = models / settings.name
    tokenizer = encoder_folder(settings.encoder, work) / "tokenizer.json"
    export(network, described, tokenizer, folder)
    return folder
