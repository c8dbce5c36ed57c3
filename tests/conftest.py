"""Fixtures that several files share: a tiny random model and the pipeline that ships."""

from __future__ import annotations

import os
import random
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing here may ask a hub, not even by accident

import pytest
import torch
from spacy.language import Language
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

import claimwire
from claimwire.model.export import export
from claimwire.model.labels import label_sets
from claimwire.model.network import Network, random_network
from claimwire.model.settings import ModelConfig
from claimwire.model.words import special_ids
from claimwire.training.batches import collate
from claimwire.training.losses import losses, weighted_sum

ROOT = Path(__file__).resolve().parents[1]
torch.set_num_threads(1)  # small networks: more threads only wait for each other

OWN = ROOT / "corpora" / "own"

SENTENCES = (
    "Norway blames the raid on a Tamboran army unit .",
    "The minister said that Tambora attacked the port .",
    "Tambora denied the raid on the port .",
    "A unit of the army claimed the attack .",
)
"""A little world of words for networks that learn within seconds."""


def small_tokenizer() -> Tokenizer:
    """Word pieces of ``SENTENCES``, BERT style, unknown words in letters."""
    words = sorted({w.lower() for s in SENTENCES for w in s.split()})
    letters = list("abcdefghijklmnopqrstuvwxyz0123456789.,!?\"'“”")
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
    pieces += [p for p in letters if p not in pieces] + [f"##{c}" for c in letters]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


SPECIAL = special_ids(small_tokenizer())
"""Pieces before and after a window, and padding."""


def small_network() -> Network:
    """Two layers, random weights, always the same."""
    torch.manual_seed(7)
    return random_network(
        {
            "model_type": "bert",
            "vocab_size": small_tokenizer().get_vocab_size(),
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "max_position_embeddings": 512,
            "hidden_dropout_prob": 0.0,
            "attention_probs_dropout_prob": 0.0,
        },
        inner=16,
    )


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model with random weights, exported like a real one."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    tokenizer = folder.parent / "tokenizer.json"
    small_tokenizer().save(str(tokenizer))
    config = ModelConfig(
        name="tiny", encoder="random", width=32, length=40, overlap=10, labels=label_sets()
    )
    export(small_network(), config, tokenizer, folder, quantise=False)
    return folder


@pytest.fixture(scope="session")
def taught_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny model that knows ``SENTENCES`` by heart."""
    from test_network import small_rows  # it imports from here

    network, batch = small_network(), collate(small_rows(), SPECIAL, 0.0, random.Random(0))
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    for _ in range(80):
        loss = weighted_sum(losses(network, batch), {})
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    folder = tmp_path_factory.mktemp("taught") / "tiny"
    tokenizer = folder.parent / "tokenizer.json"
    small_tokenizer().save(str(tokenizer))
    config = ModelConfig(
        name="tiny", encoder="random", width=32, length=40, overlap=10, labels=label_sets()
    )
    export(network, config, tokenizer, folder, quantise=False)
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline with the model that ships."""
    return claimwire.load()
