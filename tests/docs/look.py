"""`make docs-look`: every page of site/ in Chromium, at desktop and phone width, light and dark; fails when one is wrong."""

from __future__ import annotations

import sys

from tests.docs import site

FOLDER = site.ROOT / "site"


def main() -> None:
    if reason := site.why_no_look():
        sys.exit(reason)
    files = [path.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("*.html"))]
    pages = [name.removesuffix("index.html") for name in files if name != "404.html"]
    with site.served(FOLDER) as base_url:
        looks = site.look(base_url, *sys.argv[1:], *pages)
    wrong = [seen for seen in looks if seen["wrong"]]
    for seen in wrong:
        print(seen["page"], seen["mode"], *seen["wrong"], sep="\n  ")
    print(f"{len(pages)} pages, {len(looks)} looks, {len(wrong)} with something wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
