"""claimwire: who holds whom responsible for what, out of news.

    import claimwire
    nlp = claimwire.load()
    doc = nlp("The United Kingdom attributes the attack to North Korea.")
    doc._.claimwire.assertions

Importing claimwire loads neither torch nor spaCy nor onnxruntime; ``load`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimwire.errors import ClaimwireError
from claimwire.records import Article, Assertion, Entity, Record, Span, Statement
from claimwire.version import VERSION as __version__

if TYPE_CHECKING:
    from claimwire.run import load, walk

_LAZY = ("load", "walk")


def __getattr__(name: str) -> Any:
    """Bring in the pipeline only when it is asked for."""
    if name in _LAZY:
        from claimwire import run

        return getattr(run, name)
    raise AttributeError(f"module 'claimwire' has no attribute {name!r}")


__all__ = [
    "Article",
    "Assertion",
    "ClaimwireError",
    "Entity",
    "Record",
    "Span",
    "Statement",
    "__version__",
    "load",
    "walk",
]
