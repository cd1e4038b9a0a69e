"""`make spec-from FILE=...`: what another description of the API has more than openapi.yaml.

FILE, such as the provider's own, is Swagger 2.0 or OpenAPI 3, as JSON or YAML. New operations, parameters and fields
are proposed, as a patch of openapi.yaml; nothing that stands there is changed. --apply writes them, comments and order
kept.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # run as a script, which does not put the project on the path
    sys.path.insert(0, str(ROOT))

from generator.adoption.proposal import propose  # noqa: E402
from generator.document import InvalidDescriptionError  # noqa: E402

from octaspace_sdk.smoke.yaml_edit import EditError, edited, load_document, replace_file  # noqa: E402


def main(arguments: list[str], description: Path = ROOT / "openapi.yaml") -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="Swagger 2.0 or OpenAPI 3, as JSON or YAML")
    parser.add_argument("--apply", action="store_true", help="write the proposal into openapi.yaml")
    options = parser.parse_args(arguments)
    text = description.read_bytes().decode()
    try:
        theirs = read(options.file)
    except (OSError, UnicodeDecodeError, EditError) as error:
        print(f"{options.file} cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        document = load_document(text)
        proposal = propose(document, theirs)
        changed = edited(text, document, proposal.document)
    except (InvalidDescriptionError, EditError) as error:
        print(f"nothing can be proposed:\n{error}", file=sys.stderr)
        return 2
    print(*proposal.left_out, *proposal.additions, sep="\n")
    if changed == text:
        print(f"{options.file} has nothing that openapi.yaml has not")
    elif options.apply:
        replace_file(description, changed)
        print("openapi.yaml was written: look at it, describe what is new, and run `make generate`")
    else:
        print(patch(text, changed))
    return 0


def read(file: Path) -> dict[str, Any]:
    """Return the document in a file.

    Raises:
        EditError: It is neither JSON nor YAML, or no mapping.
    """
    text = file.read_bytes().decode("utf-8-sig")
    try:
        document = json.loads(text)
    except ValueError:
        return load_document(text)
    if not isinstance(document, dict):
        raise EditError("it is not a mapping")
    return document


def patch(before: str, after: str) -> str:
    """Return the difference as `git apply` takes it."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "a/openapi.yaml", "b/openapi.yaml", lineterm=""
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
