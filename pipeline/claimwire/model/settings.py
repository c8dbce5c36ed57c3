"""What a model folder's ``config.json`` holds besides the encoder: windows, decoding, labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from claimwire.errors import ModelError
from claimwire.model.labels import label_sets


class Decoding(BaseModel):
    """Thresholds on chances, chosen on development data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: float = 0.5
    cue: float = 0.4
    source_of_cue: float = 0.35
    content: float = 0.4
    more_content: float = 0.6
    content_reach: float = 0.0
    actor: float = 0.3
    event: float = 0.3
    more_events: float = 0.8
    more_actors: float = 0.4
    frame: float = 0.15
    source: float = 0.3
    more_sources: float = 0.6
    coordinated: float = 0.3
    null_source: float = 0.5
    argument_reach: float = 0.0
    event_reach: float = 0.0
    victim: float = 0.4
    antecedent: float = 0.5
    role_actor: float = 0.5
    role_victim: float = 0.5


class Calibration(BaseModel):
    """How raw scores become confidences: the chance that what was found is right.

    assertion, statement: points (raw score, share that was right on development data), rising in
    both; between them lines, outside them the ends (isotonic regression). No points: raw scores.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    assertion: tuple[tuple[float, float], ...] = ()
    statement: tuple[tuple[float, float], ...] = ()


class ModelConfig(BaseModel):
    """A model's own description."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    language: str = "en"
    format: int = 1
    encoder: str
    width: int
    length: int
    overlap: int
    labels: dict[str, list[str]]
    decoding: Decoding = Decoding()
    calibration: Calibration = Calibration()
    trained: dict[str, Any] = {}
    checksums: dict[str, str] = {}


def write_model_config(folder: Path, config: ModelConfig) -> None:
    """Write the config of a model folder."""
    text = config.model_dump_json(indent=1) + "\n"
    (folder / "config.json").write_text(text, encoding="utf-8")


def read_model_config(folder: Path) -> ModelConfig:
    """The config of a model folder.

    Raises ModelError when there is none, when it is broken, or when its labels are not those of
    this version of claimwire.
    """
    path = folder / "config.json"
    try:
        config = ModelConfig.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ModelError(
            f"no model at {str(folder)!r}", "claimwire models lists those here"
        ) from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        raise ModelError(f"{path}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from problem
    wanted = label_sets()
    different = [name for name in wanted if config.labels.get(name) != wanted[name]]
    if different:
        raise ModelError(
            f"model {config.name!r} has other labels for {', '.join(different)}",
            "use a model trained with this version of claimwire",
        )
    return config
