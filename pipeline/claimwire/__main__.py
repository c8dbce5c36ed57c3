"""``python -m claimwire`` is ``claimwire``."""

from __future__ import annotations

from claimwire.cli import main

main()
