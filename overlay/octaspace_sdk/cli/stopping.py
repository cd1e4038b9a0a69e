"""Messages while a session is being stopped: at once, and every few seconds until that is certain."""

from __future__ import annotations

import signal
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread, current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING, Any, Self

from octaspace_sdk.cli.progress import Progress
from octaspace_sdk.support.uuid_text import UUID_TEXT

if TYPE_CHECKING:
    from octaspace_sdk.events import ResponseEvent

INTERVAL = 5.0  # seconds between two messages

_STOP = "services.session.stop"


class StopMessages:
    """Says that a session is being stopped, what refused it, and how to stop it by hand.

    Ctrl-C ends what is waited for, but not the stop: the session would go on costing money.

    A thread says all of it, so that neither a slow host nor a signal handler delays it. What it goes by comes through a
    SimpleQueue, which may be used within a signal handler.

    Args:
        progress: Where it is said.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._events: SimpleQueue[str] = SimpleQueue()
        """`stopping`, `refused`, `interrupted`, `over`."""
        self._thread = Thread(target=self._run, name="octaspace-stop-messages")
        self._former_handler: Any = None
        self._is_stopping = False
        self._uuid = ""
        self._refusal = ""

    def __enter__(self) -> Self:
        """Begins to answer Ctrl-C."""
        self._thread.start()
        if current_thread() is main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._former_handler = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(self, *error: object) -> None:
        """Says nothing more."""
        if self._former_handler is not None:
            signal.signal(signal.SIGINT, self._former_handler)
        self._events.put("over")
        self._thread.join()

    def session_started(self, uuid: str) -> None:
        """Note which session it is."""
        self._uuid = uuid

    def stopping(self) -> None:
        """Says that the session is being stopped; Ctrl-C does not end that."""
        self._is_stopping = True
        self._events.put("stopping")

    def on_response(self, event: ResponseEvent) -> None:
        """Note an attempt to stop the session that has not succeeded."""
        if event.operation != _STOP or event.status == 200:
            return
        if not self._is_stopping:  # interrupted before the session was handed over
            found = UUID_TEXT.search(event.url)
            self._uuid = found[0] if found else ""
            self.stopping()
        self._refusal = f"HTTP {event.status}" if event.status is not None else str(event.error)
        self._events.put("refused")

    def _on_interrupt(self, number: int, frame: FrameType | None) -> None:
        if self._is_stopping or not self._uuid:
            self._events.put("interrupted")
        if not self._is_stopping:
            raise KeyboardInterrupt

    def _run(self) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._say_until_over()

    def _say_until_over(self) -> None:
        began, said, interrupted = 0.0, 0.0, False
        while (event := self._next()) != "over":
            now = time.monotonic()
            interrupted |= event == "interrupted"
            if event == "stopping":
                began = said = now
                self._progress.resume(f"stopping session {self._uuid}")
            elif self._is_stopping and (event != "refused" or now - said >= 1.0 or said == began):
                said = now
                self._progress.update(self._state(now - began, interrupted))
            elif interrupted and not self._is_stopping:
                self._progress.update("interrupted: what the service starts now is stopped as soon as it answers")

    def _next(self) -> str:
        """Return the next event; nothing where there was none for a while."""
        try:
            return self._events.get(timeout=INTERVAL if self._is_stopping else None)
        except Empty:
            return ""

    def _state(self, seconds: float, interrupted: bool) -> str:
        refusal = f": {self._refusal}" if self._refusal else ""
        no_end = "Ctrl-C does not end it, because the session costs money; " if interrupted else ""
        return (
            f"still stopping session {self._uuid} after {seconds:.0f} s{refusal}; {no_end}"
            f"by hand: octaspace sessions stop {self._uuid[:8]}"
        )
