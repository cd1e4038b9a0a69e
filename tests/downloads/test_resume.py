"""A download that breaks off goes on where it ended, if that gives certainly the same file, and else begins anew."""

from __future__ import annotations

import gzip

import pytest
from tests.support.clients import done
from tests.support.file_server import CONTENT, ETAG, SIZE, Says, broken, rest, whole

from octaspace_sdk import DecodeError, NetworkError, NotFoundError

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HALF = SIZE // 2
ANEW = (None, None)
REST = (f"bytes={HALF}-", ETAG)
OLD, NEW = "Mon, 01 Jan 2024 00:00:00 GMT", "Tue, 02 Jan 2024 00:00:00 GMT"


async def got(client, tmp_path):
    path = await done(client.nodes.download_logs(65, to=tmp_path / "logs"))
    assert list(tmp_path.iterdir()) == [path]
    return path.read_bytes()


async def test_a_retry_asks_for_the_rest_only(server, client, tmp_path):
    server.answers(broken(), rest())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, REST]


async def test_a_download_may_break_off_again_and_again(server, client, tmp_path):
    server.answers(broken(1), rest(1, sends=HALF - 1), rest())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, ("bytes=1-", ETAG), REST]


async def test_progress_does_not_save_a_retry(server, connect, tmp_path):
    server.answers(broken(1), rest(1, sends=1), rest(2))
    with pytest.raises(NetworkError):
        await got(connect(max_retries=1), tmp_path)
    assert len(server.received) == 2
    assert list(tmp_path.iterdir()) == []


async def test_a_retry_after_an_error_status_still_asks_for_the_rest(server, client, tmp_path):
    server.answers(broken(), Says(b"busy", "503 Service Unavailable", {"Retry-After": "0"}), rest())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, REST, REST]


async def test_a_part_may_be_shorter_than_asked_for(server, client, tmp_path):
    short = Says(CONTENT[HALF:-9], "206 Partial Content", {"Content-Range": f"bytes {HALF}-{SIZE - 10}/{SIZE}"})
    server.answers(broken(), short, rest(SIZE - 9))
    assert await got(client, tmp_path) == CONTENT


async def test_last_modified_will_do_when_it_is_old(server, client, tmp_path):
    dates = {"ETag": None, "Last_Modified": OLD, "Date": NEW}
    server.answers(broken(**dates), rest(**dates))
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, (f"bytes={HALF}-", OLD)]


async def test_a_body_of_unknown_length_resumes_when_the_rest_says_it(server, client, tmp_path):
    server.answers(Says(CONTENT, headers={"ETag": ETAG}, sends=HALF, chunked=True), rest())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, REST]


async def test_a_server_that_sends_everything_again_is_taken_at_its_word(server, client, tmp_path):
    changed = CONTENT[::-1][:-5]
    server.answers(broken(), whole(changed, ETag='"v2"'))
    assert await got(client, tmp_path) == changed
    assert server.asked == [ANEW, REST]


NOT_AGAIN = {
    "nothing to know it by": {"ETag": None},
    "a weak tag": {"ETag": 'W/"v1"'},
    "a weak tag and a date": {"ETag": 'W/"v1"', "Last_Modified": OLD, "Date": NEW},
    "no tag at all": {"ETag": "v1"},
    "changed when it was sent": {"ETag": None, "Last_Modified": OLD, "Date": OLD},
    "nonsense for a date": {"ETag": None, "Last_Modified": "yesterday"},
    "no parts": {"Accept_Ranges": "none"},
}


@pytest.mark.parametrize("headers", NOT_AGAIN.values(), ids=NOT_AGAIN)
async def test_begins_anew_when_it_could_be_another_file(server, client, tmp_path, headers):
    server.answers(broken(**headers), whole())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, ANEW]


WRONG = {
    "another beginning": rest(HALF - 1),
    "no range": rest(Content_Range=None),
    "another unit": rest(Content_Range=f"lines {HALF}-{SIZE - 1}/{SIZE}"),
    "end before beginning": rest(Content_Range=f"bytes {HALF}-{HALF - 1}/{SIZE}"),
    "end after the total": rest(Content_Range=f"bytes {HALF}-{SIZE}/{SIZE}"),
    "another total": rest(content=CONTENT + b"more"),
    "another tag": rest(ETag='"v2"'),
    "compressed": rest(Content_Encoding="gzip"),
    "several parts": rest(Content_Range=None, Content_Type="multipart/byteranges; boundary=x"),
    "416": Says(b"{}", "416 Range Not Satisfiable", {"Content-Range": f"bytes */{SIZE}"}),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
async def test_begins_anew_at_once_when_the_rest_is_not_given(server, connect, tmp_path, answer):
    server.answers(broken(), answer, whole())
    assert await got(connect(max_retries=1), tmp_path) == CONTENT
    assert server.asked == [ANEW, REST, ANEW]


async def test_begins_anew_when_no_total_is_ever_said(server, client, tmp_path):
    cut = Says(CONTENT, headers={"ETag": ETAG}, sends=HALF, chunked=True)
    server.answers(cut, rest(Content_Range=f"bytes {HALF}-{SIZE - 1}/*"), whole())
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, REST, ANEW]


async def test_the_total_may_be_left_out_when_it_is_known(server, client, tmp_path):
    server.answers(broken(), rest(Content_Range=f"bytes {HALF}-{SIZE - 1}/*"))
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, REST]


async def test_another_host_is_asked_for_everything(server, other, connect, tmp_path):
    server.answers(broken())
    other.answers(whole(CONTENT[::-1]))
    assert await got(connect(base_urls=[server.url, other.url]), tmp_path) == CONTENT[::-1]
    assert (server.asked, other.asked) == ([ANEW], [ANEW])


async def test_the_first_host_goes_on_when_the_other_has_nothing(server, other, connect, tmp_path):
    server.answers(broken(), rest())
    other.answers(lambda wire, received: wire.reset())
    assert await got(connect(base_urls=[server.url, other.url]), tmp_path) == CONTENT
    assert server.asked == [ANEW, REST]


async def test_a_compressed_body_begins_anew_and_is_unpacked(server, client, tmp_path):
    packed = gzip.compress(CONTENT, 1)
    fields = {"ETag": ETAG, "Content-Encoding": "gzip"}
    server.answers(Says(packed, headers=fields, sends=len(packed) // 2), Says(packed, headers=fields))
    assert await got(client, tmp_path) == CONTENT
    assert server.asked == [ANEW, ANEW]
    assert {one.headers["accept-encoding"] for one in server.received} == {"identity"}


async def test_an_error_after_the_break_leaves_nothing(server, client, tmp_path):
    server.answers(broken(), Says(b'{"message": "gone"}', "404 Not Found"))
    with pytest.raises(NotFoundError):
        await got(client, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sends", [0, HALF], ids=["nothing", "half"])
async def test_a_file_that_stays_cut_off_never_appears(server, client, tmp_path, sends):
    server.answers(broken(sends, ETag=None))
    with pytest.raises(NetworkError):
        await got(client, tmp_path)
    assert len(server.received) == 3
    assert list(tmp_path.iterdir()) == []


async def test_a_part_that_nobody_asked_for_is_no_file(server, client, tmp_path):
    server.answers(rest())
    with pytest.raises(DecodeError, match="not the part"):
        await got(client, tmp_path)
    assert len(server.received) == 1
    assert list(tmp_path.iterdir()) == []


async def test_a_compressed_file_that_cannot_be_unpacked_never_appears(server, client, tmp_path):
    server.answers(Says(gzip.compress(CONTENT)[:-9], headers={"Content-Encoding": "gzip"}))
    with pytest.raises(DecodeError, match="cut off"):
        await got(client, tmp_path)
    assert list(tmp_path.iterdir()) == []
