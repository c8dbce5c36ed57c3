"""Tables in four bits: how far they round, that it happens once, and what ONNX looks up in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from claimwire.model.export import export
from claimwire.model.labels import label_sets
from claimwire.model.network import Network, random_network
from claimwire.model.pack import BLOCK, Table, pack, pack_lookups, unpack
from claimwire.model.settings import ModelConfig
from claimwire.training.loop import pack_words
from conftest import small_tokenizer

WIDTH = 2 * BLOCK


def random_table(rows: int, width: int = WIDTH, seed: int = 0) -> Table:
    """Numbers as in an embedding table; each row has a size of its own."""
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(rows, width)) * rng.uniform(0.01, 2.0, size=(rows, 1))
    return np.asarray(table, dtype=np.float32)


TABLES = st.integers(0, 4).flatmap(
    lambda rows: arrays(np.float32, (rows, WIDTH), elements=st.floats(-8.0, 8.0, width=32))
)


def test_a_table_takes_half_a_byte_a_number_and_two_bytes_a_block() -> None:
    packed, scales = pack(random_table(5, 3 * WIDTH))
    assert packed.shape == (5, 3 * WIDTH // 2)
    assert scales.shape == (5, 3 * WIDTH // BLOCK)
    assert packed.nbytes + scales.nbytes == 5 * 3 * (WIDTH // 2 + 2 * WIDTH // BLOCK)


def test_a_row_by_hand() -> None:
    row = np.zeros((1, WIDTH), dtype=np.float32)
    row[0, :3], row[0, BLOCK:][:2] = (7.0, -7.0, 3.2), (-3.5, 0.5)
    packed, scales = pack(row)
    assert scales.tolist() == [[1.0, 0.5]]
    assert [(b & 15, b >> 4) for b in packed[0, :4].tolist()] == [(15, 1), (1, 9), (11, 8), (8, 8)]
    back = unpack(packed, scales)
    assert back[0, :4].tolist() == [7.0, -7.0, 3.0, 0.0]
    assert back[0, BLOCK:][:3].tolist() == [-3.5, 0.5, 0.0]


@given(TABLES)
def test_no_number_moves_by_more_than_half_a_step(table: Table) -> None:
    blocks = table.reshape(len(table), 2, BLOCK)
    step = np.abs(blocks).max(axis=-1, keepdims=True) / 7
    moved = np.abs(unpack(*pack(table)).reshape(blocks.shape) - blocks)
    assert (moved <= 0.501 * step + 1e-6).all()  # the step itself is rounded to half precision


@given(TABLES)
def test_a_rounded_table_is_not_rounded_further(table: Table) -> None:
    once = unpack(*pack(table))
    np.testing.assert_array_equal(unpack(*pack(once)), once)


def test_the_largest_number_of_a_block_is_kept() -> None:
    table = random_table(50)
    blocks, back = (t.reshape(-1, BLOCK) for t in (table, unpack(*pack(table))))
    at = np.abs(blocks).argmax(axis=1)[:, None]
    largest = np.take_along_axis(blocks, at, axis=1)
    np.testing.assert_allclose(np.take_along_axis(back, at, axis=1), largest, rtol=1e-3)


@pytest.mark.parametrize("value", [0.0, -0.0, 1e-9, -1e-30])
def test_a_table_of_nearly_nothing_stays_finite(value: float) -> None:
    table = np.full((3, WIDTH), value, dtype=np.float32)
    assert np.abs(unpack(*pack(table))).max() < 1e-6


def lookup_model(table: Table, lookups: int = 1) -> onnx.ModelProto:
    """A graph that looks rows up in one table, as often as is wanted."""
    names = [str(n) for n in range(lookups)]
    gathers = [helper.make_node("Gather", ["table", f"rows{n}"], [f"found{n}"]) for n in names]
    rows = [helper.make_tensor_value_info(f"rows{n}", TensorProto.INT64, ["w", "l"]) for n in names]
    found = [
        helper.make_tensor_value_info(f"found{n}", TensorProto.FLOAT, ["w", "l", table.shape[1]])
        for n in names
    ]
    graph = helper.make_graph(
        gathers, "lookup", rows, found, [numpy_helper.from_array(table, "table")]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    return model


def answers(model: onnx.ModelProto, **inputs: NDArray[Any]) -> list[NDArray[Any]]:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found: list[NDArray[Any]] = session.run(None, inputs)
    return found


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (2, 0)])
@pytest.mark.parametrize("width", [WIDTH, 6 * WIDTH])
def test_a_graph_looks_up_what_unpacking_gives(width: int, shape: tuple[int, int]) -> None:
    table = random_table(40, width)
    model = lookup_model(table)
    pack_lookups(model, table.size)
    onnx.checker.check_model(model)
    rows = np.random.default_rng(1).integers(0, 40, size=shape)
    (found,) = answers(model, rows0=rows)
    np.testing.assert_array_equal(found, unpack(*pack(table))[rows])


def test_two_lookups_in_one_table_share_its_bytes() -> None:
    table = random_table(40)
    model = lookup_model(table, lookups=2)
    pack_lookups(model, table.size)
    rows = np.random.default_rng(1).integers(0, 40, size=(2, 2, 5))
    for ids, found in zip(rows, answers(model, rows0=rows[0], rows1=rows[1]), strict=True):
        np.testing.assert_array_equal(found, unpack(*pack(table))[ids])
    assert sum(t.dims == [40, WIDTH // 2] for t in model.graph.initializer) == 1


def test_packing_makes_a_graph_small() -> None:
    model = lookup_model(random_table(4000))
    before = model.ByteSize()
    pack_lookups(model, 1)
    assert model.ByteSize() < 0.16 * before


def unchanged(model: onnx.ModelProto, least: int) -> bool:
    before = model.SerializeToString(deterministic=True)
    pack_lookups(model, least)
    return bool(model.SerializeToString(deterministic=True) == before)


def test_a_small_table_stays_as_it_is() -> None:
    assert unchanged(lookup_model(random_table(40)), 40 * WIDTH + 1)


def test_a_table_whose_width_does_not_fit_stays_as_it_is() -> None:
    assert unchanged(lookup_model(random_table(40, WIDTH + BLOCK)), 1)


def test_a_table_of_whole_numbers_stays_as_it_is() -> None:
    model = lookup_model(random_table(40))
    model.graph.initializer[0].CopyFrom(
        numpy_helper.from_array(np.ones((40, WIDTH), dtype=np.int64), "table")
    )
    assert unchanged(model, 1)


def test_a_table_that_is_also_multiplied_with_stays_as_it_is() -> None:
    model = lookup_model(random_table(WIDTH))
    model.graph.node.append(helper.make_node("MatMul", ["found0", "table"], ["product"]))
    assert unchanged(model, 1)


def test_a_table_of_indices_that_are_looked_up_by_stays_as_it_is() -> None:
    model = lookup_model(random_table(40))
    model.graph.node.append(helper.make_node("Gather", ["found0", "table"], ["odd"]))
    assert unchanged(model, 1)


VOCABULARY, WIDE = 1200, 64


def wide_network() -> Network:
    """A network whose words, and nothing else, are a large table."""
    torch.manual_seed(3)
    shape = {"hidden_size": WIDE, "num_hidden_layers": 1, "num_attention_heads": 2}
    sizes = {"vocab_size": VOCABULARY, "intermediate_size": 64, "max_position_embeddings": 512}
    return random_network({"model_type": "bert", **shape, **sizes}, inner=8).eval()


def test_packed_words_of_a_network_are_what_ships_and_fixed() -> None:
    network = wide_network()
    words = network.encoder.base.get_input_embeddings().weight
    wanted = unpack(*pack(words.detach().numpy().copy()))
    pack_words(network)
    np.testing.assert_array_equal(words.detach().numpy(), wanted)
    assert [name for name, p in network.named_parameters() if not p.requires_grad] == [
        "encoder.base.embeddings.word_embeddings.weight"
    ]


def test_an_exported_encoder_with_packed_words_answers_like_the_packed_network(
    tmp_path: Path,
) -> None:
    network = wide_network()
    config = ModelConfig(
        name="a", encoder="none", width=WIDE, length=40, overlap=8, labels=label_sets()
    )
    tokenizer = tmp_path / "tokenizer.json"
    small_tokenizer().save(str(tokenizer))
    export(network, config, tokenizer, tmp_path / "model", quantise=False)
    model = onnx.load(tmp_path / "model" / "encoder.onnx")
    pack_lookups(model, VOCABULARY * WIDE)
    assert any(t.dims == [VOCABULARY, WIDE // 2] for t in model.graph.initializer)
    pack_words(network)
    pieces = torch.randint(5, VOCABULARY, (3, 12))
    inputs = {
        "pieces": pieces,
        "mask": torch.ones_like(pieces),
        "features": torch.zeros(3, 12, 3, dtype=torch.long),
        "first": torch.arange(1, 11).repeat(3, 1),
    }
    found = answers(model, **{name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = network(*inputs.values())
    for ours, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, wanted.numpy(), atol=1e-4)
