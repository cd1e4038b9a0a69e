"""Logs what the client does, measures its calls, and reports when the API has changed."""

import logging

from octaspace_sdk import OctaSpace, ResponseEvent

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")


def measure(event: ResponseEvent) -> None:
    print(f"{event.operation} {event.status or event.error} in {event.seconds * 1000:.0f} ms")


with OctaSpace(on_response=measure, on_drift=print) as client:
    client.with_options(headers={"X-Trace": "demo"}, timeout=10).network.info()
    client.apps.list()
