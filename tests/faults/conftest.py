"""Every test here trusts only the throw-away authority."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.servers import trusting


@pytest.fixture(autouse=True, scope="session")
def trusted() -> Iterator[None]:
    with trusting():
        yield
