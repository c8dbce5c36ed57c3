"""The multi-task loss: a head that a corpus does not teach costs nothing there."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from claimwire.model.labels import token_slices
from claimwire.model.network import Network
from claimwire.records import STANCES
from claimwire.training.batches import AnchorBatch, Batch
from claimwire.training.examples import UNKNOWN

_SLICES = token_slices()


def losses(network: Network, batch: Batch) -> dict[str, Tensor]:
    """Each head's loss on a batch: cross entropy summed over its words, divided by the number of
    words that carry a label plus a constant, so that rare labels weigh like frequent ones."""
    scores, states = network(batch.pieces, batch.mask, batch.features, batch.first)
    found = {}
    for head, tags in batch.tags.items():
        if (tags != UNKNOWN).any():
            found[head] = _tag_loss(scores[..., _SLICES[head]], tags)
    for head, anchors in batch.anchors.items():
        tag_scores, anchor_scores = network.anchored[head](states, anchors.window, anchors.spans)
        found[head] = _tag_loss(tag_scores, anchors.tags)
        found |= _anchor_losses(head, anchor_scores, anchors)
    return found


def _tag_loss(scores: Tensor, tags: Tensor) -> Tensor:
    scores = scores.float()
    positive = (tags > 0).sum()
    rows = (tags != UNKNOWN).any(dim=-1).sum()
    if scores.shape[-1] == 1:
        known = tags != UNKNOWN
        total = F.binary_cross_entropy_with_logits(
            scores.squeeze(-1)[known], tags[known].float(), reduction="sum"
        )
    else:
        total = F.cross_entropy(
            scores.reshape(-1, scores.shape[-1]),
            tags.reshape(-1),
            ignore_index=UNKNOWN,
            reduction="sum",
        )
    return total / (positive + 2 * rows)


def _anchor_losses(head: str, scores: Tensor, anchors: AnchorBatch) -> dict[str, Tensor]:
    found: dict[str, Tensor] = {}
    scores = scores.float()
    if scores.shape[-1] == 0:
        return found
    if (anchors.stance != UNKNOWN).any():
        found["stance"] = F.cross_entropy(
            scores[:, : len(STANCES)], anchors.stance, ignore_index=UNKNOWN
        )
    known = anchors.null != UNKNOWN
    if known.any():
        found["null_source"] = F.binary_cross_entropy_with_logits(
            scores[known, len(STANCES)], anchors.null[known].float()
        )
    return found


def weighted_sum(found: dict[str, Tensor], weights: dict[str, float]) -> Tensor:
    """One loss of all heads; a head without a weight counts once."""
    return torch.stack([weights.get(head, 1.0) * value for head, value in found.items()]).sum()
