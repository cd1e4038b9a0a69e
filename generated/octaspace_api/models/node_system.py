from __future__ import annotations

import attrs

from ..model import Model
from .gpu import GPU
from .node_disk import NodeDisk
from .node_memory import NodeMemory


@attrs.frozen(kw_only=True, repr=False, getstate_setstate=False, weakref_slot=False)
class NodeSystem(Model):
    """Hardware and operating system of a node, as the list of nodes shows them.

    Attributes:
        arch: Processor architecture.
        cpu_cores: Number of processor cores.
        cpu_load_percent: Processor load in percent.
        cpu_model_name: Processor model, empty when unknown.
        os_version: Operating system and its version, empty when unknown.
        disk: Disk of the node.
        gpus: GPUs of the node.
        memory: Memory of the node.
    """

    arch: str
    """Processor architecture."""

    cpu_cores: int
    """Number of processor cores."""

    cpu_load_percent: float
    """Processor load in percent."""

    cpu_model_name: str
    """Processor model, empty when unknown."""

    os_version: str
    """Operating system and its version, empty when unknown."""

    disk: NodeDisk
    """Disk of the node."""

    gpus: list[GPU]
    """GPUs of the node."""

    memory: NodeMemory
    """Memory of the node."""
