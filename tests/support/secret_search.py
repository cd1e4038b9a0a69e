"""Where the API key could show: in all that a bug report says of an error."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import anyio
import attrs
import httpx
import httpx2
import trio
from tests.support.clients import KEY

import octaspace_api
import octaspace_sdk

RUNNERS = ("_pytest", "pluggy", "anyio/pytest_plugin.py")

LIBRARIES = [
    str(Path(module.__file__ or "").parent)
    for module in (octaspace_sdk, octaspace_api, attrs, httpx, httpx2, anyio, trio)
]


def is_library(filename: str) -> bool:
    """Whether a frame is not the test's own, which knows the key."""
    inside = "site-packages" in filename or any(filename.startswith(folder) for folder in LIBRARIES)
    return inside and not any(runner in filename.replace("\\", "/") for runner in RUNNERS)


def everything(error: BaseException) -> str:
    """All that a bug report could show of an error and of its chain."""
    texts: list[str] = []
    waiting: list[BaseException | None] = [error]
    seen = set[int]()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        texts += [str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", ())), repr(vars(one))]
        texts += [repr(value) for value in vars(one).values()]
        shown = traceback.TracebackException.from_exception(one, capture_locals=True)
        for frame in shown.stack:
            if is_library(frame.filename):
                texts += [
                    f"{frame.filename}:{frame.lineno} {name} = {text}" for name, text in (frame.locals or {}).items()
                ]
    return "\n".join(texts)


def places(text: str) -> list[str]:
    """The lines that show the key."""
    return [line[:300] for line in text.splitlines() if KEY in line or repr(KEY.encode())[2:-1] in line]


def rent(client: Any) -> Any:
    return client.services.mr.create(node_id=1, disk_size=1, image="x")


def balance(client: Any) -> Any:
    return client.accounts.balance()
