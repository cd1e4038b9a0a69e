"""Go names for the parts of the model."""

from __future__ import annotations

from generator.api_model import Operation, Tag
from generator.text import snake_case

SPELLINGS = (
    "AI API CPU CUDA GB GDM GPU GPUs HTTP HW ID IP ISO MB MBS MR OS OSN PT PState ROI RX SSH SubKind TS TX UID URL "
    "URLs USD UTC UUID VPN WSL"
)
WORDS = {word.lower(): word for word in SPELLINGS.split(" ")}
"""Words that Go spells otherwise than with one capital."""

RESERVED = {"block", "ctx", "func", "given", "map", "options", "package", "params", "range", "type", "var"}
"""Names a parameter cannot have: keywords of Go, and variables of the generated methods."""


def exported(name: str) -> str:
    """Return a name as Go exports it: `NodeID`."""
    words = snake_case(name).split("_")
    found = "".join(WORDS.get(word, word[:1].upper() + word[1:]) for word in words)
    return found if found[:1].isalpha() else f"Field{found}"


def local(name: str) -> str:
    """Return a name as that of a parameter: `nodeID`."""
    first, _, rest = snake_case(name).partition("_")
    found = first + (exported(rest) if rest else "")
    return f"{found}_" if found in RESERVED else found


def type_name(name: str) -> str:
    return name if name.isidentifier() and name[0].isupper() else exported(name)


def resource_type(tag: Tag) -> str:
    return f"{exported(tag.name.replace('.', '_'))}Resource"


def params_type(operation: Operation) -> str:
    return f"{exported(operation.id.replace('.', '_'))}Params"


def variable(operation: Operation) -> str:
    """Return the name of the variable that describes an operation."""
    return f"op{exported(operation.id.replace('.', '_'))}"


def last(name: str) -> str:
    return exported(name.rpartition(".")[2])
