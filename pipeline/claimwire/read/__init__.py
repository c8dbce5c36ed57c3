"""Reading: files, folders, globs and standard input -> articles, one by one.

What is no article is handed out as a ``Failure`` with its name and reason; the rest goes on.
"""

from __future__ import annotations

from claimwire.read.inputs import Failure, read_inputs

__all__ = ["Failure", "read_inputs"]
