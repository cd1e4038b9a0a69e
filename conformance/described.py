"""The model of the API, built once for all processes of a run."""

from __future__ import annotations

import os
import pickle
from functools import cache
from pathlib import Path

import attrs
from generator.api_model import APIModel

FILE = "CONFORMANCE_API"
"""The environment variable with the path of the model that the runner has built."""


@cache
def api() -> APIModel:
    """Return the model."""
    if FILE in os.environ:
        model: APIModel = pickle.loads(Path(os.environ[FILE]).read_bytes())
        return model
    from generator.build import build_api
    from generator.document import load
    from generator.generate import DESCRIPTION

    return attrs.evolve(build_api(load(DESCRIPTION)), document={})


def save(path: Path) -> None:
    """Write the model for other processes."""
    path.write_bytes(pickle.dumps(api()))
