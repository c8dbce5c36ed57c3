"""Where model folders lie: shipped inside the package, or ``models/`` of a checkout."""

from __future__ import annotations

import os
from pathlib import Path

from claimwire.errors import ModelError

DEFAULT_MODEL = "claimwire-en-2"
_VARIABLE = "CLAIMWIRE_MODELS"


def model_folders() -> list[Path]:
    """Folders that hold model folders, the one of ``$CLAIMWIRE_MODELS`` first."""
    package = Path(__file__).resolve().parent
    places = [package / "shipped_models", package.parents[1] / "models"]
    if os.environ.get(_VARIABLE):
        places.insert(0, Path(os.environ[_VARIABLE]))
    return [place for place in places if place.is_dir()]


def available_models() -> list[str]:
    """Names of all models found, without doubles."""
    found = (config.parent.name for p in model_folders() for config in p.glob("*/config.json"))
    return sorted(set(found))


def model_folder(model: str | None = None) -> Path:
    """The folder of a model by name or path; None for the default one.

    Raises ModelError that lists the models there are.
    """
    name = model or DEFAULT_MODEL
    for place in [Path(), *model_folders()]:
        if (place / name / "config.json").is_file():
            return (place / name).resolve()
    raise ModelError(f"no model {name!r}", f"there are: {', '.join(available_models()) or 'none'}")
