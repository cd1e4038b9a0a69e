"""An SSH server on loopback, for one user with one key; it runs what it is told in the test's own folder."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh
import attrs


@attrs.frozen
class SSHServer:
    """A running server, and the key that it takes."""

    port: int
    key: Path


class _Server(asyncssh.SSHServer):
    """Forwards any port of this machine."""

    def connection_requested(self, dest_host: str, dest_port: int, orig_host: str, orig_port: int) -> bool:
        return True


class _Files(asyncssh.SFTPServer):
    """Ends with a status, as scp wants it."""

    def exit(self) -> None:
        self.channel.exit(0)


async def _pump(source: Any, target: Any) -> None:
    """Hands on what comes as it comes: rsync speaks both ways at once."""
    while chunk := await source.read(65536):
        target.write(chunk)


@contextmanager
def ssh_server(folder: Path) -> Iterator[SSHServer]:
    key = asyncssh.generate_private_key("ssh-ed25519")
    (folder / "key").write_bytes(key.export_private_key())
    (folder / "key").chmod(0o600)
    (folder / "authorized").write_bytes(key.export_public_key())

    async def run(process: asyncssh.SSHServerProcess[bytes]) -> None:
        child = await asyncio.create_subprocess_shell(
            process.command or "/bin/sh",
            cwd=folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        given = asyncio.create_task(_pump(process.stdin, child.stdin))
        given.add_done_callback(lambda _: child.stdin and child.stdin.close())
        await asyncio.gather(_pump(child.stdout, process.stdout), _pump(child.stderr, process.stderr))
        status = await child.wait()
        given.cancel()
        process.exit(status)

    started: list[int] = []
    ready, over = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=_Server,
            server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
            authorized_client_keys=str(folder / "authorized"),
            process_factory=run,
            sftp_factory=lambda channel: _Files(channel, chroot=str(folder)),
            encoding=None,
        ) as server:
            started.append(server.get_port())
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(60)
    try:
        yield SSHServer(started[0], folder / "key")
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join()
