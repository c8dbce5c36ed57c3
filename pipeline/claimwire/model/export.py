"""A trained network -> a model folder: ONNX graphs (int8), tokenizer, config, checksums."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from claimwire.model.inference import GRAPHS
from claimwire.model.labels import ANCHORED_HEADS
from claimwire.model.network import Network
from claimwire.model.pack import pack_lookups
from claimwire.model.settings import ModelConfig, write_model_config

_SAMPLE_WORDS, _SAMPLE_PIECES = 5, 9
_LARGE = 1_000_000


def export(
    network: Network, config: ModelConfig, tokenizer: Path, folder: Path, *, quantise: bool = True
) -> ModelConfig:
    """Write the model folder; returns the config with its checksums.

    tokenizer: the encoder's ``tokenizer.json``. quantise: matrix weights to int8 (per channel,
    dynamic), embedding tables to four bits (``model.pack``).
    """
    network = network.eval().cpu()
    network.encoder.base.set_attn_implementation("eager")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name in GRAPHS:
            plain = Path(scratch) / f"{name}.onnx"
            _graph(network, name, plain)
            if quantise:
                quantize_dynamic(
                    plain,
                    folder / f"{name}.onnx",
                    weight_type=QuantType.QInt8,
                    per_channel=True,
                    op_types_to_quantize=["MatMul"],
                )
                model = onnx.load(folder / f"{name}.onnx")
                pack_lookups(model, _LARGE)
                onnx.save(model, folder / f"{name}.onnx")
            else:
                shutil.copy(plain, folder / f"{name}.onnx")
    shutil.copy(tokenizer, folder / "tokenizer.json")
    files = [*(f"{name}.onnx" for name in GRAPHS), "tokenizer.json"]
    sums = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in files}
    config = config.model_copy(update={"checksums": sums})
    write_model_config(folder, config)
    return config


def _graph(network: Network, name: str, path: Path) -> None:
    width = network.encoder.base.config.hidden_size
    module: nn.Module
    sample: tuple[torch.Tensor, ...]
    if name == "encoder":
        module = network
        sample = (
            torch.full((2, _SAMPLE_PIECES), 7),
            torch.ones((2, _SAMPLE_PIECES), dtype=torch.long),
            torch.zeros((2, _SAMPLE_PIECES, 3), dtype=torch.long),
            torch.tensor([[1, 2, 4, 5, 7], [1, 2, 3, 5, 0]]),
        )
        inputs = ["pieces", "mask", "features", "first"]
        outputs = ["scores", "states"]
        axes = {n: {0: "windows", 1: "length"} for n in inputs[:3]}
        axes |= {n: {0: "windows", 1: "words"} for n in ("first", "scores", "states")}
    else:
        module = network.anchored[name]
        spans = ANCHORED_HEADS[name][0]
        sample = (
            torch.randn(2, _SAMPLE_WORDS, width),
            torch.tensor([0, 1, 1]),
            torch.ones((3, spans, 2), dtype=torch.long),
        )
        inputs = ["hidden", "window", "anchors"]
        outputs = ["tags", "of_anchor"]
        axes = {
            "hidden": {0: "windows", 1: "words"},
            "window": {0: "n_anchors"},
            "anchors": {0: "n_anchors"},
            "tags": {0: "n_anchors", 1: "words"},
            "of_anchor": {0: "n_anchors"},
        }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter warns of every Python number
        torch.onnx.export(
            module,
            sample,
            str(path),
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
            dynamo=False,
        )
