"""The version of the installed package."""

from __future__ import annotations

VERSION = "0.2.0"
