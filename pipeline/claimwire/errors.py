"""Everything that claimwire raises on purpose.

    ClaimwireError
    ├── UsageError        a wrong option, path, setting or label (exit code 2)
    ├── ArticleError      one input is no article; a batch reports it and goes on
    ├── ModelError        a model folder is missing, damaged or does not fit
    ├── StorageError      a database or an output file cannot be used
    └── GoldError         an annotated corpus cannot be read as what it claims to be

Each message names the value received and what to do next.
"""

from __future__ import annotations


class ClaimwireError(Exception):
    """Base of all errors that claimwire raises on purpose."""

    exit_code = 4

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(ClaimwireError):
    """A wrong option, path, setting or label."""

    exit_code = 2


class ArticleError(ClaimwireError):
    """One input is not an article (empty, binary, no text found)."""

    exit_code = 1


class ModelError(ClaimwireError):
    """A model folder is missing, damaged or made for another version."""


class StorageError(ClaimwireError):
    """A database or an output file cannot be read or written."""


class GoldError(ClaimwireError):
    """An annotated corpus cannot be read."""

    exit_code = 2
