"""The file of a download: whole or not there, of the usual kind, and no more in memory than a few MiB of it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import anyio
import pytest
from tests.support.clients import done
from tests.support.file_server import CONTENT, SIZE, broken, rest

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def download(client, to):
    return await done(client.nodes.download_logs(65, to=to))


async def test_nothing_has_the_name_before_it_is_whole_and_on_the_disk(client, tmp_path, monkeypatch):
    target, seen = tmp_path / "logs", []

    def look(received, total):
        seen.append(target.exists())

    def fsync(descriptor):
        seen.append(target.exists())
        assert os.fstat(descriptor).st_size == SIZE
        synced.append(descriptor)

    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", fsync)
    await done(client.nodes.download_logs(65, to=target, progress=look))
    assert (set(seen), len(synced)) == ({False}, 1)
    assert target.read_bytes() == CONTENT


async def test_a_slow_disk_does_not_hold_up_the_event_loop(client, flavour, tmp_path, monkeypatch):
    if flavour == "sync":
        pytest.skip("there is no event loop")
    waiting, go_on, in_time = threading.Event(), threading.Event(), []

    def fsync(descriptor):
        waiting.set()
        in_time.append(go_on.wait(60))

    async def another_task():
        while not waiting.is_set():
            await anyio.sleep(0.001)
        go_on.set()

    monkeypatch.setattr(os, "fsync", fsync)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(another_task)
        await download(client, tmp_path / "logs")
    assert in_time == [True]


async def test_progress_is_called_where_the_caller_is(client, tmp_path):
    threads = set()
    await done(
        client.nodes.download_logs(65, to=tmp_path / "logs", progress=lambda *_: threads.add(threading.get_ident()))
    )
    assert threads == {threading.get_ident()}


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
async def test_the_mode_is_that_of_any_new_file(client, tmp_path, umask, monkeypatch):
    before = os.umask(umask)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(os, "umask", None)  # of the whole process: other threads make files, too
            found = await download(client, tmp_path / "logs")
    finally:
        os.umask(before)
    assert stat.S_IMODE(found.stat().st_mode) == 0o666 & ~umask


async def mode_of(client, method, to):
    """The mode of a downloaded file, and those that its folder had while it was written."""
    meanwhile = set()

    def look(received, total):
        meanwhile.update(stat.S_IMODE(path.stat().st_mode) for path in to.parent.iterdir() if path != to)

    found = await done(getattr(client.nodes, method)(65, to=to, progress=look))
    return stat.S_IMODE(found.stat().st_mode), meanwhile


@pytest.mark.parametrize("method", ["download_ident", "download_logs"])
async def test_unfinished_file_can_be_read_by_its_owner_only(client, tmp_path, method, monkeypatch):
    opened = []
    real = os.open

    def note(path, flags, mode=0o777, **options):
        if str(path).endswith(".part"):
            opened.append((mode, bool(flags & os.O_EXCL)))
        return real(path, flags, mode, **options)

    monkeypatch.setattr(os, "open", note)
    _, meanwhile = await mode_of(client, method, tmp_path / "file")
    assert (opened, meanwhile) == ([(0o600, True)], {0o600})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


async def test_new_identity_file_can_be_read_by_its_owner_only(client, tmp_path):
    assert (await mode_of(client, "download_ident", tmp_path / "ident"))[0] == 0o600


@pytest.mark.parametrize("method", ["download_ident", "download_logs"])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o666, 0o400])
async def test_replaced_file_keeps_its_mode(client, tmp_path, method, mode):
    target = tmp_path / "file"
    target.touch()
    target.chmod(mode)
    assert await mode_of(client, method, target) == (mode, {0o600})
    assert target.read_bytes() == CONTENT


async def test_a_link_stays_a_link(client, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link, real = tmp_path / "logs", tmp_path / "elsewhere" / "real"
    link.symlink_to(real)
    for _ in range(2):  # it leads nowhere at first
        assert await download(client, link) == link
        assert (link.readlink(), real.read_bytes()) == (real, CONTENT)
    assert list(real.parent.iterdir()) == [real]


async def test_the_longest_name_will_do(client, tmp_path):
    target = tmp_path / ("l" * 255)
    assert (await download(client, target)).read_bytes() == CONTENT


async def test_a_change_of_folder_meanwhile_does_no_harm(client, tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    found = await done(
        client.nodes.download_logs(65, to="logs", progress=lambda *_: monkeypatch.chdir(tmp_path / "elsewhere"))
    )
    assert found == Path("logs")
    assert (tmp_path / "logs").read_bytes() == CONTENT


def folder(path):
    path.mkdir()
    return path


def pipe(path):
    os.mkfifo(path)
    return path


def below_a_file(path):
    path.touch()
    return path / "logs"


def is_one(path, other):
    return os.path.realpath(path) == os.path.realpath(other)


IMPOSSIBLE = {
    "a folder": (folder, IsADirectoryError),
    "the current folder": (lambda path: "", IsADirectoryError),
    "a pipe": (pipe, FileExistsError),
    "a device": (lambda path: "/dev/null", FileExistsError),
    "below a file": (below_a_file, NotADirectoryError),
    "a missing folder": (lambda path: path / "logs", FileNotFoundError),
    "too long a name": (lambda path: path.with_name("l" * 256), OSError),
    "a number": (lambda path: 5, ValueError),
    "bytes": (lambda path: os.fsencode(path), ValueError),
    "a zero byte": (lambda path: f"{path}\0", ValueError),
}


@pytest.mark.parametrize(("place", "kind"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
async def test_what_cannot_be_written_is_said_before_anything_is_sent(server, client, tmp_path, place, kind):
    to = place(tmp_path / "thing")
    there = list(tmp_path.iterdir())
    with pytest.raises(kind) as caught:
        await download(client, to)
    if kind is not ValueError:
        assert is_one(caught.value.filename, to)
    assert (server.received, list(tmp_path.iterdir())) == ([], there)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
async def test_a_full_disk_ends_the_download_with_its_own_error(server, client, tmp_path):
    import resource

    target = tmp_path / "logs"
    target.write_bytes(b"older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE // 2, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            await download(client, target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert caught.value.filename == str(target)
    assert (list(tmp_path.iterdir()), target.read_bytes()) == ([target], b"older")
    assert len(server.received) == 1


async def test_what_is_in_the_way_in_the_end_stays_and_the_rest_is_removed(client, tmp_path):
    target = tmp_path / "logs"

    def progress(received, total):
        if received == SIZE:
            target.mkdir()

    with pytest.raises(IsADirectoryError):
        await done(client.nodes.download_logs(65, to=target, progress=progress))
    assert list(tmp_path.iterdir()) == [target]


async def test_two_downloads_to_one_path_do_not_mix(server, client, tmp_path):
    server.answers(broken(), rest())
    inner = []

    def progress(received, total):
        if received and not inner:
            inner.append((tmp_path / "logs").write_bytes(b"another writer"))

    await done(client.nodes.download_logs(65, to=tmp_path / "logs", progress=progress))
    assert (tmp_path / "logs").read_bytes() == CONTENT


MIB = 1024 * 1024
LARGE = 96  # MiB

CHILD = """
import asyncio, resource, sys
from octaspace_sdk import AsyncOctaSpace, OctaSpace

flavour, url, path = sys.argv[1:]

async def of_the_async_client(*nodes):
    async with AsyncOctaSpace("any-key", base_url=url) as client:
        return [await look(client, node) for node in nodes]

async def look(client, node):
    await client.nodes.download_logs(node, to=path)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def of_the_sync_client(*nodes):
    with OctaSpace("any-key", base_url=url) as client:
        for node in nodes:
            client.nodes.download_logs(node, to=path)
            yield resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

run = list if flavour == "sync" else asyncio.run
small, large = run((of_the_sync_client if flavour == "sync" else of_the_async_client)(1, 2))
print(large - small)
"""


def plain(wire):
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LARGE * MIB))
    for _ in range(LARGE):
        wire.send(bytes(MIB))


def packed(wire):
    """A hundred kilobytes that become as many bytes as the others."""
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join(packer.compress(bytes(MIB)) for _ in range(LARGE)) + packer.flush()
    wire.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit elsewhere")
@pytest.mark.parametrize("flavour", ["sync", "asyncio"])
@pytest.mark.parametrize("send", [plain, packed])
def test_a_large_file_takes_little_memory(server, tmp_path, flavour, send):
    def answer(wire, received):
        if "/1/" in received.line:
            wire.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsmall")
        else:
            send(wire)

    server.answers(answer)
    command = [sys.executable, "-c", CHILD, flavour, server.url, str(tmp_path / "logs")]
    grown = int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    assert (tmp_path / "logs").stat().st_size == LARGE * MIB
    assert grown < 16 * 1024  # KiB
