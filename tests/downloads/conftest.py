"""Each test has a server of a file, and clients that wait no time between two attempts."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.clients import without_jitter
from tests.support.file_server import FileServer


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer() as server:
        yield server


@pytest.fixture
def other() -> Iterator[FileServer]:
    with FileServer() as server:
        yield server


@pytest.fixture
def connect(connect: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    yield lambda **options: without_jitter(connect, **options)
    gc.collect()  # what is left behind warns, and a warning is an error
