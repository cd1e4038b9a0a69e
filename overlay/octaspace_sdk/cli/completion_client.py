"""The client that completion in a shell asks: in a hurry, and in silence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from octaspace_sdk import OctaSpace

_TIMEOUT = 3.0  # seconds


@contextmanager
def completing(ctx: typer.Context) -> Iterator[OctaSpace]:
    """Return a client that gives up soon."""
    from octaspace_sdk import OctaSpace
    from octaspace_sdk.cli.credentials import find_credentials
    from octaspace_sdk.cli.invocation import Invocation

    options = ctx.obj if isinstance(ctx.obj, Invocation) else Invocation()
    found = find_credentials(options.profile, options.api_key_file)
    base_urls = options.base_urls or found.base_urls or None
    with OctaSpace(found.api_key, base_urls=base_urls, timeout=_TIMEOUT, max_retries=0) as client:
        yield client
