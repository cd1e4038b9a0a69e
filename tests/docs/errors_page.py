"""Makes docs/errors.md: typical mistakes, each with the message that it gets on a simulated network.

python -m tests.docs.errors_page    # writes the page
"""

from __future__ import annotations

import os
import re
import warnings
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import Any

from tests.support.clients import skipping_clock

from octaspace_sdk import OctaSpace
from octaspace_sdk.simulator import Simulator, faults
from octaspace_sdk.support.clock import use_clock

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"

HEAD = """\
# Error messages

The messages of typical mistakes, made by a test against a simulated network; `client` is an `OctaSpace()`.
A wrong argument is a `ValueError`, and a missing or unknown one a `TypeError`, before anything is sent. All other errors
are `OctaSpaceError`s; [Handle errors](error-handling.md) says what to do about each.
"""

UNKNOWN = "00000000-0000-4000-8000-000000000000"

MISTAKES = {
    "A key": [
        'OctaSpace("Bearer 5f0c9a")',
        "OctaSpace('\"5f0c9a\"')",
        'OctaSpace("").nodes.list()',
        'OctaSpace("wrong").nodes.list()',
    ],
    "A client": [
        'OctaSpace("key", base_url="api.octa.space")',
        'OctaSpace("key", base_url="http://api.octa.space")',
        'OctaSpace("key", timeout=-1)',
        "client.with_options(time_out=5)",
        'client.with_options(headers={"Host": "example.net"})',
    ],
    "Choosing": [
        'client.services.mr.search(gpu="rtx 9090")',
        'client.services.mr.search(country="Germny")',
        'client.services.mr.search(region="atlantis")',
        'client.services.mr.search(order_by="cheapest")',
        "client.services.mr.search(min_reliability=0.99)",
        "client.services.mr.search(vram=24)",
        'client.services.mr.list({"country": "DE"})',
        'client.nodes.list(country="Germany")',
    ],
    "Renting": [
        "client.services.mr.rented(disk_size=10, node_id=1)",
        'client.services.mr.rented(image="ubuntu:24.04")',
        'client.services.mr.create(node_id=1, app="Blender 5")',
        'client.services.mr.create(node_id=999999999, image="ubuntu:24.04", disk_size=10)',
        'client.services.vpn.create(node_id=1, subkind="v2ray")',
        "client.services.vpn.create(node_id=1, port=8080)",
    ],
    "Sessions": [
        "client.services.session(None)",
        'client.sessions.find("ffff")',
        f'client.services.session("{UNKNOWN}").info()',
        f'client.services.session("{UNKNOWN}").wait_ready()',
        f'client.services.session("{UNKNOWN}").stop(score=10)',
    ],
    "Nodes": ['client.nodes.find("65")', 'client.nodes.update_prices(client.nodes.list()[0].id, {"bse": 1})'],
    "A network": [
        'OctaSpace("key", base_url="http://127.0.0.1:9", max_retries=0).network.info()',
        "client.apps.list()",
    ],
}
"""By what they are about; those about a network are made while the service is down."""


def make_page() -> str:
    """Return the page."""
    parts = [HEAD]
    with Simulator() as simulator, _patient_client(simulator) as client:
        environment = {"OCTA_BASE_URL": simulator.url}
        for title, sources in MISTAKES.items():
            parts.append(f"## {title}\n")
            for source in sources:
                is_down = title == "A network"
                with simulator.inject(faults.ErrorStatus(503)) if is_down else nullcontext():
                    said = _said(source, client, environment).replace(simulator.url, "https://api.octa.space")
                parts.append(f"```text\n>>> {source}\n{said}\n```\n")
    return "\n".join(parts)


def _patient_client(simulator: Simulator) -> OctaSpace:
    """Return a client whose waits take no time."""
    with use_clock(skipping_clock()):
        return OctaSpace(simulator.api_key, base_url=simulator.url, max_retries=0)


def _said(source: str, client: OctaSpace, environment: dict[str, str]) -> str:
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            _evaluate(source, client)
        return "\n".join(f"{item.category.__name__}: {item.message}" for item in caught)
    except Exception as error:
        return _stable(f"{type(error).__name__}: {error}")
    finally:
        os.environ.clear()
        os.environ.update(before)


def _evaluate(source: str, client: OctaSpace) -> Any:
    with ExitStack() as clients:

        def make(*arguments: Any, **options: Any) -> OctaSpace:
            return clients.enter_context(OctaSpace(*arguments, **options))

        return eval(source, {"OctaSpace": make, "client": client})


def _stable(text: str) -> str:
    """Return a message without what differs from run to run."""
    text = re.sub(r"request id [0-9a-z-]+", "request id 7c1d", text)
    text = re.sub(r"\(\[Errno.*?\)", "(Connection refused)", text)
    return re.sub(r"after [0-9.]+ s of 404", "after 16 s of 404", text)


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
