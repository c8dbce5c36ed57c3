"""A model folder on onnxruntime: names that spans stand for, special pieces, quantised graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from claimwire.model.export import export
from claimwire.model.inference import GRAPHS, ArticleScores, Model
from claimwire.model.labels import label_sets
from claimwire.model.settings import (
    Calibration,
    Decoding,
    ModelConfig,
    read_model_config,
    write_model_config,
)
from conftest import SENTENCES, small_network, small_tokenizer

TEXTS = [" ".join(SENTENCES) * 3, SENTENCES[1], "", "…", SENTENCES[2] * 9]


def copy_of(model: Path, folder: Path, **changes: object) -> Path:
    """A model folder with another config."""
    folder.mkdir()
    for path in model.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    write_model_config(folder, read_model_config(model).model_copy(update=changes))
    return folder


CONFIG = ModelConfig(
    name="tiny", encoder="random", width=32, length=40, overlap=10, labels=label_sets()
)


@pytest.fixture(scope="module")
def found(taught_model: Path) -> list[ArticleScores]:
    return Model(taught_model, threads=1).scores(TEXTS, batch_pieces=128)


def antecedents(scores: ArticleScores) -> dict[str, str]:
    """Spans in words -> the names in words that they stand for."""
    text, bounds = scores.words.text, scores.words.bounds
    return {
        text[slice(*bounds(*at))]: text[slice(*bounds(name.first, name.last))]
        for at, name in scores.antecedents.items()
    }


def test_a_span_stands_for_the_name_that_was_taught(found: list[ArticleScores]) -> None:
    assert antecedents(found[1]) == {"The minister": "Tambora"}


def test_a_long_article_has_its_antecedents_in_its_own_words(found: list[ArticleScores]) -> None:
    assert antecedents(found[0])["The minister"] == "Tambora"


def test_an_article_without_words_has_no_antecedents(found: list[ArticleScores]) -> None:
    assert found[2].antecedents == {}


def test_a_span_asks_only_for_names_beside_it(found: list[ArticleScores]) -> None:
    pairs = [(*at, name) for scores in found for at, name in scores.antecedents.items()]
    assert not [(a, b, name) for a, b, name in pairs if name.first <= b and a <= name.last]


def test_spans_and_their_names_lie_in_the_article(found: list[ArticleScores]) -> None:
    for scores in found:
        for (first, last), name in scores.antecedents.items():
            assert 0 <= first <= last < len(scores.words)
            assert 0 <= name.first <= name.last < len(scores.words)


def test_an_article_has_the_same_antecedents_alone_and_among_others(
    taught_model: Path, found: list[ArticleScores]
) -> None:
    alone = [Model(taught_model, threads=1).scores([text])[0] for text in TEXTS]
    assert list(map(antecedents, alone)) == list(map(antecedents, found))


def test_frames_are_the_same_alone_and_among_others(
    taught_model: Path, found: list[ArticleScores]
) -> None:
    for text, scores in zip(TEXTS, found, strict=True):
        alone = Model(taught_model, threads=1).scores([text])[0]
        for ours, theirs in zip(alone.frames, scores.frames, strict=True):
            assert (ours.start, ours.actor.first) == (theirs.start, theirs.actor.first)
            np.testing.assert_allclose(ours.stance, theirs.stance, atol=2e-3)
            np.testing.assert_allclose(ours.null_source, theirs.null_source, atol=2e-3)


def test_a_threshold_that_nothing_reaches_leaves_no_antecedents(
    taught_model: Path, tmp_path: Path
) -> None:
    strict = copy_of(taught_model, tmp_path / "strict", decoding=Decoding(antecedent=1.0))
    assert Model(strict, threads=1).scores(TEXTS[:1])[0].antecedents == {}


def test_scores_carry_the_models_calibration(tiny_model: Path, tmp_path: Path) -> None:
    points = Calibration(assertion=((0.1, 0.2), (0.9, 0.8)))
    model = Model(copy_of(tiny_model, tmp_path / "sure", calibration=points), threads=1)
    assert [scores.calibration for scores in model.scores(TEXTS)] == [points] * len(TEXTS)


def test_a_config_is_read_as_it_was_written(tmp_path: Path) -> None:
    sure = Calibration(statement=((0.25, 0.5), (0.75, 0.9)))
    config = CONFIG.model_copy(update={"calibration": sure, "checksums": {"a": "b"}})
    write_model_config(tmp_path, config)
    assert read_model_config(tmp_path) == config


@pytest.fixture(scope="module")
def quantised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model with its matrices in eight bits."""
    folder = tmp_path_factory.mktemp("quantised") / "tiny"
    tokenizer = folder.parent / "tokenizer.json"
    small_tokenizer().save(str(tokenizer))
    export(small_network(), CONFIG, tokenizer, folder, quantise=True)
    return folder


@pytest.mark.parametrize("name", GRAPHS)
def test_every_graph_is_quantised(name: str, quantised: Path) -> None:
    kinds = {node.op_type for node in onnx.load(quantised / f"{name}.onnx").graph.node}
    assert kinds & {"MatMulInteger", "DynamicQuantizeMatMul"}


def test_a_quantised_model_scores_nearly_like_a_plain_one(
    quantised: Path, tiny_model: Path
) -> None:
    ours, plain = (Model(f, threads=1).scores(TEXTS[:1])[0] for f in (quantised, tiny_model))
    for head, values in plain.tokens.items():
        np.testing.assert_allclose(ours.tokens[head], values, atol=0.1)
