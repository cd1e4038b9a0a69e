"""What all models have in common."""

from collections.abc import Mapping
from typing import Any

import attrs


class Model:
    """A part of an answer: its attributes have the wire's names and units."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """This model as plain JSON values under the wire's names.

        Returns:
            A dictionary without the attributes that are None.
        """
        fields = attrs.fields(type(self))  # type: ignore[arg-type]
        values = ((field.metadata.get("wire_name", field.name), getattr(self, field.name)) for field in fields)
        return {name: _plain(value) for name, value in values if value is not None}


def masked(value: object) -> str:
    """How a secret shows in a repr: that it is there, not what it is."""
    return "None" if value is None else "'***'"


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
