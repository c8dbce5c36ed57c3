"""Settings of a training run: what is written is meant, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimwire.errors import UsageError
from claimwire.training.settings import encoder_folder, read_train_settings

LEAST = 'name = "small"\nencoder = "none"\n'
PART = '[[corpora]]\nname = "a"\nreader = "arc"\npath = "a.jsonl"\nteaches = ["role", "sentence"]\n'


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "train.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_partial_file_overrides_only_what_it_names(tmp_path: Path) -> None:
    made = read_train_settings(write(tmp_path, LEAST + "epochs = 2\nseed = 9\n" + PART))
    assert (made.epochs, made.seed, made.length, made.overlap) == (2.0, 9, 254, 32)
    (part,) = made.corpora
    assert (part.path, part.teaches) == (Path("a.jsonl"), ("role", "sentence"))
    assert (part.repeat, part.prefix, part.silver_entities, part.without) == (1.0, "", False, ())


def test_layers_are_named_one_by_one(tmp_path: Path) -> None:
    lines = "layers = [0, 2, 5]\npacked_words = true\nantecedent_anchors = 0\n"
    made = read_train_settings(write(tmp_path, LEAST + lines + PART))
    assert (made.layers, made.packed_words, made.antecedent_anchors) == ((0, 2, 5), True, 0)


def test_coreference_is_a_lesson(tmp_path: Path) -> None:
    made = read_train_settings(write(tmp_path, LEAST + PART.replace('"role"', '"coreference"')))
    assert made.corpora[0].teaches == ("coreference", "sentence")


def test_settings_cannot_be_changed_afterwards(tmp_path: Path) -> None:
    made = read_train_settings(write(tmp_path, LEAST + PART))
    with pytest.raises(ValueError, match="frozen"):
        made.epochs = 3.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("learning_rat = 1\n" + PART, r"learning_rat: .*\(got 1(\.0)?\)"),
        ('epochs = "many"\n' + PART, r"epochs: .*\(got 'many'\)"),
        ("epochs = 0\n" + PART, r"epochs: .*greater than 0 \(got 0\)"),
        ("threads = 0\n" + PART, r"threads: .*greater than 0"),
        ("antecedent_anchors = -1\n" + PART, r"antecedent_anchors: .*\(got -1\)"),
        ("layers = 3\n" + PART, r"layers: .*\(got 3\)"),
        ('layers = ["all"]\n' + PART, r"layers\.0: .*\(got 'all'\)"),
        ('packed_words = "perhaps"\n' + PART, r"packed_words: .*\(got 'perhaps'\)"),
        ("negative_anchors = -1\n" + PART, r"negative_anchors: .*\(got -1\)"),
        ("", r"corpora: Field required$"),
        (PART + "repeat = 0\n", r"corpora\.0\.repeat: .*\(got 0\)"),
        (PART + "repeats = 2\n", r"corpora\.0\.repeats: .*\(got 2\)"),
        (PART.replace("role", "roles"), r"corpora\.0\.teaches\.0: .*\(got 'roles'\)"),
        (PART + PART.replace('name = "a"\n', ""), r"corpora\.1\.name: Field required$"),
        (PART + "[decoding]\ncues = 0.5\n", r"decoding\.cues: .*\(got 0\.5\)"),
        (PART + "[loss_weights]\ncue = 2.0\n", r"loss_weights: .*there is no loss 'cue'"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, lines: str, told: str) -> None:
    with pytest.raises(UsageError, match=rf"train\.toml: {told}"):
        read_train_settings(write(tmp_path, LEAST + lines))


def test_every_loss_can_be_weighted(tmp_path: Path) -> None:
    names = [
        *("sentence", "entity", "role_victim", "events", "arguments", "antecedent"),
        *("stance", "null_source"),
    ]
    weights = "[loss_weights]\n" + "".join(f"{name} = 0.5\n" for name in names)
    made = read_train_settings(write(tmp_path, LEAST + PART + weights))
    assert made.loss_weights == dict.fromkeys(names, 0.5)


@pytest.mark.parametrize(
    "content", [b"name =", b"\xff\xfe", b"\xef\xbb\xbfname = 1", b"a = 1\na = 2"]
)
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match=r"train\.toml is no TOML"):
        read_train_settings(write(tmp_path, content))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.toml"):
        with pytest.raises(UsageError, match=f"cannot read {path}"):
            read_train_settings(path)


@pytest.mark.parametrize("package", ["no_such_package", "no_such.inside", "", ".relative"])
def test_a_package_that_is_not_installed_is_named(package: str) -> None:
    with pytest.raises(UsageError, match=f"package '{package}' is not installed"):
        encoder_folder(f"package:{package}/model")


def test_an_encoder_is_found_in_a_package_and_by_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tiny_encoder" / "model"
    folder.mkdir(parents=True)
    (tmp_path / "tiny_encoder" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    for encoder in ("package:tiny_encoder/model", str(folder)):
        with pytest.raises(UsageError, match="no encoder at"):
            encoder_folder(encoder)
    (folder / "config.json").write_text("{}")
    for encoder in ("package:tiny_encoder/model", str(folder)):
        assert encoder_folder(encoder) == folder
