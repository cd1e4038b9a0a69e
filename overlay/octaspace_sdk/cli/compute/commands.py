"""The group `octaspace compute`."""

from octaspace_sdk.cli.command_tree import group

app = group("Search for machines, rent one, and work on it. Without a command: list.", runs_alone=True)
