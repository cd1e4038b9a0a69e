"""Each test has a server that counts its connections."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.counting_server import Counting


@pytest.fixture
def server() -> Iterator[Counting]:
    with Counting() as server:
        yield server
