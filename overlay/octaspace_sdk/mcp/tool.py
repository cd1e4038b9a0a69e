"""A tool of the server: a name, words for the model that reads them, a schema of the arguments, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import attrs

JSONSchema = Mapping[str, Any]


@attrs.frozen(kw_only=True)
class Tool:
    """A tool. What it answers is a value of the SDK, which answers.py makes JSON of."""

    name: str
    title: str
    description: str
    arguments: Mapping[str, JSONSchema]
    """The schema of each argument."""
    required: Sequence[str] = ()
    run: Callable[[dict[str, Any]], Awaitable[Any]]
    """Takes the arguments that were given; raises a ValueError for those that cannot be."""
    reads: bool = True
    """Whether it changes nothing."""
    destroys: bool = False
    """Whether it may end or overwrite something."""

    @property
    def input_schema(self) -> dict[str, Any]:
        """The schema of all arguments."""
        return {
            "type": "object",
            "properties": {name: dict(schema) for name, schema in self.arguments.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def check_names(self, given: Mapping[str, Any]) -> None:
        """Refuse unknown arguments, and a lack of required ones.

        Raises:
            ValueError: The message has the names.
        """
        if unknown := given.keys() - self.arguments.keys():
            takes = ", ".join(self.arguments) or "no arguments"
            raise ValueError(f"{self.name} has no argument {', '.join(sorted(unknown))}; it takes {takes}")
        if missing := [name for name in self.required if given.get(name) is None]:
            raise ValueError(f"{self.name} needs {', '.join(missing)}: {self.arguments[missing[0]].get('description')}")
