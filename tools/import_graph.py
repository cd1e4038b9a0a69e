"""Draws the imports between the parts of a package as layers of text: python tools/import_graph.py [PACKAGE].

A room is a module or folder directly within the package, with all that is in it; an arrow leads from a room to another
that it imports, under TYPE_CHECKING too. A room's floor is one above the highest room that it imports; rooms that
import each other, in a circle, share a floor.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import grimp

Arrows = Mapping[str, frozenset[str]]


def main(package: str = "octaspace_sdk") -> None:
    modules, arrows = read_arrows(package)
    floors, circles = floors_of(arrows), circles_of(arrows)
    count = sum(map(len, arrows.values()))
    print(f"{modules} modules, {len(arrows)} rooms, {len(floors)} floors, {count} arrows, {len(circles)} circles")
    for number in range(len(floors), 0, -1):
        print(f"{number:4}  {', '.join(floors[number - 1])}")
    for circle in circles:
        print(f"circle: {', '.join(circle)}")


def read_arrows(package: str) -> tuple[int, Arrows]:
    """Returns the number of modules, and for each room the others that it imports."""
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
    """Returns the groups of rooms that reach each other."""
    reached = {room: _reachable(arrows, room) for room in arrows}
    groups = {frozenset(other for other in reached[room] if room in reached[other]) for room in arrows}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def floors_of(arrows: Arrows) -> list[list[str]]:
    """Returns the rooms of each floor, the lowest first."""
    reached = {room: _reachable(arrows, room) for room in arrows}
    heights: dict[str, int] = {}
    for room in sorted(arrows, key=lambda room: len(reached[room] | {room})):  # those that a room imports reach fewer
        circle = {other for other in reached[room] if room in reached[other]} | {room}
        below = {other for member in circle for other in arrows[member]} - circle
        heights[room] = 1 + max((heights[other] for other in below), default=0)
    numbers = range(1, max(heights.values(), default=0) + 1)
    return [sorted(room for room in arrows if heights[room] == number) for number in numbers]


def _reachable(arrows: Arrows, room: str) -> frozenset[str]:
    """Returns all that a room imports, directly or not; itself only when it is in a circle."""
    reached: set[str] = set()
    pending = [room]
    while pending:
        new = arrows[pending.pop()] - reached
        reached |= new
        pending += new
    return frozenset(reached)


if __name__ == "__main__":
    main(*sys.argv[1:])
