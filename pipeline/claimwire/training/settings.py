"""The settings of one training run, read from TOML; an unknown key is an error."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from claimwire.errors import UsageError
from claimwire.model.labels import ANCHORED_HEADS, TOKEN_HEADS
from claimwire.model.settings import Decoding
from claimwire.training.wheels import joined_encoder

Lesson = Literal["sentence", "entity", "statement", "assertion", "role", "coreference"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusPart(_Strict):
    """One part of one corpus and what it may teach."""

    name: str
    reader: str
    path: Path
    teaches: tuple[Lesson, ...]
    repeat: float = Field(1.0, gt=0, description="how often an epoch shows each window")
    prefix: str = Field("", description="put before ids when compared with held_out")
    silver_entities: bool = Field(False, description="entity labels from en_core_web_sm")
    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class TrainSettings(_Strict):
    """Everything that decides the outcome of a training run."""

    name: str
    encoder: str
    corpora: tuple[CorpusPart, ...]
    held_out: tuple[Path, ...] = Field((), description="gold files whose articles teach nothing")
    layers: tuple[int, ...] | None = Field(None, description="encoder layers to keep, from 0")
    inner: int = 128
    dropout: float = 0.1
    length: int = Field(254, gt=0)
    overlap: int = Field(32, ge=0)
    inference_length: int = Field(254, gt=0, description="of windows when it is used")
    inference_overlap: int = Field(64, ge=0)
    epochs: float = Field(4.0, gt=0)
    batch_pieces: int = Field(4096, gt=0)
    learning_rate: float = 1.5e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06
    lower_case: float = Field(0.1, description="share of windows shown without their case")
    loss_weights: dict[str, float] = {}
    negative_anchors: int = Field(4, ge=0)
    antecedent_anchors: int = Field(6, ge=0, description="spans of a window asked what they name")
    seed: int = 1
    threads: int = Field(2, gt=0)
    checkpoint_minutes: float = 5.0
    decoding: Decoding = Decoding()
    packed_words: bool = Field(
        False, description="word embeddings as they will ship, in four bits, and fixed"
    )
    start_from: Path | None = Field(None, description="weights of an earlier run to go on from")

    @field_validator("loss_weights")
    @classmethod
    def _of_known_losses(cls, weights: dict[str, float]) -> dict[str, float]:
        known = (*TOKEN_HEADS, *ANCHORED_HEADS, "stance", "null_source")
        for name in weights:
            if name not in known:
                raise ValueError(f"there is no loss {name!r}; there are {', '.join(known)}")
        return weights


def read_train_settings(path: Path) -> TrainSettings:
    """Settings of a TOML file; its paths count from the working directory.

    Raises UsageError that names the key when one is unknown, missing or of the wrong kind.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return TrainSettings.model_validate(data)
    except OSError as problem:
        raise UsageError(f"cannot read {path}: {problem.strerror}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        key = ".".join(map(str, first["loc"]))
        got = "" if first["type"] == "missing" else f" (got {first['input']!r})"
        raise UsageError(f"{path}: {key}: {first['msg']}{got}") from problem
    except ValueError as problem:  # of TOML or of UTF-8
        raise UsageError(f"{path} is no TOML: {problem}") from problem


def encoder_folder(encoder: str, cache: Path = Path("runs")) -> Path:
    """The folder of a published encoder.

    encoder: a path, ``package:NAME/FOLDER`` inside a wheel, or ``wheels:NAME`` for an archive in
    parts in several wheels, which is unpacked under ``cache``.
    Raises UsageError that says what to install when it is not there.
    """
    if encoder.startswith("package:"):
        package, _, inside = encoder.removeprefix("package:").partition("/")
        try:
            spec = find_spec(package)
        except (ImportError, ValueError):
            spec = None
        if spec is None or not spec.submodule_search_locations:
            raise UsageError(
                f"the encoder's package {package!r} is not installed",
                f"pip install {package.replace('_', '-')}",
            )
        folder = Path(spec.submodule_search_locations[0]) / inside
    elif encoder.startswith("wheels:"):
        folder = joined_encoder(encoder.removeprefix("wheels:"), cache)
    else:
        folder = Path(encoder)
    if not (folder / "config.json").exists():
        raise UsageError(f"no encoder at {str(folder)!r}", "it needs config.json and safetensors")
    return folder
