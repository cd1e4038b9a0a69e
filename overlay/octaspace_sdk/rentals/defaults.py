"""Limits of a rental where nothing else is said. Nothing else is here: the help of the command line imports it."""

from __future__ import annotations

READY_TIMEOUT = 600.0
"""Seconds for a session to become ready, or known."""

CANDIDATES = 5
"""How many offers are tried when one refuses, where the offers are not named."""
