"""The packages of the other languages are the same bytes whenever they are packed, and can be used as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from tests.support.description import ROOT

from octaspace_sdk import __version__

pytestmark = pytest.mark.slow

MODULE = "github.com/octaspace/octaspace-sdk/clients/go"
USER = f'package main\n\nimport sdk "{MODULE}"\n\nfunc main() {{ println(sdk.NewClient("key") != nil) }}\n'


def pack(language: str, parent: Path, mtime: int, tools: Path | None = None) -> Path:
    """Packs a copy of a client, whose files are of the time, with tools that are installed; returns the package."""
    ignored = shutil.ignore_patterns("dist", "node_modules", "LICENSE")
    copy = shutil.copytree(ROOT / "clients" / language, parent / "clients" / language, ignore=ignored)
    shutil.copy(ROOT / "LICENSE", parent)
    for path in parent.rglob("*"):
        os.utime(path, (mtime, mtime))
    if tools is not None:
        (copy / "node_modules").symlink_to(tools)
    (parent / "dist").mkdir()
    subprocess.run([copy / "pack", __version__, parent / "dist"], check=True, capture_output=True, timeout=300)
    [package] = (parent / "dist").iterdir()
    return package


@pytest.fixture(scope="module")
def module(tmp_path_factory) -> Path:
    """The Go module, packed."""
    return pack("go", tmp_path_factory.mktemp("module"), 1_500_000_000)


def test_go_module_is_the_same_bytes_wherever_and_whenever_it_is_packed(module, tmp_path):
    again = pack("go", tmp_path, 2_000_000_000)
    assert again.name == module.name == f"octaspace-sdk-go-{__version__}.zip"
    assert again.read_bytes() == module.read_bytes()


@pytest.mark.skipif(shutil.which("go") is None, reason="there is no go here")
def test_go_takes_the_module_from_a_proxy_that_serves_it(module, tmp_path):
    served = tmp_path / "proxy" / MODULE / "@v"
    served.mkdir(parents=True)
    shutil.copy(module, served / f"v{__version__}.zip")
    shutil.copy(ROOT / "clients" / "go" / "go.mod", served / f"v{__version__}.mod")
    (served / f"v{__version__}.info").write_text(json.dumps({"Version": f"v{__version__}"}))
    user = tmp_path / "user"
    user.mkdir()
    (user / "main.go").write_text(USER)
    (user / "go.mod").write_text(f"module user\n\ngo 1.19\n\nrequire {MODULE} v{__version__}\n")
    environment = {
        **os.environ,
        "GOPROXY": (tmp_path / "proxy").as_uri(),
        "GONOSUMDB": "*",
        "GOFLAGS": "-mod=mod -modcacherw",
        "GOMODCACHE": str(tmp_path / "cache"),
    }
    done = subprocess.run(["go", "run", "."], cwd=user, env=environment, capture_output=True, text=True, timeout=300)
    assert done.stderr.splitlines()[-1:] == ["true"], done.stderr
    assert f"{MODULE} v{__version__} h1:" in (user / "go.sum").read_text()


@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no npm here")
def test_npm_package_is_the_same_bytes_wherever_and_whenever_it_is_packed(tmp_path):
    first = pack("typescript", tmp_path / "first", 1_500_000_000)
    tools = tmp_path / "first" / "clients" / "typescript" / "node_modules"
    second = pack("typescript", tmp_path / "second", 2_000_000_000, tools)
    assert second.name == first.name == f"octaspace-sdk-{__version__}.tgz"
    assert second.read_bytes() == first.read_bytes()
    with tarfile.open(first) as archive:
        names = set(archive.getnames())
    assert {"package/LICENSE", "package/README.md", "package/dist/cjs/index.d.ts", "package/dist/esm/index.js"} <= names
    assert not [name for name in names if "driver" in name or "conformance" in name]


def test_without_npm_it_is_skipped_in_one_line(tmp_path):
    shell = shutil.which("sh")
    assert shell is not None
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "dirname").symlink_to(shutil.which("dirname") or "")
    command = [shell, ROOT / "clients" / "typescript" / "pack", __version__, tmp_path]
    done = subprocess.run(command, env={"PATH": str(tools)}, check=True, capture_output=True, text=True)
    assert done.stdout == "skipped: npm is not installed (it comes with Node.js)\n"
    assert [path.name for path in tmp_path.iterdir()] == ["tools"]
