"""`octaspace compute`: a module for each kind of command."""

from octaspace_sdk.cli.compute import deploy, remote, inspection, machines  # isort: skip (the order of --help)
from octaspace_sdk.cli.compute.commands import app

__all__ = ["app", "deploy", "inspection", "machines", "remote"]
