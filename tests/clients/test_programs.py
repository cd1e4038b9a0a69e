"""Programs of users of the clients for TypeScript and Go: those of the READMEs run as they are, and signals stop sessions."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.description import ROOT
from tests.support.processes import Program, simulator_command
from tests.support.servers import Server, Wire, answer
from tests.support.waiting import PATIENCE, by_then

pytestmark = pytest.mark.slow

TYPESCRIPT, GO = ROOT / "clients" / "typescript", ROOT / "clients" / "go"
PROGRAMS = Path(__file__).parent / "programs"
MODULE = "github.com/octaspace/octaspace-sdk/clients/go"
TSC = TYPESCRIPT / "node_modules" / "typescript" / "bin" / "tsc"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not TSC.exists(),
    reason="there is no TypeScript here: make conformance-clients installs it",
)
needs_go = pytest.mark.skipif(shutil.which("go") is None, reason="there is no go here")

STRICT = "--strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature --noUnusedLocals"
PROJECTS = {
    "node16": "--module node16 --types node",
    "nodenext": "--module nodenext --types node",
    "bundler": "--module esnext --moduleResolution bundler --lib ES2022,DOM,DOM.Iterable,ESNext.Disposable --typeRoots none",
    "CommonJS": "--module commonjs --moduleResolution node10 --types node",
}
"""The settings that projects have, by name."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A project that has the npm package installed, as it would be packed."""
    project = tmp_path_factory.mktemp("project")
    package = project / "node_modules" / "octaspace-sdk"
    for config, kind in (("tsconfig.json", "esm"), ("tsconfig.cjs.json", "cjs")):
        run("node", TSC, "-p", TYPESCRIPT / config, "--outDir", package / "dist" / kind, cwd=TYPESCRIPT)
    (package / "dist" / "cjs" / "package.json").write_text('{"type": "commonjs"}')
    shutil.copy(TYPESCRIPT / "package.json", package)
    for name in ("@types", "undici-types"):
        (project / "node_modules" / name).symlink_to(TYPESCRIPT / "node_modules" / name)
    (project / "package.json").write_text('{"type": "module"}')
    for path in PROGRAMS.glob("*.*s"):
        shutil.copy(path, project)
    return project


def run(*command: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Returns what a command prints; it must not fail."""
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def blocks(readme: Path, language: str) -> list[str]:
    """Returns the code of a README."""
    return re.findall(rf"```{language}\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)


@needs_node
@pytest.mark.parametrize("project", PROJECTS)
def test_types_fit_into_each_kind_of_strict_project(installed, project):
    if project == "CommonJS":
        shutil.copy(installed / "user.ts", installed / "user.cts")
    file = "user.cts" if project == "CommonJS" else "user.ts"
    options = f"--noEmit --target ES2022 {STRICT} {PROJECTS[project]}".split()
    run("node", TSC, *options, file, cwd=installed)


@needs_node
def test_first_program_of_the_typescript_readme_runs_as_it_is(installed):
    (installed / "first.ts").write_text(blocks(TYPESCRIPT / "README.md", "ts")[0])
    run("node", TSC, "--target", "ES2022", *STRICT.split(), *PROJECTS["nodenext"].split(), "first.ts", cwd=installed)
    with simulator_command("--speed", "600") as simulator:
        env = {"OCTA_BASE_URLS": simulator.url, "OCTA_API_KEY": simulator.key}
        said = run("node", "first.js", cwd=installed, env=env)
    assert re.search(r"OCTA \d+n\n[0-9a-f-]{36} ", said), said


@needs_node
def test_all_blocks_of_the_typescript_readme_compile_together(installed):
    text = "".join(blocks(TYPESCRIPT / "README.md", "ts"))
    work = "declare function work(session: unknown, signal: AbortSignal): Promise<void>;\nexport { session };\n"
    (installed / "all.ts").write_text(text + work)
    options = f"--noEmit --target ES2022 --lib ES2022,ESNext.Disposable {STRICT} {PROJECTS['nodenext']}".split()
    run("node", TSC, *options, "all.ts", cwd=installed)


@needs_node
def test_typescript_in_the_readme_of_the_project_compiles(installed):
    (installed / "project.ts").write_text("".join(blocks(ROOT / "README.md", "ts")))
    options = f"--noEmit --target ES2022 {STRICT} {PROJECTS['nodenext']}".split()
    run("node", TSC, *options, "project.ts", cwd=installed)


@needs_node
def test_package_can_be_required(installed):
    text = 'const { OctaSpace, Decimal } = require("octaspace-sdk");\nconsole.log(String(Decimal.from("0.10")), String(new OctaSpace()));\n'
    (installed / "required.cjs").write_text(text)
    assert run("node", "required.cjs", cwd=installed) == "0.1 <OctaSpace https://api.octa.space>\n"


@pytest.fixture(scope="module")
def module(tmp_path_factory) -> Path:
    """A Go module that requires the client of this work tree."""
    folder = tmp_path_factory.mktemp("module")
    required = f"require {MODULE} v0.0.0\nreplace {MODULE} => {GO}\n"
    (folder / "go.mod").write_text(f"module user\n\ngo 1.19\n\n{required}")
    return folder


def built(module: Path, name: str, text: str) -> Path:
    """Returns a program of the module, vetted and built."""
    (module / name).mkdir(exist_ok=True)
    (module / name / "main.go").write_text(text)
    run("go", "vet", f"./{name}", cwd=module)
    run("go", "build", "-o", f"{name}.exe", f"./{name}", cwd=module)
    return module / f"{name}.exe"


@needs_go
def test_first_program_of_the_go_readme_runs_as_it_is(module):
    program = built(module, "first", blocks(GO / "README.md", "go")[0])
    with simulator_command("--speed", "600") as simulator:
        env = {"OCTA_BASE_URLS": simulator.url, "OCTA_API_KEY": simulator.key}
        said = run(program, cwd=module, env=env)
    assert re.search(r"OCTA\n[0-9a-f-]{36} ", said), said


@needs_go
def test_what_a_program_of_the_reference_client_must_change_is_on_the_migration_page(module):
    (module / "reference").mkdir(exist_ok=True)
    text = (PROGRAMS / "reference_user.go.txt").read_text()
    (module / "reference" / "main.go").write_text(text)
    command = ["go", "build", "-gcflags=-e", "-o", os.devnull, "./reference"]
    done = subprocess.run(command, cwd=module, capture_output=True, text=True)
    refused = {int(number) for number in re.findall(r"main\.go:(\d+):", done.stderr)}
    noted = {number: line for number, line in enumerate(text.splitlines(), 1) if "// MIGRATION: " in line}
    assert refused == set(noted), done.stderr
    page = (GO / "MIGRATION.md").read_text()
    assert [line for line in noted.values() if line.rpartition("// MIGRATION: ")[2] not in page] == []


class Rental:
    """A server that rents one session; `held` holds back what it answers to the request for it."""

    def __init__(self, *, ready: bool) -> None:
        self.ready = ready
        self.held = threading.Event()

    def __call__(self, wire: Wire) -> None:
        while received := wire.request():
            if received.line.startswith("POST /services/vpn"):
                self.held.wait(PATIENCE)
                body = b'{"uuid": "abc"}'
            elif received.line.startswith("POST"):
                body = b'{"status": "stopped"}'
            else:
                body = b'{"uuid": "abc", "is_ready": %s, "progress": "pulling"}' % (b"true" if self.ready else b"false")
            wire.send(answer(body))


@contextmanager
def renting(server: Server, *command: object, cwd: Path) -> Iterator[Program]:
    """Runs a program that rents from a server."""
    pipe = subprocess.PIPE
    env = {**os.environ, "OCTA_BASE_URLS": server.url}
    with subprocess.Popen(list(map(str, command)), cwd=cwd, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


CREATED, LOOKED, STOPPED = "POST /services/vpn", "GET /services/abc/info", "POST /services/abc/stop"


def signalled(moment: str, number: signal.Signals, *command: object, cwd: Path) -> tuple[Program, int, str, list[str]]:
    """Sends a signal to a renting program at a moment; returns it, its status, its stderr, and what was asked of the server."""
    rental = Rental(ready=moment == "block")
    if moment != "creating":
        rental.held.set()
    with Server(rental) as server, renting(server, *command, cwd=cwd) as running:
        if moment == "block":
            running.wait_for("entered")
        assert by_then(lambda: (LOOKED if moment == "waiting" else CREATED) in server.acted)
        running.process.send_signal(number)
        threading.Timer(0.2, rental.held.set).start()  # the signal is there by then, or comes while it waits
        status, errors = running.finish()
        return running, status, errors, server.acted


@needs_node
@pytest.mark.parametrize("moment", ["creating", "waiting", "block"])
def test_a_signal_stops_the_session_of_a_node_program(installed, moment):
    _, status, errors, acted = signalled(moment, signal.SIGTERM, "node", "renter.mjs", cwd=installed)
    assert (status, errors) == (143, "")
    assert acted[0] == CREATED
    assert acted.count(STOPPED) == 1


@needs_node
def test_ctrl_c_stops_the_session_of_a_node_program(installed):
    _, status, _, acted = signalled("block", signal.SIGINT, "node", "renter.mjs", cwd=installed)
    assert (status, acted[-1]) == (130, STOPPED)


@needs_node
def test_a_node_program_that_listens_itself_ends_its_block_first(installed):
    running, status, errors, acted = signalled("block", signal.SIGTERM, "node", "renter_listening.mjs", cwd=installed)
    assert (status, errors, acted[-1]) == (0, "", STOPPED)
    assert running.output.split() == ["entered", "left", "ended"]


@needs_go
@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("creating", "ended .*context canceled.*"),
        ("waiting", "ended .*context canceled.*"),
        ("block", "entered\nleft\nended <nil>"),
    ],
)
def test_a_signal_stops_the_session_of_a_go_program(module, moment, said):
    program = built(module, "renter", (PROGRAMS / "renter.go.txt").read_text())
    running, status, errors, acted = signalled(moment, signal.SIGTERM, program, cwd=module)
    assert (status, errors) == (0, "")
    assert acted.count(STOPPED) == 1
    assert re.fullmatch(said, running.output.strip()), running.output
