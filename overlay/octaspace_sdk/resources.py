"""The resources that do more than their operations: downloads to a file, and sessions to wait for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, overload

from octaspace_api.client import AsyncServicesNamespace, ServicesNamespace
from octaspace_api.operations import nodes as operations
from octaspace_api.resources.nodes import AsyncNodesResource, NodesResource

from .downloads import FileSink
from .sender import AsyncSender, Sender
from .session import AsyncSessionHandle, SessionHandle

StrPath = str | os.PathLike[str]


class Nodes(NodesResource):
    """The compute nodes that the account owns, on a sync client."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(sender)
        self._sender = sender

    @overload
    def download_ident(self, node_id: int) -> bytes: ...
    @overload
    def download_ident(self, node_id: int, *, to: StrPath) -> Path: ...
    def download_ident(self, node_id: int, *, to: StrPath | None = None) -> bytes | Path:
        """Download the identity file of a node.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to; the file appears when it is complete. Without it the bytes come back.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/ident
        """
        request = operations.nodes_download_ident(node_id)
        return _download(self._sender, request, to) if to is not None else self._send(request)

    @overload
    def download_logs(self, node_id: int) -> bytes: ...
    @overload
    def download_logs(self, node_id: int, *, to: StrPath) -> Path: ...
    def download_logs(self, node_id: int, *, to: StrPath | None = None) -> bytes | Path:
        """Download the log archive of a node, which can be large.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to; the file appears when it is complete. Without it the bytes come back.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost.

        Endpoint:
            GET /nodes/{id}/logs
        """
        request = operations.nodes_download_logs(node_id)
        return _download(self._sender, request, to) if to is not None else self._send(request)


class AsyncNodes(AsyncNodesResource):
    """The compute nodes that the account owns, on an async client."""

    def __init__(self, sender: AsyncSender) -> None:
        super().__init__(sender)
        self._sender = sender

    @overload
    async def download_ident(self, node_id: int) -> bytes: ...
    @overload
    async def download_ident(self, node_id: int, *, to: StrPath) -> Path: ...
    async def download_ident(self, node_id: int, *, to: StrPath | None = None) -> bytes | Path:
        """Download the identity file of a node; see `Nodes.download_ident`. (GET /nodes/{id}/ident)"""
        request = operations.nodes_download_ident(node_id)
        if to is not None:
            return await _download_async(self._sender, request, to)
        return await self._send(request)

    @overload
    async def download_logs(self, node_id: int) -> bytes: ...
    @overload
    async def download_logs(self, node_id: int, *, to: StrPath) -> Path: ...
    async def download_logs(self, node_id: int, *, to: StrPath | None = None) -> bytes | Path:
        """Download the log archive of a node; see `Nodes.download_logs`. (GET /nodes/{id}/logs)"""
        request = operations.nodes_download_logs(node_id)
        if to is not None:
            return await _download_async(self._sender, request, to)
        return await self._send(request)


class Services(ServicesNamespace):
    """Renting, on a sync client."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(sender)
        self._sender = sender

    def session(self, uuid: str) -> SessionHandle:
        """A handle of one session.

        Args:
            uuid: The session's UUID, not empty.

        Returns:
            SessionHandle: Its operations; nothing is sent yet.

        Raises:
            ValueError: The UUID is empty.
        """
        return SessionHandle(self._sender, uuid)


class AsyncServices(AsyncServicesNamespace):
    """Renting, on an async client."""

    def __init__(self, sender: AsyncSender) -> None:
        super().__init__(sender)
        self._sender = sender

    def session(self, uuid: str) -> AsyncSessionHandle:
        """A handle of one session; see `Services.session`."""
        return AsyncSessionHandle(self._sender, uuid)


def _download(sender: Sender, request: Any, to: StrPath) -> Path:
    with FileSink(to) as sink:
        sender.raw(request, sink)
    return sink.path


async def _download_async(sender: AsyncSender, request: Any, to: StrPath) -> Path:
    with FileSink(to) as sink:
        await sender.raw(request, sink)
    return sink.path
