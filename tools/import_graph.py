"""Draws the imports between the parts of a package as layers, as text or as a picture.

    python tools/import_graph.py [PACKAGE]
    python tools/import_graph.py [PACKAGE] --svg docs/architecture.svg

A room is a module or folder directly within the package, with all that is in it; an arrow leads from a room to another
that it imports, under TYPE_CHECKING too. A room's floor is one above the highest room that it imports; rooms that
import each other, in a circle, share a floor.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp

Arrows = Mapping[str, frozenset[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the imports between the parts of a package.")
    parser.add_argument("package", nargs="?", default="octaspace_sdk", help="default: %(default)s")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="write a picture in place of text")
    options = parser.parse_args()
    modules, arrows = read_arrows(options.package)
    if options.svg:
        options.svg.write_text(picture(options.package, arrows), encoding="utf-8")
        return
    floors, circles = floors_of(arrows), circles_of(arrows)
    count = sum(map(len, arrows.values()))
    print(f"{modules} modules, {len(arrows)} rooms, {len(floors)} floors, {count} arrows, {len(circles)} circles")
    for number in range(len(floors), 0, -1):
        print(f"{number:4}  {', '.join(floors[number - 1])}")
    for circle in circles:
        print(f"circle: {', '.join(circle)}")


def read_arrows(package: str) -> tuple[int, Arrows]:
    """Return the number of modules, and for each room the others that it imports."""
    graph = grimp.build_graph(package.partition(".")[0], cache_dir=None)
    modules = {module for module in graph.modules if module.startswith(f"{package}.")}

    def room(module: str) -> str:
        return module.removeprefix(f"{package}.").partition(".")[0]

    arrows: dict[str, set[str]] = {room(module): set() for module in modules}
    for module in modules:
        imported = graph.find_modules_directly_imported_by(module) & modules
        arrows[room(module)] |= {room(other) for other in imported} - {room(module)}
    return len(modules), {name: frozenset(others) for name, others in arrows.items()}


def circles_of(arrows: Arrows) -> list[list[str]]:
    """Return the groups of rooms that reach each other."""
    reached = {room: _reachable(arrows, room) for room in arrows}
    groups = {frozenset(other for other in reached[room] if room in reached[other]) for room in arrows}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def floors_of(arrows: Arrows) -> list[list[str]]:
    """Return the rooms of each floor, the lowest first."""
    reached = {room: _reachable(arrows, room) for room in arrows}
    heights: dict[str, int] = {}
    for room in sorted(arrows, key=lambda room: len(reached[room] | {room})):  # those that a room imports reach fewer
        circle = {other for other in reached[room] if room in reached[other]} | {room}
        below = {other for member in circle for other in arrows[member]} - circle
        heights[room] = 1 + max((heights[other] for other in below), default=0)
    numbers = range(1, max(heights.values(), default=0) + 1)
    return [sorted(room for room in arrows if heights[room] == number) for number in numbers]


WIDTH, STEP, BOX_WIDTH, BOX_HEIGHT = 900, 74, 118, 34  # of the picture, in pixels


def picture(package: str, arrows: Arrows) -> str:
    """Return an SVG with a row for each floor, the highest on top; an arrow that others imply is left out."""
    floors = floors_of(arrows)[::-1]
    centres = {
        room: (WIDTH * (number + 0.5) / len(floor), STEP * (row + 0.5))
        for row, floor in enumerate(floors)
        for number, room in enumerate(floor)
    }
    lines = (_line(centres[room], centres[other]) for room, other in _needed(arrows))
    boxes = (_box(room, *centre) for room, centre in sorted(centres.items()))
    title = f"<title>The imports between the parts of {package}: every arrow leads downwards</title>"
    return "\n".join([SVG.format(width=WIDTH, height=STEP * len(floors)), title, *lines, *boxes, "</svg>\n"])


SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="14" font-family="monospace">
<marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0L8 4L0 8z" fill="#5c6bc0"/></marker>
<rect width="{width}" height="{height}" rx="8" fill="#f5f6fc"/>"""


def _needed(arrows: Arrows) -> Iterator[tuple[str, str]]:
    """Return the arrows that no longer way replaces."""
    for room, others in sorted(arrows.items()):
        for other in sorted(others):
            if not any(other in _reachable(arrows, between) for between in others - {other}):
                yield room, other


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.0f}" y1="{y1 + BOX_HEIGHT / 2:.0f}" x2="{x2:.0f}" y2="{y2 - BOX_HEIGHT / 2:.0f}" '
        'stroke="#5c6bc0" stroke-opacity="0.7" marker-end="url(#tip)"/>'
    )


def _box(room: str, x: float, y: float) -> str:
    return (
        f'<rect x="{x - BOX_WIDTH / 2:.0f}" y="{y - BOX_HEIGHT / 2:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" '
        f'rx="5" fill="#fff" stroke="#3949ab"/><text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle" '
        f'fill="#1a237e">{room}</text>'
    )


def _reachable(arrows: Arrows, room: str) -> frozenset[str]:
    """Return all that a room imports, directly or not; itself only when it is in a circle."""
    reached: set[str] = set()
    pending = [room]
    while pending:
        new = arrows[pending.pop()] - reached
        reached |= new
        pending += new
    return frozenset(reached)


if __name__ == "__main__":
    main()
