"""`make api-diff [BASE=REV|FILE]`: what changes for callers from another description of the API to openapi.yaml.

Without BASE the last release is compared with, or the last commit where nothing was released yet. `--check` is what
`make check` runs: it fails on a breaking change for which `info.version` is too low.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # run as a script, which does not put the project on the path
    sys.path.insert(0, str(ROOT))

from generator.build import build_api  # noqa: E402
from generator.diff import Change, Effect, differences, proposed_version, version_numbers  # noqa: E402
from generator.document import InvalidDescriptionError, load, parse  # noqa: E402

TITLES = {Effect.BREAKING: "Breaking", Effect.ADDITIVE: "Additive", Effect.DOCUMENTATION: "Documentation"}


class BaseError(Exception):
    """There is no description to compare with."""


@attrs.frozen
class Comparison:
    """The differences between two descriptions, and what follows from them."""

    base: str
    """The name of what is compared with."""
    old_version: str
    new_version: str
    changes: list[Change]

    @property
    def proposal(self) -> str:
        """The version that the changes ask for."""
        return proposed_version(self.old_version, self.changes)

    @property
    def is_version_too_low(self) -> bool:
        """Whether something breaks, and the version does not say so."""
        breaks = any(change.effect == Effect.BREAKING for change in self.changes)
        return breaks and version_numbers(self.new_version) < version_numbers(self.proposal)

    def of(self, effect: Effect) -> list[Change]:
        return [change for change in self.changes if change.effect == effect]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", help="a revision of git, or a file")
    parser.add_argument("--check", action="store_true", help="fail on a breaking change without a version for it")
    options = parser.parse_args(arguments)
    try:
        comparison = compare(options.base or None)
    except BaseError as error:
        print(error)
        return 0 if options.check and not options.base else 2
    except InvalidDescriptionError as error:
        print(error)
        return 2
    print(report(comparison, with_draft=not options.check))
    if options.check and comparison.is_version_too_low:
        print(
            f"openapi.yaml: /info/version: {comparison.new_version} is too low for breaking changes since "
            f"{comparison.base}; write version: {comparison.proposal}"
        )
        return 1
    return 0


def compare(base: str | None, description: Path = ROOT / "openapi.yaml") -> Comparison:
    """Return what changes from a base to a description.

    Raises:
        BaseError: There is no such revision or file.
        InvalidDescriptionError: One of the two cannot become code.
    """
    name, text = read_base(base, description)
    try:
        old = build_api(parse(text))
    except InvalidDescriptionError as error:
        raise BaseError(f"{name} cannot be compared with:\n{error}") from None
    new = build_api(load(description))
    return Comparison(name, old.version, new.version, differences(old, new))


def read_base(base: str | None, description: Path) -> tuple[str, str]:
    """Return the name and the text of the description to compare with."""
    if base and Path(base).is_file():
        return base, Path(base).read_text(encoding="utf-8")
    revision = base or _git(description, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*") or "HEAD"
    text = _git(description, "show", f"{revision.strip()}:./{description.name}")
    if text is None:
        raise BaseError(
            f"nothing to compare with: {revision.strip()} is no file, and no revision of git with openapi.yaml"
        )
    return revision.strip(), text


def report(comparison: Comparison, *, with_draft: bool) -> str:
    """Return the changes by what they mean, the version that they ask for, and a draft for changes/."""
    lines = []
    for effect, title in TITLES.items():
        changes = comparison.of(effect)
        if changes:
            lines += [f"{title} ({len(changes)})", *(f"  {change}" for change in changes), ""]
    if not comparison.changes:
        return f"nothing changes for callers since {comparison.base}"
    lines.append(f"Version: {comparison.old_version} at {comparison.base}, now {comparison.new_version}")
    lines.append(f"Proposed: {comparison.proposal}")
    if with_draft:
        lines += ["", "Draft for a file in changes/", *changelog(comparison)]
    return "\n".join(lines)


def changelog(comparison: Comparison) -> list[str]:
    """Return the lines that tell users of the changes."""
    lines = [f"- Breaking: `{change.subject}` {change.text}." for change in comparison.of(Effect.BREAKING)]
    return lines + [f"- `{change.subject}` {change.text}." for change in comparison.of(Effect.ADDITIVE)]


def _git(description: Path, *command: str) -> str | None:
    try:
        done = subprocess.run(["git", *command], cwd=description.parent, capture_output=True, text=True)
    except OSError:  # no git
        return None
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
