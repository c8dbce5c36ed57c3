"""Tables of embeddings in four bits a number, and how an ONNX graph looks rows up in them.

Each stretch of ``BLOCK`` numbers of a row has a scale of its own (float16) and whole steps from
-7 to 7, two in a byte: the first half of a row in the low four bits, the second in the high ones.
"""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

BLOCK = 32
_STEPS = 7

Table = NDArray[np.float32]


def pack(table: Table) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """table: (rows, width), width a multiple of twice ``BLOCK``.

    Returns bytes (rows, width / 2) and scales (rows, width / BLOCK).
    """
    rows, width = table.shape
    blocks = table.reshape(rows, width // BLOCK, BLOCK).astype(np.float32)
    scales = (np.abs(blocks).max(axis=-1) / _STEPS).astype(np.float16)
    safe = np.maximum(scales.astype(np.float32), 1e-8)[..., None]
    steps = np.clip(np.rint(blocks / safe), -_STEPS, _STEPS).reshape(rows, width) + 8
    low, high = np.split(steps.astype(np.uint8), 2, axis=1)
    return low | (high << 4), scales


def unpack(packed: NDArray[np.uint8], scales: NDArray[np.float16]) -> Table:
    """The table (rows, width) that ``pack`` made these of, rounded."""
    steps = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
    blocks = steps.reshape(*scales.shape, BLOCK) * scales.astype(np.float32)[..., None]
    return blocks.reshape(steps.shape)


def pack_lookups(model: onnx.ModelProto, least: int) -> None:
    """Replace, in place, float tables of at least ``least`` numbers that are only looked up.

    ``Gather`` of a table becomes ``Gather`` of its bytes and scales and the sums that undo them.
    """
    graph = model.graph
    for table in [t for t in graph.initializer if len(t.dims) == 2]:
        users = [node for node in graph.node if table.name in node.input]
        large = table.dims[0] * table.dims[1] >= least and table.dims[1] % (2 * BLOCK) == 0
        gathers = all(n.op_type == "Gather" and n.input[0] == table.name for n in users)
        if not large or not gathers or table.data_type != onnx.TensorProto.FLOAT:
            continue
        packed, scales = pack(numpy_helper.to_array(table))
        constants = {
            "bytes": packed,
            "scales": scales,
            "sixteen": np.float32(16),
            "eight": np.float32(8),
            "blocks": np.asarray([0, 0, packed.shape[1] * 2 // BLOCK, BLOCK], dtype=np.int64),
            "row": np.asarray([0, 0, packed.shape[1] * 2], dtype=np.int64),
            "last": np.asarray([-1], dtype=np.int64),
        }
        graph.initializer.remove(table)
        for name, value in constants.items():
            tensor = numpy_helper.from_array(np.asarray(value), f"{table.name}_{name}")
            graph.initializer.append(tensor)
        for node in users:
            at = list(graph.node).index(node)
            graph.node.remove(node)
            for offset, new in enumerate(_lookup(table.name, node.input[1], node.output[0])):
                graph.node.insert(at + offset, new)


def _lookup(table: str, rows: str, output: str) -> list[onnx.NodeProto]:
    """Nodes that look rows up, (windows, length) -> (windows, length, width)."""

    def name(part: str) -> str:
        return f"{output}_{part}"

    def node(kind: str, inputs: list[str], part: str, **attributes: int) -> onnx.NodeProto:
        return helper.make_node(kind, inputs, [name(part)], **attributes)

    float32 = onnx.TensorProto.FLOAT
    return [
        node("Gather", [f"{table}_bytes", rows], "gathered", axis=0),
        node("Cast", [name("gathered")], "bytes", to=float32),
        node("Div", [name("bytes"), f"{table}_sixteen"], "sixteenths"),
        node("Floor", [name("sixteenths")], "high"),
        node("Mul", [name("high"), f"{table}_sixteen"], "high16"),
        node("Sub", [name("bytes"), name("high16")], "low"),
        node("Concat", [name("low"), name("high")], "steps", axis=-1),
        node("Sub", [name("steps"), f"{table}_eight"], "centred"),
        node("Reshape", [name("centred"), f"{table}_blocks"], "blocks"),
        node("Gather", [f"{table}_scales", rows], "scales16", axis=0),
        node("Cast", [name("scales16")], "scales", to=float32),
        node("Unsqueeze", [name("scales"), f"{table}_last"], "scale"),
        node("Mul", [name("blocks"), name("scale")], "scaled"),
        helper.make_node("Reshape", [name("scaled"), f"{table}_row"], [output]),
    ]
