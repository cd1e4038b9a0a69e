"""A hook of hatchling: README.md for the page of the package, where links to files of the repository lead nowhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^]]*)\]\((?P<path>(?!https?:|#)[^)]+)\)")


class PackageReadme(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        text = with_absolute_links(readme, source=metadata["urls"]["Source"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def with_absolute_links(readme: str, *, source: str) -> str:
    """Let links to files lead to the repository, and take pictures from there."""
    raw = source.replace("https://github.com/", "https://raw.githubusercontent.com/") + "/HEAD"

    def absolute(link: re.Match[str]) -> str:
        base = raw if link["image"] else f"{source}/blob/HEAD"
        return f"{link['image']}[{link['text']}]({base}/{link['path']})"

    return LINK.sub(absolute, readme)
