"""The criteria of `search`, for each kind of offer (`x-behaviour`) that can be searched."""

from __future__ import annotations

import attrs

from generator.api_model import Model


@attrs.frozen
class Criterion:
    """One argument of a search; each can be left out."""

    name: str
    type: str
    description: str


_NUMBER = "Decimal | float | None"
_WORDS = "str | Sequence[str] | None"
_COUNT = "int | None"

_COUNTRY = Criterion("country", _WORDS, 'Name or ISO code: "Germany", "DE"; or a list of such.')
_REGION = Criterion(
    "region",
    _WORDS,
    'Continent, UN region, EU or EEA: "europe", "north america", "western europe"; or a list of such.',
)
_SPEEDS = (
    Criterion("min_down_mbps", _NUMBER, "Download speed in Mbit/s, at least."),
    Criterion("min_up_mbps", _NUMBER, "Upload speed in Mbit/s, at least."),
)
_LIMIT = Criterion("limit", _COUNT, "How many to return at most, at least 1.")


def _order(words: tuple[str, ...], description: str) -> Criterion:
    return Criterion("order_by", f"Literal[{', '.join(map(repr, words))}]", description)


_CRITERIA = {
    "machine": (
        Criterion(
            "gpu",
            _WORDS,
            'Words of the GPU\'s model, in any case and spelling: "rtx 4090", "4090", "a100 80gb"; or a list of such.',
        ),
        Criterion("gpus", _COUNT, "Number of GPUs, exactly; 0 for none."),
        Criterion("min_gpus", _COUNT, "Number of GPUs, at least."),
        Criterion("min_vram_gb", _NUMBER, "Memory of each GPU in GiB, as cards are sold, at least."),
        _COUNTRY,
        _REGION,
        Criterion("max_price", _NUMBER, "USD per hour of the whole machine, at most."),
        Criterion("max_price_per_gpu", _NUMBER, "USD per hour of one GPU, at most."),
        *_SPEEDS,
        Criterion("min_reliability", _NUMBER, "Share of the time that it was up, in percent: 99."),
        Criterion("min_disk_gb", _NUMBER, "Free disk space in gigabytes, at least."),
        Criterion("min_memory_gb", _NUMBER, "Memory in GiB, at least."),
        Criterion("min_cpu_cores", _COUNT, "Number of processor cores, at least."),
        _order(
            ("price", "price_per_gpu", "vram", "download", "upload", "disk", "reliability"),
            "price, price_per_gpu (the lowest first), vram, download, upload, disk or reliability (the highest first).",
        ),
        _LIMIT,
    ),
    "relay": (
        _COUNTRY,
        _REGION,
        Criterion("residential", "bool | None", "Whether the address is residential."),
        Criterion("max_price", _NUMBER, "USD per gigabyte, at most."),
        *_SPEEDS,
        _order(("price", "download", "upload"), "price (the lowest first), download or upload (the highest first)."),
        _LIMIT,
    ),
}

KINDS = tuple(_CRITERIA)


def criteria(kind: str) -> tuple[Criterion, ...]:
    """Return the criteria for a kind of offer."""
    return _CRITERIA[kind]


def offer_kind(offer: Model | None) -> str:
    """Return the word for what is rented, which is the name of an argument too."""
    return offer.behaviour if offer is not None and offer.behaviour in KINDS else "offer"


def criteria_class(kind: str) -> str:
    """Return the name of the TypedDict of the criteria."""
    return f"{kind.capitalize()}Criteria"
