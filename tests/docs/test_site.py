"""The documentation builds without a warning, asks no other host, has no dead link, and can be read and searched by everybody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from tests.docs import site

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(site.why_no_build()), reason=site.why_no_build()),
]
EVERY_PAGE = "https://docs.invalid/"
"""Where the pages would be, to resolve their links."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("site")
    said = site.build(target)
    assert "WARNING" not in said
    return target


@pytest.fixture(scope="module")
def pages(folder):
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.html") if path.name != "404.html"}
    return {name.removesuffix("index.html"): site.Page(path.read_text("utf-8")) for name, path in files.items()}


def test_no_page_takes_an_asset_from_another_host(pages, folder):
    assert len(pages) > 30
    for name, page in pages.items():
        assert not [
            asset for asset in page.assets if urlsplit(asset).scheme not in ("", "data") or "//" in asset[:2]
        ], name
    for sheet in folder.rglob("*.css"):
        assert not re.search(r"""(url\(\s*["']?|@import\s+["'])(https?:)?//""", sheet.read_text("utf-8")), sheet.name


def test_every_link_leads_to_a_page_and_to_an_anchor_on_it(pages, folder):
    dead = []
    for name, page in pages.items():
        for link in page.links:
            target = urljoin(EVERY_PAGE + name, link)
            if not target.startswith(EVERY_PAGE):
                assert urlsplit(target).scheme in ("https", "data"), (name, link)
                continue
            path, anchor = unquote(urlsplit(target).path).lstrip("/"), unquote(urlsplit(target).fragment)
            if path in pages:
                if anchor and anchor not in pages[path].anchors and path != "openapi.html":  # drawn by its script
                    dead.append(f"{name}: {link}")
            elif not (folder / path).is_file():
                dead.append(f"{name}: {link}")
    assert not dead


QUESTIONS = re.findall(r"^\| (.+?\?) \| (.+) \|$", (site.ROOT / "docs" / "index.md").read_text("utf-8"), re.MULTILINE)


def test_each_question_of_a_newcomer_has_a_page():
    assert len(QUESTIONS) >= 20
    assert not [question for question, answer in QUESTIONS if not re.search(r"\]\([\w/-]+\.md(#[\w-]+)?\)", answer)]


WORDS = """
rent a GPU, RTX 4090, H100, price per hour, spending limit, stop everything, API key, Wei, command line, Windows
SSH, Jupyter, VS Code, rsync, ComfyUI, Ollama, vLLM, Blender, VPN, WireGuard, OpenVPN, proxy, certificate, reboot
async, trio, timeout, retry, failover, Retry-After, mock, pytest, OpenTelemetry, pandas, CSV, FastAPI, MCP, Claude
TypeScript, Go client
""".strip()


@pytest.mark.parametrize("words", re.split(r", |\n", WORDS))
def test_the_index_of_the_search_has_what_people_look_for(folder, words):
    entries = json.loads((folder / "search" / "search_index.json").read_text("utf-8"))["docs"]
    assert any(words.lower() in f"{entry['title']} {entry['text']}".lower() for entry in entries)


def test_code_in_docstrings_is_shown_as_code(pages):
    code = re.compile(r"<p>(from \w[\w.]* import |import \w|\w+\.\w+\()")
    assert [name for name, page in pages.items() if code.search(page.html)] == []


def test_the_whole_http_api_is_there(folder):
    page = Path(folder / "openapi.html").read_text("utf-8")
    for operation in ("accounts.balance", "services.mr.create", "idle_jobs.logs"):
        assert operation in page


SEARCHES = {
    "ssh": "log-in-and-run/",
    "jupyter": "log-in-and-run/",
    "rent rtx 4090": "find-a-machine/",
    "spending limit": "costs/",
    "wireguard": "vpn/",
    "reboot": "nodes/",
    "pytest": "testing/",
    "company proxy": "install/",
    "retries": "retries/",
    "how much does it cost": "costs/",
    "stop all machines": "costs/",
    "go client": "languages/go/",
}
"""What people look for, and a page that has to be among the first three that are found."""


@pytest.mark.skipif(bool(site.why_no_look()), reason=site.why_no_look())
def test_pages_can_be_read_and_searched_in_a_browser(folder, pages):
    """A quarter of the pages, each in one of the four modes: `make docs-look` looks at all of them in each."""
    names, looks = sorted(pages)[::4], []
    with site.served(folder) as base_url:
        for number, mode in enumerate(["desktop-light", "phone-dark", "desktop-dark", "phone-light"]):
            looks += site.look(base_url, "--modes", mode, *names[number::4])
        searches = site.look(base_url, "--modes", "phone-light", *(f"--search={words}" for words in SEARCHES))
    assert [seen for seen in looks if seen["wrong"]] == []
    assert sorted(seen["page"] for seen in looks) == names
    found = {seen["search"]: [urlsplit(link).path.lstrip("/") for link in seen["found"]] for seen in searches}
    first = {words: list(dict.fromkeys(links))[:3] for words, links in found.items()}
    assert first.keys() == SEARCHES.keys()
    assert {words: names for words, names in first.items() if SEARCHES[words] not in names} == {}
