"""The network: one encoder pass over a window, small heads on top give everything.

Token heads score each word by itself; anchored heads score each word as seen from an anchor
span (a cue, an actor, a pair of actor and event): additive and multiplicative attention with
relative position, after the biaffine role scorers of semantic role labelling.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedModel

from claimwire.model.labels import ANCHORED_HEADS, TOKEN_HEADS, token_slices
from claimwire.model.words import FEATURES

_DISTANCES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
_LOOKS = 2
"""How many stretches of a window an anchor may look up."""

_N_DISTANCES = 2 * (len(_DISTANCES) + 1) + 1


class Encoder(nn.Module):
    """A published encoder whose input also holds case, line breaks and quotation marks."""

    def __init__(self, base: PreTrainedModel) -> None:
        super().__init__()
        self.base = base
        self.features = nn.ModuleList(nn.Embedding(n, base.config.hidden_size) for n in FEATURES)
        for table in self.features:
            nn.init.zeros_(table.weight)  # type: ignore[arg-type]

    def forward(self, pieces: Tensor, mask: Tensor, features: Tensor) -> Tensor:
        """pieces, mask: (batch, length). features: (batch, length, 3).

        Returns hidden states, (batch, length, width).
        """
        embedded = self.base.get_input_embeddings()(pieces)
        for i, table in enumerate(self.features):
            embedded = embedded + table(features[:, :, i])
        hidden: Tensor = self.base(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return hidden


def prefer_outside(bias: Tensor, heads: list[slice]) -> None:
    """Start each head at its prior: nearly all words are outside (focal loss, Lin et al. 2017)."""
    with torch.no_grad():
        for head in heads:
            bias[head] = -2.0
            if head.stop - head.start > 1:
                bias[head.start] = 2.0


class AnchoredHead(nn.Module):
    """Scores of each word for an anchor of one or two spans."""

    def __init__(self, width: int, n_spans: int, n_tags: int, n_anchor: int, inner: int) -> None:
        super().__init__()
        self.n_spans = n_spans
        self.word = nn.Linear(width, 2 * inner)
        self.anchor = nn.Linear(2 * n_spans * width, 2 * inner)
        self.distance = nn.ModuleList(nn.Embedding(_N_DISTANCES, inner) for _ in range(n_spans))
        self.tags = nn.Linear(2 * inner, n_tags)
        self.n_anchor = n_anchor
        if n_anchor:  # words that tell about the anchor, "denied" or "no evidence", are looked up
            self.look = nn.Linear(2 * inner, _LOOKS)
            self.of_anchor = nn.Sequential(
                nn.Linear((2 * n_spans + _LOOKS) * width, inner),
                nn.Tanh(),
                nn.Linear(inner, n_anchor),
            )
        self.dropout = nn.Dropout(0.1)
        prefer_outside(self.tags.bias, [slice(0, n_tags)])

    def forward(self, hidden: Tensor, window: Tensor, anchors: Tensor) -> tuple[Tensor, Tensor]:
        """hidden: (windows, words, width). window: (anchors,) index of each anchor's window.
        anchors: (anchors, spans, 2), first and last word of each span, both included.

        Words that are only padding have states of zeros.

        Returns tag scores (anchors, words, tags) and anchor scores (anchors, classes), the latter
        (anchors, 0) where the head has no classes.
        """
        n_words, width = hidden.shape[1], hidden.shape[2]
        flat = hidden.reshape(-1, width)
        where = (anchors + window[:, None, None] * n_words).reshape(-1)
        spans = flat.index_select(0, where).reshape(anchors.shape[0], 2 * self.n_spans * width)
        word_add, word_times = self.word(hidden).chunk(2, dim=-1)
        add, times = self.anchor(self.dropout(spans)).chunk(2, dim=-1)
        position = torch.arange(n_words, device=hidden.device)
        summed = word_add.index_select(0, window) + add[:, None]
        for i, table in enumerate(self.distance):
            summed = summed + table(_bucket(position[None], anchors[:, i, 0:1], anchors[:, i, 1:2]))
        product = word_times.index_select(0, window) * torch.tanh(times)[:, None]
        mixed = torch.cat([torch.tanh(summed), product], dim=-1)
        return self.tags(self.dropout(mixed)), self._of_anchor(hidden, window, mixed, spans)

    def _of_anchor(self, hidden: Tensor, window: Tensor, mixed: Tensor, spans: Tensor) -> Tensor:
        """Classes of the anchors, from their spans and from what they look up in the window."""
        if not self.n_anchor:
            return spans[:, :0]
        states = hidden.index_select(0, window)
        padding = (states == 0).all(dim=-1, keepdim=True)
        weights = torch.softmax(self.look(mixed).float().masked_fill(padding, -1e4), dim=1)
        seen = torch.matmul(weights.transpose(1, 2).to(states.dtype), states).flatten(1)
        scores: Tensor = self.of_anchor(torch.cat([spans, self.dropout(seen)], dim=-1))
        return scores


def _bucket(position: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Signed, bucketed distance in words from a span; the middle bucket is inside it."""
    before = torch.clamp(first - position, min=0)
    after = torch.clamp(position - last, min=0)
    steps = torch.tensor(_DISTANCES, device=position.device)
    count_before = (before[..., None] >= steps).sum(-1)
    count_after = (after[..., None] >= steps).sum(-1)
    return count_after - count_before + len(_DISTANCES) + 1


class Network(nn.Module):
    """Encoder, token heads in one linear layer, and the anchored heads."""

    def __init__(self, encoder: Encoder, inner: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.base.config.hidden_size
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        last = nn.Linear(width, sum(TOKEN_HEADS.values()))
        self.token_heads = nn.Sequential(nn.Linear(width, width), nn.GELU(), last)
        prefer_outside(last.bias, list(token_slices().values()))
        self.anchored = nn.ModuleDict(
            {name: AnchoredHead(width, *shape, inner) for name, shape in ANCHORED_HEADS.items()}
        )

    def forward(
        self, pieces: Tensor, mask: Tensor, features: Tensor, first: Tensor
    ) -> tuple[Tensor, Tensor]:
        """pieces, mask: (windows, length). features: (windows, length, 3).
        first: (windows, words), each word's first piece.

        Returns token scores (windows, words, classes) and word states (windows, words, width).
        """
        hidden = self.encoder(pieces, mask, features)
        where = first + torch.arange(first.shape[0], device=first.device)[:, None] * pieces.shape[1]
        words = hidden.reshape(-1, hidden.shape[-1]).index_select(0, where.reshape(-1))
        words = words.reshape(first.shape[0], first.shape[1], -1) * (first > 0)[..., None]
        return self.token_heads(self.dropout(words)), words


def new_network(
    encoder: str, *, inner: int, dropout: float, layers: Sequence[int] | None = None
) -> Network:
    """A network on a published encoder (a local folder with config and safetensors).

    layers: numbers of the encoder's layers to keep, from 0; None keeps all.
    """
    base = AutoModel.from_pretrained(
        encoder,
        local_files_only=True,
        use_safetensors=True,
        attn_implementation=_attention(encoder),
        attention_probs_dropout_prob=0.0,  # with it, half of a CPU's training time goes there
    )
    if layers is not None:
        keep_layers(base, layers)
    return Network(Encoder(base), inner, dropout)


def random_network(config: dict[str, Any], *, inner: int) -> Network:
    """A small network with random weights of a BERT config (tests)."""
    base = AutoModel.from_config(AutoConfig.for_model(**config))
    return Network(Encoder(base), inner)


def _attention(encoder: str) -> str:
    """MPNet has a relative position bias, and transformers only an eager attention for it."""
    return "eager" if AutoConfig.from_pretrained(encoder).model_type == "mpnet" else "sdpa"


def keep_layers(base: PreTrainedModel, layers: Sequence[int]) -> None:
    """Drop the other encoder layers in place. The lower ones serve tags best: those on top of a
    sentence encoder are about the whole text (Sajjad et al. 2020, arXiv 2004.03844)."""
    base.encoder.layer = nn.ModuleList(base.encoder.layer[i] for i in layers)
    base.config.num_hidden_layers = len(layers)
