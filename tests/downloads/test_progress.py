"""`progress` is told how far a download is; what it raises ends the download and reaches the caller."""

from __future__ import annotations

import gzip

import anyio
import pytest
from tests.support.clients import done
from tests.support.file_server import CONTENT, ETAG, SIZE, Says, broken, rest, whole

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HALF = SIZE // 2


async def seen(client, tmp_path):
    """All that `progress` was told."""
    calls = []
    await done(client.nodes.download_logs(65, to=tmp_path / "logs", progress=lambda *told: calls.append(told)))
    return calls


async def test_it_goes_from_nothing_to_all(client, tmp_path):
    calls = await seen(client, tmp_path)
    assert (calls[0], calls[-1]) == ((0, SIZE), (SIZE, SIZE))
    assert calls == sorted(calls)
    assert len(calls) > 10
    assert {total for _, total in calls} == {SIZE}


async def test_an_empty_file_is_told_of(server, client, tmp_path):
    server.answers(whole(b""))
    assert await seen(client, tmp_path) == [(0, 0)]


@pytest.mark.parametrize(
    "answer",
    [Says(CONTENT, chunked=True), Says(gzip.compress(CONTENT, 1), headers={"Content-Encoding": "gzip"})],
    ids=["chunked", "compressed"],
)
async def test_a_total_that_is_not_known_is_none(server, client, tmp_path, answer):
    server.answers(answer)
    calls = await seen(client, tmp_path)
    assert (calls[0], calls[-1]) == ((0, None), (SIZE, None))


async def test_it_goes_on_with_a_download_that_goes_on(server, client, tmp_path):
    server.answers(broken(), rest())
    calls = await seen(client, tmp_path)
    assert calls == sorted(calls)
    assert (HALF, SIZE) in calls


async def test_it_falls_back_with_a_download_that_begins_anew(server, client, tmp_path):
    server.answers(broken(ETag=None), whole(CONTENT[:-5]))
    calls = await seen(client, tmp_path)
    again = calls.index((0, SIZE - 5))
    assert calls[again - 1] == (HALF, SIZE)
    assert calls[-1] == (SIZE - 5, SIZE - 5)


async def test_the_unknown_total_is_told_once_it_is_known(server, client, tmp_path):
    server.answers(Says(CONTENT, headers={"ETag": ETAG}, sends=HALF, chunked=True), rest())
    calls = await seen(client, tmp_path)
    assert (calls[0], calls[-1]) == ((0, None), (SIZE, SIZE))


class StopDownloadError(Exception):
    pass


@pytest.mark.parametrize("after", [0, HALF, SIZE], ids=["at once", "in the middle", "at the end"])
@pytest.mark.parametrize("kind", [StopDownloadError, OSError, TimeoutError, KeyboardInterrupt])
async def test_what_it_raises_reaches_the_caller(server, client, tmp_path, after, kind):
    older = tmp_path / "logs"
    older.write_bytes(b"older")
    raised = kind("enough")
    raised.__cause__ = KeyError("a cause of its own")

    def progress(received, total):
        if received >= after:
            raise raised

    with pytest.raises(kind) as caught:
        await done(client.nodes.download_logs(65, to=older, progress=progress))
    assert caught.value is raised
    assert isinstance(raised.__cause__, KeyError)
    assert (list(tmp_path.iterdir()), older.read_bytes()) == ([older], b"older")
    assert len(server.received) == 1
    assert await done(client.nodes.download_logs(65)) == CONTENT  # the client works on


async def test_an_end_of_iteration_is_not_the_end_of_the_download(client, tmp_path):
    def progress(received, total):
        raise StopIteration

    with pytest.raises(RuntimeError, match="StopIteration"):
        await done(client.nodes.download_logs(65, to=tmp_path / "logs", progress=progress))
    assert list(tmp_path.iterdir()) == []


async def test_its_own_frames_are_in_the_traceback(client, tmp_path):
    def a_name_to_look_for(received, total):
        raise StopDownloadError

    with pytest.raises(StopDownloadError) as caught:
        await done(client.nodes.download_logs(65, to=tmp_path / "logs", progress=a_name_to_look_for))
    assert "a_name_to_look_for" in [entry.name for entry in caught.traceback]


async def test_a_download_given_up_is_an_attempt_like_others(connect, tmp_path):
    def progress(received, total):
        raise StopDownloadError

    events = []
    with pytest.raises(StopDownloadError):
        client = connect(on_response=events.append)
        await done(client.nodes.download_logs(65, to=tmp_path / "logs", progress=progress))
    assert [(event.status, event.error) for event in events] == [(None, "progress raised: StopDownloadError")]


async def test_it_needs_a_path_and_to_be_callable(server, client, tmp_path):
    with pytest.raises(ValueError, match="progress"):
        await done(client.nodes.download_logs(65, progress=print))
    with pytest.raises(ValueError, match="progress must be callable, not str"):
        await done(client.nodes.download_ident(65, to=tmp_path / "ident", progress="yes"))
    assert (server.received, list(tmp_path.iterdir())) == ([], [])


async def test_a_cancelled_download_leaves_nothing(server, client, flavour, tmp_path):
    if flavour == "sync":
        pytest.skip("nothing cancels a sync call")
    with anyio.CancelScope() as scope:
        await client.nodes.download_logs(65, to=tmp_path / "logs", progress=lambda *_: scope.cancel())
    assert scope.cancelled_caught
    assert list(tmp_path.iterdir()) == []
