"""A resolver in place of the system's, for names that a test makes up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0  # seconds after which a silent resolver answers all the same, so that no mistake hangs the tests


class Resolver:
    """Answers for some names, and leaves everything else to the system."""

    def __init__(self) -> None:
        self.system = socket.getaddrinfo
        self.names: dict[str, list[str] | Callable[[], Any]] = {}
        """IP addresses, or what else becomes of a name."""
        self.asked: list[str] = []
        """The made-up names that were looked up."""
        self.threads: list[threading.Thread] = []
        """The threads that looked them up."""
        self.speaks = threading.Event()
        """Set to end the silence."""

    def silent(self) -> Any:
        self.speaks.wait(PATIENCE)
        raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")

    def getaddrinfo(self, host: Any, port: Any, *args: Any, **options: Any) -> Any:
        answer = self.names.get(host)
        if answer is None:
            return self.system(host, port, *args, **options)
        self.asked.append(host)
        self.threads.append(threading.current_thread())
        if callable(answer):
            return answer()
        return [one for address in answer for one in self.system(address, port, *args, **options)]

    def close(self) -> None:
        self.speaks.set()
        for thread in self.threads:
            if thread is not threading.current_thread():
                thread.join(PATIENCE)
