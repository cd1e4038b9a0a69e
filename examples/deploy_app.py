"""Deploys an application of the catalogue on the cheapest machine that it can run on."""

from octaspace_sdk import OctaSpace

with OctaSpace() as client:
    print("there are", ", ".join(app.name for app in client.apps.list()))
    created = client.services.mr.create(app="ComfyUI", envs={"TOKEN": "mine"})
    session = client.services.session(created)
    try:
        info = session.wait_ready(timeout=900)
        for port, url in (info.urls or {}).items():
            print("port", port, "is", url)
    finally:
        session.stop()
