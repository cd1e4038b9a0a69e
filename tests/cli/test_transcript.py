"""Every command in a terminal: what it shows, its json, and a failure; and nothing is left that runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from tests.cli.command_tree import LEAVES

from octaspace_sdk import OctaSpace
from octaspace_sdk.cli.call import OperationCommand
from octaspace_sdk.cli.credentials import save_profile
from octaspace_sdk.simulator import Simulator
from octaspace_sdk.spec import Operation, Spec

pytestmark = pytest.mark.slow

Typed = Sequence[tuple[str, str]]
"""What is typed, each after what it waits for."""
YES: Typed = [("[y/N]: ", "y\n")]
CTRL_C, CTRL_D = "\x03", "\x04"
NODE = 5205
NOBODY = "00000000-0000-4000-8000-000000000000"


@attrs.frozen
class Case:
    """A command that succeeds, and one that fails; `{mr}`, `{vpn}` and the like stand for what there is."""

    words: str
    shows: str
    """A regular expression."""
    failing: str
    failing_status: int = 4
    says: str = "invalid api key"
    """A part of the error."""
    typed: Typed = ()
    status: int = 0
    has_json: bool = True


def acting(words: str, shows: str, *failure: Any, **more: Any) -> Case:
    """Returns a command that asks; it is refused where the answer is no."""
    return Case(words, shows, *(failure or (words, 11, "nothing was done")), typed=YES, **more)


def reading(words: str, shows: str, *failure: Any, **more: Any) -> Case:
    """Returns a command that only reads; by default it fails because the key is wrong."""
    return Case(words, shows, *(failure or (f"{words} --api-key-file {{wrong_key}}",)), **more)


CASES = [
    Case(
        "auth login --profile new --base-url {url}", "Logged in as ops@example.net",
        "auth login --storage pocket", 2, "keyring or file",
        typed=[("API key (it is not shown): ", "{api_key}\n")], has_json=False,
    ),
    reading("auth status", "key_from +OCTA_API_KEY"),
    reading("auth profiles", "default .*ops@example.net", "auth profiles --columns colour", 2, "no column 'colour'"),
    reading("auth logout", "Logged out", "auth logout --profile nobody", 5, "no profile 'nobody'", has_json=False),
    reading("account show", "balance_octa +[0-9,.]+ OCTA"),
    reading("account balance", r"[0-9,.]+ OCTA \(\$[0-9,.]+\)", "account balance --base-url {closed} --retries 0", 7, "no connection"),
    acting("account wallet", "address +0x"),
    acting("compute deploy --node {machine} --image ubuntu:24.04 --disk 20 --wait", "octaspace sessions stop"),
    reading("compute connect {mr} --proxy", "ssh -p [0-9]+", "compute connect {nobody}", 5, "404", has_json=False),
    reading("compute exec {mr} --proxy -- nvidia-smi -L", "ssh .* nvidia-smi -L", "compute exec ffff -- ls", 5, "begins with 'ffff'", has_json=False),
    reading("compute copy --proxy a.txt {mr}:/root/", "scp -r .* a.txt root@", "compute copy a b", 2, "SESSION:PATH", has_json=False),
    reading("compute tunnel --proxy 8888", "127.0.0.1:8888:127.0.0.1:8888", "compute tunnel none", 2, "say [SESSION] PORT", has_json=False),
    reading("compute logs {mr}", "Container started"),
    reading("compute open 8888 --print", "https://", "compute open 9 --print", 5, "9", has_json=False),
    reading("compute list", "RTX 4090"),
    reading("compute search 'rtx 4090' --limit 3", "RTX 4090", "compute search 'rtx 9999'", 2, "no such GPU"),
    reading("compute show {node}", "cpu_cores", "compute show 1", 5, "compute list"),
    reading("sessions list", "{mr}"),
    reading("sessions info {mr}", "node_id", "sessions info {nobody}", 5, "404"),
    acting("sessions stop {other}", "stopped {other}", has_json=False),
    reading("sessions cost", "total"),
    reading(
        "sessions watch --interval 1s", "octaspace: interrupted",
        typed=[("charge_amount_octa", CTRL_C)], status=130, has_json=False,
    ),
    reading("apps list", "PyTorch", "apps list --base-url {closed} --retries 0", 7, "no connection"),
    reading("apps search llm", "uuid", "apps search", 2, "Missing argument"),
    reading("apps show jupyterlab", "image", "apps show nothing", 5, "no such app"),
    reading("vpn relays poland", "Poland"),
    acting("vpn connect", r"\[Interface\]"),
    reading("vpn status", "wg"),
    reading("vpn config {vpn}", "PrivateKey", "vpn config {nobody}", 5, "404", has_json=False),
    reading("vpn up {vpn}", "wg-quick up", "vpn up {nobody}", 5, "404", has_json=False),
    reading("vpn down", "wg-quick down", "vpn down all", 2, "unexpected extra argument", has_json=False),
    acting("vpn disconnect {vpn}", "stopped {vpn}", has_json=False),
    reading("render list", "gpu_model"),
    acting("render start {render} --disk 20", "octaspace sessions stop"),
    reading("nodes list", "idle"),
    reading("nodes show {node}", "gpu_model", "nodes show 1", 5, "404"),
    reading("nodes ident {node} --to {folder}", "node-{node}.ident", has_json=False),
    reading("nodes logs {node} --to {folder}", "node-{node}-logs.tar.gz", has_json=False),
    acting("nodes prices {node} --base +5%", "set the prices of node {node}", has_json=False),
    acting("nodes reboot {node}", "rebooting node {node}", has_json=False),
    reading("idle-jobs show {job}", "status", "idle-jobs show {node} 999", 5, "404"),
    reading("idle-jobs logs {job}", "[0-9]", "idle-jobs logs {node} 999", 5, "404", has_json=False),
    reading("network", "gpu +count", "network --base-url {closed} --retries 0", 7, "no connection"),
    reading("api GET /apps -q a=b", '"uuid"', "api GET /nothing", 5, "404"),
    reading("call accounts.profile", '"email"'),
    acting("call accounts.generate_wallet", '"address"'),
    reading("call accounts.balance", '"balance"'),
    reading("call nodes.list", '"id"'),
    reading("call nodes.find --node-id {node}", '"id"', "call nodes.find", 2, "--node-id"),
    reading("call nodes.download_ident --node-id {node}", "write it to a file", status=2, has_json=False),
    reading("call nodes.download_logs --node-id {node}", "write it to a file", status=2, has_json=False),
    acting("call nodes.update_prices --node-id {node} --prices '{{\"base\": 1}}'", "y", has_json=False),
    acting("call nodes.reboot --node-id {node}", "y", has_json=False),
    reading("call sessions.list", "{mr}"),
    reading("call apps.list", '"uuid"', "call apps.lst", 2, "did you mean 'apps.list'"),
    reading("call network.info", '"market_price"', "call network.info -o csv", 2, "json, jsonl or yaml"),
    reading("call services.mr.list", '"node_id"'),
    acting("call services.mr.create --node-id {machine} --disk-size 20 --image ubuntu", '"uuid"'),
    reading("call services.vpn.list", '"node_id"'),
    acting("call services.vpn.create --node-id {relay} --subkind wg", '"uuid"'),
    reading("call services.render.list", '"node_id"'),
    acting("call services.render.create --node-id {render} --disk-size 20", '"uuid"'),
    reading("call services.session.info --uuid {mr}", '"progress"'),
    reading("call services.session.logs --uuid {mr}", '"system"'),
    acting("call services.session.stop --uuid {other}", "y", has_json=False),
    reading("call idle_jobs.find --node-id {job_node} --job-id {job_id}", "{{"),
    reading("call idle_jobs.logs --node-id {job_node} --job-id {job_id}", "[0-9]", has_json=False),
    reading("smoke", "0 failed"),
    reading("drift", "no field differs", "drift --base-url {closed} --retries 0", 7, "no connection", has_json=False),
    reading("simulate inject --list --url {url}", r"\[", "simulate inject --list --url {closed}", 7, "no connection"),
    reading("mcp", "$", "mcp --allow-spending much", 2, "'much' is no amount", typed=[("", CTRL_D)], has_json=False),
    reading("completion zsh", "#compdef octaspace", "completion tcsh", 2, "'tcsh' is none of", has_json=False),
    reading("version", "sdk +[0-9.]+", "version --columns colour", 2, "no column 'colour'"),
]  # fmt: skip


def described(operation: Operation) -> Case:
    """Returns the call of an operation with the examples of the description, which the simulator answers with its own."""
    words = str(OperationCommand(operation).epilog).removeprefix("octaspace ").replace("{", "{{").replace("}", "}}")
    answers = operation.node.at("responses", "200", "content").value
    if operation.method != "GET" or operation.data.get("x-idempotent") is False:
        return acting(words, "y", has_json="application/json" in answers)
    if "application/octet-stream" in answers:
        return reading(words, "write it to a file", status=2, has_json=False)
    return reading(words, r"\S", has_json="application/json" in answers)


CALLED = {case.words.split()[1] for case in CASES if case.words.startswith("call ")}
CASES += [described(operation) for operation in Spec().operations() if operation.id not in CALLED]


def test_every_command_is_here():
    called = [next(path for path in LEAVES if case.words.split()[: len(path)] == [*path]) for case in CASES]
    assert sorted(called) == sorted(LEAVES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.words.partition(" -")[0].partition(" {")[0])
def test_command_in_a_terminal(terminal, case):
    terminal.prepare(case)
    status, shown = terminal.run(case.failing, [("[y/N]: ", "n\n")])
    assert status == case.failing_status, shown
    assert "Traceback" not in shown
    assert terminal.filled(case.says) in shown

    if case.has_json:
        status, shown = terminal.run(f"{case.words} -o json", case.typed)
        assert status == case.status, shown
        data = re.search(r"^[\[{\"].*\Z", shown, re.MULTILINE | re.DOTALL)
        assert data, shown
        json.loads(data[0])
        terminal.stop_what_it_started()

    status, shown = terminal.run(case.words, case.typed)
    assert (status, "Traceback" in shown) == (case.status, False), shown
    assert re.search(terminal.filled(case.shows), shown), shown


ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@attrs.define
class Terminal:
    """Where the program runs, on a simulator."""

    client: OctaSpace
    machines: list[int]
    """Nodes to rent."""
    facts: dict[str, str]
    environment: dict[str, str]
    _server: subprocess.Popen[str]

    def prepare(self, case: Case) -> None:
        """Starts the sessions that a case names."""
        mr, vpn = self.client.services.mr, self.client.services.vpn
        wanted = f"{case.words} {case.shows} {case.failing}"
        if "{mr}" in wanted or case.words.startswith(("compute open", "compute tunnel", "sessions", "call sessions")):
            created = mr.create(node_id=self.machines[1], image="ubuntu", disk_size=20, http_ports=[8888])
            self.facts["mr"] = created.uuid
        if "{other}" in wanted:
            self.facts["other"] = mr.create(node_id=self.machines[2], image="ubuntu", disk_size=20).uuid
        if "{vpn}" in wanted or case.words == "vpn status":
            self.facts["vpn"] = vpn.create(node_id=int(self.facts["relay"]), subkind="wg").uuid

    def stop_what_it_started(self) -> None:
        """Stops the sessions that `prepare` has not started."""
        for session in self.client.sessions.list():
            if session.uuid not in self.facts.values():
                self.client.services.session(session).stop()

    def filled(self, text: str) -> str:
        return text.format_map(self.facts)

    def run(self, words: str, typed: Typed) -> tuple[int, str]:
        """Returns the exit status and what was shown, as plain lines."""
        run = {
            "words": shlex.split(self.filled(words)),
            "environment": self.environment,
            "columns": 200,
            "typed": [(prompt, self.filled(answer)) for prompt, answer in typed],
        }
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{json.dumps(run)}\n")
        self._server.stdin.flush()
        status, shown = json.loads(self._server.stdout.readline())
        return status, ESCAPES.sub("", shown).replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="module")
def server() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "tests.cli.forked_terminal"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(speed=1.0, ready_after=0.001) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def client(simulator: Simulator) -> Iterator[OctaSpace]:
    with OctaSpace(simulator.api_key, base_url=simulator.url) as client:
        yield client


@pytest.fixture(scope="module")
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return int(closed.getsockname()[1])


@pytest.fixture(scope="module")
def offers(client: OctaSpace) -> tuple[list[int], int, int]:
    """Nodes to rent, a relay, and a node for rendering."""
    mr, vpn, render = client.services.mr.search(), client.services.vpn.search(), client.services.render.search()
    return [machine.node_id for machine in mr if machine.node_id != NODE][:3], vpn[0].node_id, render[-1].node_id


@pytest.fixture
def terminal(
    server: subprocess.Popen[str],
    simulator: Simulator,
    client: OctaSpace,
    offers: tuple[list[int], int, int],
    closed_port: int,
    config_home: Path,
    tmp_path: Path,
) -> Iterator[Terminal]:
    """With a profile, and with programs that print how they were called."""
    save_profile("default", simulator.api_key, base_urls=[simulator.url], email="ops@example.net", storage="file")
    (config_home / "octaspace" / "octaspace.conf").touch()
    (tmp_path / "bin").mkdir()
    for name in ("ssh", "scp", "wg-quick", "sudo"):
        (tmp_path / "bin" / name).write_text(f'#!/bin/sh\necho {name} "$@"\n')
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "wrong_key").write_text("a-key-of-nobody")
    machines, relay, render = offers
    node, job = simulator.idle_jobs[0]
    facts = {
        "url": simulator.url,
        "closed": f"http://127.0.0.1:{closed_port}",
        "api_key": simulator.api_key,
        "wrong_key": str(tmp_path / "wrong_key"),
        "folder": str(tmp_path),
        "nobody": NOBODY,
        "node": str(NODE),
        "machine": str(machines[0]),
        "relay": str(relay),
        "render": str(render),
        "job": f"{node} {job}",
        "job_node": str(node),
        "job_id": str(job),
    }
    environment = {
        "OCTA_BASE_URLS": simulator.url,
        "OCTA_API_KEY": simulator.api_key,
        "XDG_CONFIG_HOME": str(config_home),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "TERM": "xterm",
    }
    yield Terminal(client, machines, facts, environment, server)
    client.sessions.stop_all()
