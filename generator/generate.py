"""Generates code from openapi.yaml: `python -m generator.generate [TARGET]`, or `make generate`.

The package is made beside the old one, imported once, and then put in its place: whatever fails or is interrupted,
the old one stays as it was.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from generator.build import build_api
from generator.document import InvalidDescriptionError, load
from generator.python.behaviours import check_behaviours
from generator.python.names import check_names
from generator.python.project import PackageError, write_package
from generator.python.sdk_needs import check_sdk
from generator.sdk_tables import SDK

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = ROOT / "openapi.yaml"
PACKAGE = ROOT / "generated" / "octaspace_api"

RESOLVE = """
import importlib, msgspec, pathlib, sys
sys.path.insert(0, sys.argv[1])
name, package = sys.argv[2], pathlib.Path(sys.argv[1], sys.argv[2])
for path in sorted(package.rglob("*.py")):
    module = ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
    importlib.import_module(module)
models = importlib.import_module(f"{name}.models")
for model in models.__all__:
    msgspec.json.Decoder(getattr(models, model))
"""
"""Imports every module of a package, and resolves every model as decoding does."""


def main(target: Path = PACKAGE, description: Path = DESCRIPTION) -> None:
    """Write the package into the target folder, in place of what is there; or say why not."""
    try:
        generate(description, target, SDK if description == DESCRIPTION else None)
    except InvalidDescriptionError as error:
        sys.exit(f"{error}\n{_nothing_changed(target)}")
    except GeneratorError as error:
        sys.exit(f"generator: {error}\n{_nothing_changed(target)}")
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        sys.exit(f"generator: {type(error).__name__} at {place}: {error}; report it\n{_nothing_changed(target)}")


AT_FDCWD = -100
RENAME_EXCHANGE = 2


class GeneratorError(Exception):
    """The generator made what is no working package of a description that it accepted: a bug of the generator."""


def generate(description: Path, target: Path, sdk: Path | None = None) -> None:
    """Write the package of a description into a folder, in place of what is there.

    Args:
        description: openapi.yaml.
        target: The folder.
        sdk: The handwritten code that uses the package, if what it needs is to be there.

    Raises:
        InvalidDescriptionError: The description cannot become code.
        GeneratorError: The code that it became does not work.
    """
    document = load(description)
    api = build_api(document)
    check_names(api, document)
    check_behaviours(api, document)
    document.raise_refusals()
    if sdk is not None:
        check_sdk(api, document, sdk)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Outside of the folder that is committed, in which a run that is killed must leave nothing, but on the same disk.
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.resolve().parent.parent) as beside:
        new = Path(beside) / target.name
        new.mkdir()
        try:
            write_package(api, new)
        except PackageError as error:
            raise GeneratorError(f"the new code is not Python ({error}); please report openapi.yaml as a bug") from None
        check_package(new)
        swap(new, target)


def check_package(package: Path) -> None:
    """Import every module of a package in a process of its own, and resolve every model.

    Raises:
        GeneratorError: That fails.
    """
    command = [sys.executable, "-W", "ignore", "-c", RESOLVE, str(package.parent), package.name]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise GeneratorError(f"the new code cannot be imported ({reason}); please report openapi.yaml as a bug")


def swap(new: Path, target: Path) -> None:
    """Put a new folder in the place of another, which takes its place: in one step where the system can do that."""
    if not target.exists():
        new.rename(target)
        return
    exchange = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    places = (AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(target))
    if exchange is not None and exchange(*places, RENAME_EXCHANGE) == 0:
        return
    old = new.with_name("old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise


def _nothing_changed(target: Path) -> str:
    return f"nothing under {target.parent.name}/ was changed"


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
