"""Functions of a caller, which are called and not awaited."""

from __future__ import annotations

from inspect import iscoroutinefunction


def check_callback(name: str, value: object, kind: str = "callable") -> None:
    """Refuse what cannot be called, and a coroutine function, which nothing would await.

    Raises:
        ValueError: It is neither None nor a function to call.
    """
    if value is not None and not callable(value):
        raise ValueError(f"{name} must be {kind}, not {type(value).__name__}")
    if iscoroutinefunction(value):
        raise ValueError(f"{name} must be a plain function: it is called and not awaited")
