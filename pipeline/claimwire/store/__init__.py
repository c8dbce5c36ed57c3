"""The database: tables, writing records, reading them back. Neither spaCy nor the network."""

from __future__ import annotations

from claimwire.store.database import Database

__all__ = ["Database"]
