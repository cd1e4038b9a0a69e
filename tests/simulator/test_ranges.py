"""The files of a node can be had in parts, as a download that broke off asks for them."""

from __future__ import annotations

import pytest


@pytest.fixture(params=["ident", "logs"])
def path(request, http):
    return f"/nodes/{http.get('/nodes').json()[0]['id']}/{request.param}"


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=5-", 5, None), ("bytes=0-9", 0, 10), ("bytes=7-9999999", 7, None)]
)
def test_a_part(http, path, asked, start, end):
    whole = http.get(path)
    part = http.get(path, headers={"Range": asked, "If-Range": whole.headers["etag"]})
    size = len(whole.content)
    assert (part.status_code, part.content) == (206, whole.content[start:end])
    assert part.headers["content-range"] == f"bytes {start}-{(end or size) - 1}/{size}"
    assert part.headers["etag"] == whole.headers["etag"]
    assert part.headers["x-request-id"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=5-", "If-Range": '"another"'},
        {"Range": "bytes=-5"},
        {"Range": "bytes=9-5"},
        {"Range": "bytes=0-1,5-6"},
        {"Range": "lines=1-2"},
    ],
    ids=["another file", "from the end", "backwards", "several", "another unit"],
)
def test_everything_where_no_part_will_do(http, path, headers):
    whole = http.get(path)
    again = http.get(path, headers=headers)
    assert (again.status_code, again.content) == (200, whole.content)
    assert again.headers["accept-ranges"] == "bytes"


def test_a_part_after_the_end(http, path):
    size = len(http.get(path).content)
    part = http.get(path, headers={"Range": f"bytes={size}-"})
    assert (part.status_code, part.headers["content-range"], part.content) == (416, f"bytes */{size}", b"")


def test_logs_that_went_on_are_another_file(http, clock, path):
    tag = http.get(path).headers["etag"]
    clock.advance(3600)
    assert (http.get(path).headers["etag"] == tag) == path.endswith("ident")
