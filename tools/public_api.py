"""`make public-api`: every public name and signature, into tests/typing/public_api.txt.

`--check` is what `make check` runs: it fails when the file is not what the code has, and when griffe finds a change
that breaks callers of the last release and the version does not say so.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeGuard

import attrs
import griffe

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":  # run as a script, which does not put the project on the path
    sys.path.insert(0, str(ROOT))

from generator.diff import Change, Effect, proposed_version, version_numbers  # noqa: E402

LISTING = ROOT / "tests" / "typing" / "public_api.txt"
MODULES = (
    "octaspace_sdk",
    "octaspace_sdk.errors",
    "octaspace_sdk.selection",
    "octaspace_sdk.tables",
    "octaspace_sdk.simulator",
    "octaspace_sdk.simulator.faults",
    "octaspace_sdk.pytest_plugin",
    "octaspace_api.models",
    "octaspace_api.resources",
)
VERSIONS = ("__version__", "API_VERSION")
SPECIAL_METHODS = ("__init__", "__call__", "__enter__", "__aenter__", "__iter__", "__len__", "__getitem__")

Item = griffe.Object | griffe.Alias


@attrs.frozen
class PublicAPI:
    """What callers may use."""

    version: str
    modules: dict[str, dict[str, Item]]
    """The names of each public module."""
    classes: dict[str, griffe.Class]
    """The classes that those are, take, return and inherit from, by path, wherever they are defined."""
    annotations: dict[str, str]
    """The types that signatures name, by path, each with one that does."""

    def listing(self) -> str:
        """Return every name and signature, a line each."""
        lines = []
        for module, names in self.modules.items():
            lines += [f"module {module}", *described(names)]
        for found in sorted(self.classes.values(), key=lambda each: (each.name, each.path)):
            bases = f"({', '.join(map(str, found.bases))})" if found.bases else ""
            lines += [f"class {found.name}{bases}", *described(self.members(found))]
        return "\n".join(lines) + "\n"

    def members(self, found: griffe.Class) -> dict[str, Item]:
        """Return the public members that a class itself defines.

        Callers construct only what a module exports, and no resource: the generated constructors are the client's.
        """
        is_exported = any(_target(each) is found for names in self.modules.values() for each in names.values())
        is_generated = found.path.startswith("octaspace_api.")
        special = SPECIAL_METHODS if is_exported and not is_generated else SPECIAL_METHODS[1:]
        return {name: each for name, each in found.members.items() if not name.startswith("_") or name in special}

    def not_exported(self) -> dict[str, str]:
        """Return the types of signatures that no public module exports: callers cannot name them in annotations."""
        targets = [_target(each) for names in self.modules.values() for each in names.values()]
        exported = {each.path for each in targets if each is not None}
        return {path: where for path, where in self.annotations.items() if path not in exported}

    def breakages_since(self, old: PublicAPI) -> list[str]:
        """Return what griffe finds to break callers of an older version."""
        pairs = [(names, self.modules.get(module, {})) for module, names in old.modules.items()]
        # A class that no public module has may move or go: what returned it has changed then.
        ours: dict[str, Item] = {found.name: found for found in self.classes.values()}
        theirs: dict[str, Item] = {found.name: found for found in old.classes.values() if found.name in ours}
        pairs.append((theirs, ours))
        return sorted({_sentence(each) for before, after in pairs for each in _breakages(before, after)})


def main(arguments: list[str]) -> int:
    api = load(ROOT)
    if "--check" not in arguments:
        LISTING.write_text(api.listing(), encoding="utf-8")
        print(f"{LISTING.relative_to(ROOT)}: {len(api.classes)} classes, {api.listing().count(chr(10))} lines")
        return 0
    if LISTING.read_text(encoding="utf-8") != api.listing():
        print(f"{LISTING.relative_to(ROOT)} is not what the code has: run make public-api, and read what changes")
        return 1
    tag = last_release()
    if tag is None:
        print("no release to compare with: there is no tag v* yet")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        old = load(export(tag, Path(folder)))
        breakages = api.breakages_since(old)
    needed = proposed_version(old.version, [Change(Effect.BREAKING, "", "")]) if breakages else old.version
    print(f"{len(breakages)} breaking changes of the Python code since {tag}", *breakages, sep="\n  ")
    if version_numbers(api.version) < version_numbers(needed):
        print(f"overlay/octaspace_sdk/_version.py: {api.version} is too low for them; write {needed}")
        return 1
    return 0


def load(root: Path) -> PublicAPI:
    """Return the public API of a source tree; nothing of it is imported."""
    loader = griffe.GriffeLoader(search_paths=[root / "overlay", root / "generated"], allow_inspection=False)
    for package in ("octaspace_sdk", "octaspace_api"):
        loader.load(package)
    loader.resolve_aliases(implicit=True, external=False)
    tree = loader.modules_collection
    modules = {path: exported(tree[path]) for path in MODULES if _item(tree, path) is not None}
    version = tree["octaspace_sdk._version.__version__"].value.strip("\"'")
    api = PublicAPI(version, modules, {}, {})
    seen: set[str] = set()
    queue = [found for names in modules.values() for found in names.values()]
    while queue:
        found = _target(queue.pop())
        if found is None or found.path in seen:
            continue
        seen.add(found.path)
        if isinstance(found, griffe.Class):
            api.classes[found.path] = found
            queue += api.members(found).values()
        # What constructors take is made by the SDK itself, or exported as well.
        if found.name == "__init__":
            continue
        named = [item for path in mentioned(found) if (item := _item(tree, path)) is not None]
        queue += named
        if not isinstance(found, griffe.Class):
            api.annotations.update({each.path: found.path for each in map(_target, named) if _is_type(each)})
    return api


def exported(module: griffe.Module) -> dict[str, Item]:
    """Return the public names of a module: its `__all__`, or what is not imported and has no underscore."""
    if module.exports and all(isinstance(name, str) for name in module.exports):
        return {str(name): module.members[str(name)] for name in module.exports if name in module.members}
    return {
        name: found
        for name, found in module.members.items()
        if not name.startswith("_") and (target := _target(found)) and not target.is_module and found.is_public
    }


def described(names: Mapping[str, Item]) -> Iterator[str]:
    for name in sorted(names):
        found = _target(names[name])
        if isinstance(found, griffe.Function):
            overloads = found.parent.overloads.get(name, ()) if found.parent else ()
            for each in [*overloads] or [found]:
                yield f"    {_decorated(each)}{each.signature(name=name)}"
        elif isinstance(found, griffe.Attribute):
            kind = "property " if "property" in found.labels else ""
            annotation = f": {found.annotation}" if found.annotation else ""
            # The value of what only a constructor or a property sets says nothing to callers.
            is_default = found.labels & {"class-attribute", "module-attribute"} and name not in VERSIONS
            yield f"    {kind}{name}{annotation}{f' = {found.value}' if is_default and found.value else ''}"
        else:
            yield f"    {name}"


def mentioned(found: griffe.Object) -> Iterator[str]:
    """Yield the paths of what a signature, a value, or the list of bases mentions."""
    expressions: list[Any] = []
    if isinstance(found, griffe.Function):
        expressions = [found.returns, *(parameter.annotation for parameter in found.parameters)]
    elif isinstance(found, griffe.Attribute):
        expressions = [found.annotation, found.value]
    elif isinstance(found, griffe.Class):
        expressions = [*found.bases]
    for expression in expressions:
        if isinstance(expression, griffe.Expr):
            yield from (each.canonical_path for each in expression.iterate() if isinstance(each, griffe.ExprName))


def last_release() -> str | None:
    command = ["git", "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except OSError:  # no git
        return None
    return done.stdout.strip() or None


def export(revision: str, folder: Path) -> Path:
    """Unpack the packages as they were at a revision."""
    command = ["git", "archive", revision, "overlay", "generated"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def _breakages(old: Mapping[str, Item], new: Mapping[str, Item]) -> Iterable[griffe.Breakage]:
    as_module: Any = lambda names: SimpleNamespace(all_members=names, path="")  # noqa: E731
    return griffe.find_breaking_changes(as_module(old), as_module(new))


def _sentence(breakage: griffe.Breakage) -> str:
    """Say what breaks, in the words of griffe, without places in files."""
    values = (breakage.old_value, breakage.new_value)
    parameter = next((f"({value.name})" for value in values if isinstance(value, griffe.Parameter)), "")
    return f"{breakage.obj.path}{parameter}: {breakage.kind.value}"


def _decorated(function: griffe.Function) -> str:
    return "".join(f"{label} " for label in ("async", "classmethod", "staticmethod") if label in function.labels)


def _target(found: Item) -> griffe.Object | None:
    try:
        return found.final_target if isinstance(found, griffe.Alias) else found
    except griffe.AliasResolutionError:  # of another package
        return None


def _is_type(found: griffe.Object | None) -> TypeGuard[griffe.Object]:
    """Return whether it is a class or the name of a type, and no variable that stands for some type."""
    if isinstance(found, griffe.Attribute):
        is_variable = isinstance(found.value, griffe.ExprCall) and str(found.value.function) == "TypeVar"
        return not is_variable and isinstance(found.parent, griffe.Module)
    return isinstance(found, griffe.Class)


def _item(tree: griffe.ModulesCollection, path: str) -> Item | None:
    try:
        found: Item = tree[path]
    except (KeyError, griffe.AliasResolutionError):  # of another package
        return None
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
