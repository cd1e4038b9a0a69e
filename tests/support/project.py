"""A copy of the project whose description can be changed and generated from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("openapi.yaml", "generator-config.yaml", "generator", "tools", "overlay")
# With the bytecode, which stays valid in a copy; another process may be writing some, under a name of its own first.
LEFT_OUT = shutil.ignore_patterns("*.pyc.*", "node_modules", "simulator")


class Project:
    """The handwritten parts of the project in a folder of their own; `generated` is not among them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in PARTS:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
            else:
                shutil.copyfile(ROOT / name, folder / name)
        self.package = folder / "generated" / "octaspace_api"
        self.package.parent.mkdir()
        self.handwritten = self.files("overlay")

    def describe(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes openapi.yaml."""
        path = self.folder / "openapi.yaml"
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        change(document)
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs Python in the folder, with its packages in place of those of the work tree."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        packages = os.pathsep.join(str(self.folder / name) for name in ("overlay", "generated", "."))
        environment = {**os.environ, "PATH": path, "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True
        )

    def generate(self) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "generator.generate")

    def files(self, part: str = "generated") -> dict[str, bytes]:
        root = self.folder / part
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
