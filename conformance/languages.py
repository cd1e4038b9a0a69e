"""The clients, how each is built, and the program that drives it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import attrs
from tests.support.chromium import CHROMIUM

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = ROOT / "clients"


@attrs.frozen(kw_only=True)
class Language:
    """A client, and the program that drives it."""

    name: str
    driver: tuple[str, ...]
    tools: tuple[str, ...] = ()
    """The commands without which it can neither be built nor run."""
    files: tuple[Path, ...] = ()
    """The files without which it cannot be run."""
    folder: Path = CLIENTS
    build: tuple[tuple[str, ...], ...] = ()
    """What builds and checks the client and its driver, in its folder."""
    linters: tuple[str, ...] = ()
    """Commands of which the first that is installed checks the client, in its folder."""
    environment: Mapping[str, str] = attrs.field(factory=dict)
    """What the driver needs in its environment."""
    zeros: bool = False
    """Whether the language has zero values in place of what is missing."""
    leaves_out: tuple[str, ...] = ()
    """What the names of cases begin with that it need not hold."""

    @property
    def missing(self) -> list[str]:
        """The commands and files that this machine lacks."""
        files = [str(file.relative_to(ROOT)) for file in self.files if not file.exists()]
        return [tool for tool in self.tools if shutil.which(tool) is None] + files


LANGUAGES = (
    Language(name="Python", driver=(sys.executable, "-W", "ignore", "-m", "conformance.drivers.python")),
    Language(
        name="TypeScript",
        driver=("node", str(CLIENTS / "typescript/dist/driver/conformance/driver.js")),
        tools=("node", "npm"),
        folder=CLIENTS / "typescript",
        build=(
            ("npm", "ci", "--silent"),
            ("npm", "run", "--silent", "build"),
            ("npm", "run", "--silent", "build:driver"),
            ("npm", "run", "--silent", "check"),
            ("npm", "run", "--silent", "test"),
        ),
    ),
    Language(
        name="fetch",
        driver=("node", str(CLIENTS / "typescript/dist/driver/conformance/driver.js")),
        tools=("node", "npm"),
        environment={"OCTA_TEST_FETCH": "1"},
        # It does not know whether there was a connection, and rather says that a request may have been processed.
        leaves_out=(
            "faults: blackhole",
            "faults: tls-",
            "faults: not-gzip",
            "faults: 502-not-gzip",
            "rentals: a session in an answer that is cut off within its gzip data",
        ),
    ),
    Language(
        name="Chromium",
        driver=("node", str(ROOT / "conformance/drivers/browser.mjs")),
        tools=("node", "npm", CHROMIUM or "chromium"),
        files=(ROOT / "tools/node_modules/playwright-core",),
        environment={"CHROMIUM": CHROMIUM or ""},
        leaves_out=(
            "downloads:",  # a page has no files
            # Chromium itself sends again what went out on a kept connection that broke, or was answered with 408.
            "connections: a reboot is not sent twice",
            "connections: a rental is not sent twice",
            "rentals: the one that is certainly the new one",
            "rentals: a session whose service is known only later",
            "rentals: none is stopped when another one without a service",
            "faults: 408-forever",
            # A page does not learn where a redirect leads, nor whether there was a connection.
            "errors: a redirect",
            "faults: redirect",
            "failover: a rental goes on past a host that nobody listens at",
            "failover: no host listens",
            "failover: the second host breaks after the first was never reached",
            "faults: blackhole",
            "faults: refuse",
            "faults: unresolvable",
            "faults: unknown-zone",
            "faults: long-label",
            "faults: empty-label",
            "faults: not-gzip",
            "faults: 502-not-gzip",
            "rentals: a session in an answer that is cut off within its gzip data",
            "faults: tls-",  # and it trusts its own certificates only
            "observing: a request says what it is",  # its user agent is the browser's
            "observing: the user agent",
        ),
    ),
    Language(
        name="Deno",
        driver=(
            "deno",
            "run",
            "--allow-all",
            "--no-lock",
            str(CLIENTS / "typescript/dist/driver/conformance/driver.js"),
        ),
        tools=("deno", "node", "npm"),
    ),
    Language(
        name="Go",
        driver=(str(CLIENTS / "go/dist/driver"),),
        tools=("go",),
        folder=CLIENTS / "go",
        build=(
            ("go", "vet", "./..."),
            ("sh", "-c", 'unformatted=$(gofmt -l .); echo "$unformatted"; test -z "$unformatted"'),
            ("sh", "-c", "go test $(command -v gcc >/dev/null && echo -race) ./..."),  # the race detector needs gcc
            ("go", "build", "-o", "dist/driver", "./internal/driver"),
        ),
        linters=("staticcheck ./...", "go-staticcheck ./..."),  # Debian's name is the second
        zeros=True,
    ),
)
"""Python, the reference, first; `fetch` is TypeScript as it runs in browsers."""


def build(language: Language) -> str:
    """Build a client; return what went wrong."""
    linters = [linter.split() for linter in language.linters]
    for command in (*language.build, *[linter for linter in linters if shutil.which(linter[0])][:1]):
        done = subprocess.run(command, cwd=language.folder, capture_output=True, text=True)
        if done.returncode:
            return f"{' '.join(command)} failed\n{done.stdout}{done.stderr}"
    return ""
