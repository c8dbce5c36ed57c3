"""The network and its export: shapes, learning, reloading, batches, ONNX against torch."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import load_file, save_file

from claimwire.errors import ModelError
from claimwire.model.inference import Model
from claimwire.model.labels import ANCHORED_HEADS, TOKEN_HEADS
from claimwire.model.network import Network, keep_layers, new_network, random_network
from claimwire.model.settings import read_model_config
from claimwire.records import Article, Assertion, Record, Statement, span_of
from claimwire.training.batches import Batch, collate
from claimwire.training.examples import window_rows
from claimwire.training.losses import losses, weighted_sum
from claimwire.training.settings import CorpusPart, TrainSettings
from conftest import SENTENCES, SPECIAL, small_network, small_tokenizer


def settings(**changes: Any) -> TrainSettings:
    part = CorpusPart(
        name="small",
        reader="arc",
        path=Path("small.jsonl"),
        teaches=("assertion", "statement", "sentence", "role", "coreference"),
    )
    return TrainSettings(
        name="small", encoder="none", corpora=(part,), length=40, overlap=8, threads=1, **changes
    )


def find(text: str, words: str) -> Any:
    at = text.index(words)
    return span_of(text, at, at + len(words))


def small_records() -> list[Record]:
    """``SENTENCES`` with everything marked in them."""
    rows = (
        ("Norway", "blames", "the raid", "a Tamboran army unit", "asserted"),
        ("The minister", "said", "attacked the port", "Tambora", "asserted"),
        ("Tambora", "denied", "the raid on the port", "Tambora", "denied"),
        ("A unit of the army", "claimed", "the attack", "A unit of the army", "claimed"),
    )
    records = []
    for i, (text, row) in enumerate(zip(SENTENCES, rows, strict=True)):
        source, cue, event, actor = (find(text, words) for words in row[:4])
        if source.text == "The minister":
            source = replace(source, name="Tambora")
        assertion = Assertion(source, cue, event, actor, row[4])  # type: ignore[arg-type]
        statement = Statement(source, cue, (event,))
        article = Article(str(i), text)
        records.append(
            Record(article, ((0, len(text)),), statements=(statement,), assertions=(assertion,))
        )
    return records


def small_rows() -> list[dict[str, Any]]:
    made = settings()
    return list(window_rows(small_records(), made.corpora[0], made, small_tokenizer()))


def test_outputs_have_the_documented_shapes() -> None:
    network = small_network().eval()
    batch = collate(small_rows(), SPECIAL, 0.0, random.Random(0))
    scores, states = network(batch.pieces, batch.mask, batch.features, batch.first)
    windows, words = batch.first.shape
    assert scores.shape == (windows, words, sum(TOKEN_HEADS.values()))
    assert states.shape == (windows, words, 32)
    for head, (_, tags, classes) in ANCHORED_HEADS.items():
        anchors = batch.anchors[head]
        by_word, by_anchor = network.anchored[head](states, anchors.window, anchors.spans)
        assert by_word.shape == (len(anchors.window), words, tags)
        assert by_anchor.shape == (len(anchors.window), classes)


def test_learns_a_handful_of_sentences_and_reloads_the_same(tmp_path: Path) -> None:
    network = small_network()
    rows = small_rows()
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    batch = collate(rows, SPECIAL, 0.0, random.Random(0))
    history = []
    for _ in range(60):
        loss = weighted_sum(losses(network, batch), {})
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        history.append(loss.item())
    assert history[-1] < 0.2 * history[0]
    network.eval()
    before = network(batch.pieces, batch.mask, batch.features, batch.first)[0]
    save_file(network.state_dict(), tmp_path / "network.safetensors")
    again = small_network().eval()
    again.load_state_dict(load_file(tmp_path / "network.safetensors"))
    after = again(batch.pieces, batch.mask, batch.features, batch.first)[0]
    assert torch.equal(before, after)


def test_a_window_scores_the_same_alone_and_in_a_batch() -> None:
    network = small_network().eval()
    rows = small_rows()
    together = collate(rows, SPECIAL, 0.0, random.Random(0))
    all_scores = network(together.pieces, together.mask, together.features, together.first)[0]
    for i, row in enumerate(rows):
        single = collate([row], SPECIAL, 0.0, random.Random(0))
        scores = network(single.pieces, single.mask, single.features, single.first)[0]
        words = len(row["first"])
        torch.testing.assert_close(all_scores[i, :words], scores[0, :words], atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("head", ANCHORED_HEADS)
def test_anchors_score_the_same_alone_and_beside_longer_windows(head: str) -> None:
    network = small_network().eval()
    rows = small_rows()
    together = collate(rows, SPECIAL, 0.0, random.Random(0))
    lengths = {len(row["first"]) for row in rows}
    assert len(lengths) > 1  # some windows are padded
    tags, classes = anchored(network, head, together)
    for i, row in enumerate(rows):
        alone = anchored(network, head, collate([row], SPECIAL, 0.0, random.Random(0)))
        of_row = together.anchors[head].window == i
        words = len(row["first"])
        close(tags[of_row][:, :words], alone[0])
        close(classes[of_row], alone[1])


def anchored(network: Network, head: str, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores of one anchored head for all of its anchors in a batch."""
    states = network(batch.pieces, batch.mask, batch.features, batch.first)[1]
    anchors = batch.anchors[head]
    scores: tuple[torch.Tensor, torch.Tensor] = network.anchored[head](
        states, anchors.window, anchors.spans
    )
    return scores


def close(found: torch.Tensor, wanted: torch.Tensor) -> None:
    torch.testing.assert_close(found, wanted, atol=1e-5, rtol=1e-4)


def test_words_that_are_padding_have_no_state() -> None:
    batch = collate(small_rows(), SPECIAL, 0.0, random.Random(0))
    states = small_network().eval()(batch.pieces, batch.mask, batch.features, batch.first)[1]
    assert torch.equal((states == 0).all(dim=-1), batch.first == 0)
    assert (batch.first == 0).any()


def test_an_anchor_looks_at_no_padding() -> None:
    torch.manual_seed(1)
    head = small_network().eval().anchored["arguments"]
    states = torch.randn(1, 6, 32)
    padded = torch.cat([states, torch.zeros(1, 50, 32)], dim=1)
    at = torch.zeros(1, dtype=torch.long), torch.tensor([[[0, 1], [3, 3]]])
    close(head(padded, *at)[1], head(states, *at)[1])


def test_an_anchor_looks_at_words_far_from_its_spans() -> None:
    torch.manual_seed(1)
    head = small_network().eval().anchored["arguments"]
    states = torch.randn(1, 6, 32)
    at = torch.zeros(1, dtype=torch.long), torch.tensor([[[0, 1], [3, 3]]])
    before = head(states, *at)[1]
    states[0, 5] += 3.0
    assert not torch.allclose(before, head(states, *at)[1], atol=1e-3)


def test_the_layers_that_are_named_are_kept() -> None:
    base = small_network().encoder.base
    second = base.encoder.layer[1]
    keep_layers(base, [1])
    assert list(base.encoder.layer) == [second]
    assert base.config.num_hidden_layers == 1


ATTENTION = {"bert": "sdpa", "mpnet": "eager"}


@pytest.mark.parametrize("kind", ATTENTION)
def test_a_published_encoder_is_read_with_the_layers_that_are_wanted(
    kind: str, tmp_path: Path
) -> None:
    sizes = {"hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64}
    shape = {"model_type": kind, "vocab_size": 99, "num_hidden_layers": 3, **sizes}
    random_network(shape, inner=8).encoder.base.save_pretrained(tmp_path)
    network = new_network(str(tmp_path), inner=8, dropout=0.0, layers=(0, 2)).eval()
    assert len(network.encoder.base.encoder.layer) == 2
    assert network.encoder.base.config._attn_implementation == ATTENTION[kind]
    row = {"pieces": [5, 6, 7], "first": [0, 2], "features": [1, 1, 0] * 2}
    empty: dict[str, Any] = {key: [] for key in ("taught", "sentence", "tags", "anchors")}
    batch = collate([row | empty | {"anchor_tags": []}], SPECIAL, 0.0, random.Random(0))
    states = network(batch.pieces, batch.mask, batch.features, batch.first)[1]
    assert states.shape == (1, 2, 32)


def test_a_label_that_no_corpus_teaches_costs_nothing() -> None:
    rows = small_rows()
    for row in rows:
        row["taught"], row["anchors"], row["anchor_tags"] = ["sentence"], [], []
        row["tags"] = []
    found = losses(small_network(), collate(rows, SPECIAL, 0.0, random.Random(0)))
    assert list(found) == ["sentence"]


def test_exported_encoder_answers_like_torch(tiny_model: Path) -> None:
    network = small_network().eval()
    batch = collate(small_rows(), SPECIAL, 0.0, random.Random(0))
    inputs = {
        "pieces": batch.pieces,
        "mask": batch.mask,
        "features": batch.features,
        "first": batch.first,
    }
    expected, states = network(*inputs.values())
    session = onnxruntime.InferenceSession(str(tiny_model / "encoder.onnx"))
    found = session.run(None, {name: value.numpy() for name, value in inputs.items()})
    np.testing.assert_allclose(found[0], expected.detach().numpy(), atol=1e-4)
    np.testing.assert_allclose(found[1], states.detach().numpy(), atol=1e-4)


@pytest.mark.parametrize("name", ANCHORED_HEADS)
def test_exported_heads_answer_like_torch(name: str, tiny_model: Path) -> None:
    network = small_network().eval()
    batch = collate(small_rows(), SPECIAL, 0.0, random.Random(0))
    states = network(batch.pieces, batch.mask, batch.features, batch.first)[1]
    anchors = batch.anchors[name]
    expected = network.anchored[name](states, anchors.window, anchors.spans)
    head = onnxruntime.InferenceSession(str(tiny_model / f"{name}.onnx"))
    found = head.run(
        None,
        {
            "hidden": states.detach().numpy(),
            "window": anchors.window.numpy(),
            "anchors": anchors.spans.numpy(),
        },
    )
    for ours, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, wanted.detach().numpy(), atol=1e-4)


def test_an_article_scores_the_same_alone_and_among_others(tiny_model: Path) -> None:
    model = Model(tiny_model, threads=1)
    texts = [" ".join(SENTENCES) * 3, SENTENCES[0], "", "…", SENTENCES[2] * 9]
    together = model.scores(texts, batch_pieces=128)
    for text, scores in zip(texts, together, strict=True):
        alone = model.scores([text], batch_pieces=64)[0]
        for head, values in scores.tokens.items():
            np.testing.assert_allclose(values, alone.tokens[head], atol=2e-3)
        assert [c.cue.first for c in scores.cues] == [c.cue.first for c in alone.cues]


def test_a_word_longer_than_a_window_is_read(tiny_model: Path) -> None:
    text = "a" * 99 + "b" + " Norway blames " + "z" * 90
    scores = Model(tiny_model, threads=1).scores([text])[0]
    assert len(scores.words) == len(scores.tokens["sentence"])


def test_a_damaged_model_is_refused_by_name(tiny_model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    for path in tiny_model.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "events.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"events\.onnx is damaged"):
        Model(folder)
    (folder / "events.onnx").unlink()
    with pytest.raises(ModelError, match=r"lacks events\.onnx"):
        Model(folder)


def test_a_model_with_other_labels_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    config = read_model_config(tiny_model)
    labels = config.labels | {"stance": ["yes", "no"]}
    other = config.model_copy(update={"labels": labels})
    (tmp_path / "config.json").write_text(other.model_dump_json())
    with pytest.raises(ModelError, match="other labels for stance"):
        read_model_config(tmp_path)
    with pytest.raises(ModelError, match="no model at"):
        read_model_config(tmp_path / "nowhere")
