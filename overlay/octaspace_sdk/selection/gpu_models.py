"""GPU models by the words that people use: "4090", "rtx4090" and "RTX 4090" are an NVIDIA GeForce RTX 4090."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_VARIANTS = {"ti", "super", "xt", "xtx", "gre", "d", "laptop", "mobile"}
"""Words that make another product of a model with the same number."""


def matching_gpus(words: str | Sequence[str], models: Iterable[str]) -> set[str]:
    """Return the models that are meant by the words, or by one of several.

    Args:
        words: What is wanted. Every word of it has to be in the model, and a number means that model exactly: "4070" is
            no 4070 Ti.
        models: All models there are, one entry for each machine that has it.

    Raises:
        ValueError: None is meant; the message has those that there are.
    """
    wanted = [words] if isinstance(words, str) else words
    if (
        not isinstance(wanted, Sequence)
        or not wanted
        or not all(isinstance(one, str) and one.strip() for one in wanted)
    ):
        raise ValueError("gpu must be text such as 'rtx 4090', or a list of it, not empty")
    counted = Counter(models)
    found = {model for one in wanted for model in counted if _is_meant(one, model)}
    if counted and not found:
        there = ", ".join(f"{model} ({count})" for model, count in sorted(counted.items()))
        raise ValueError(f"no such GPU: {' or '.join(map(repr, wanted))}; there are {there}")
    return found


def _is_meant(words: str, model: str) -> bool:
    wanted, has = _split(words), _split(model)
    spellings = {"".join(has[start:end]) for start in range(len(has)) for end in range(start + 1, len(has) + 1)}
    if not wanted or not all(word in spellings for word in wanted):
        return False
    names_a_number = any(re.search(r"\d\d", word) for word in wanted)
    joined = "".join(wanted)
    return not names_a_number or not any(
        word in _VARIANTS and not joined.endswith(word) and word not in wanted for word in has
    )


def _split(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())
