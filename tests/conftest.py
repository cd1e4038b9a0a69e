"""No test sees the settings of the machine it runs on."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("OCTA_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
