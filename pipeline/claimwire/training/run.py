"""One training run from its settings to a trained network in its working folder."""

from __future__ import annotations

import logging
from pathlib import Path

from safetensors.torch import load_file
from tokenizers import Tokenizer

from claimwire.model.network import Network, new_network
from claimwire.training.loop import seed_everything, train
from claimwire.training.settings import TrainSettings, encoder_folder
from claimwire.training.table import training_table

log = logging.getLogger(__name__)


def run_training(settings: TrainSettings, folder: Path) -> Network:
    """Prepare the table, train (or go on from a checkpoint in ``folder``), return the network."""
    base = encoder_folder(settings.encoder)
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
    train(network, table, settings, folder)
    return network
