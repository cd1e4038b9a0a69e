"""The account's own nodes, whose files can be downloaded to disk.

The `download_*` methods replace the generated ones, docstring included: new words in openapi.yaml belong here too, on
both clients.
"""

from __future__ import annotations

from pathlib import Path
from typing import overload

from octaspace_api import Request
from octaspace_api.operations import nodes as operations
from octaspace_api.resources.nodes import AsyncNodesResource, NodesResource
from octaspace_sdk.calls.executor import AsyncRequestExecutor, RequestExecutor
from octaspace_sdk.downloads.file_download import Download, OnBytes, StrPath


class Nodes(NodesResource):
    """The compute nodes that the account owns, on a sync client."""

    _executor: RequestExecutor

    @overload
    def download_ident(self, node_id: int) -> bytes: ...
    @overload
    def download_ident(self, node_id: int, *, to: StrPath, progress: OnBytes | None = None) -> Path: ...
    def download_ident(
        self, node_id: int, *, to: StrPath | None = None, progress: OnBytes | None = None
    ) -> bytes | Path:
        """Download the identity file of a node.

        A new file can be read by its owner only; one that is replaced keeps its mode. A file is complete when it
        appears under its name; a call that fails leaves what was there before. When an answer breaks off, a retry goes
        on where it ended if the server allows that, and begins anew if not; the next call begins anew in any case.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to, in a folder that exists. Without it the bytes come back, up to 128 MiB.
            progress: For a download to a path: called with the bytes received so far, which fall back to 0 when a
                retry begins anew, and with their total, or None when the server does not say. What it raises ends the
                download and reaches the caller.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost. The client's timeout is for the whole
                call, the body included: `client.with_options(timeout=None)` has the time for a large file.

        Endpoint:
            GET /nodes/{id}/ident
        """
        return _download(self._executor, operations.nodes_download_ident(node_id), to, progress, private=True)

    @overload
    def download_logs(self, node_id: int) -> bytes: ...
    @overload
    def download_logs(self, node_id: int, *, to: StrPath, progress: OnBytes | None = None) -> Path: ...
    def download_logs(
        self, node_id: int, *, to: StrPath | None = None, progress: OnBytes | None = None
    ) -> bytes | Path:
        """Download the log archive of a node, which can be large.

        A file is complete when it appears under its name; a call that fails leaves what was there before. When an
        answer breaks off, a retry goes on where it ended if the server allows that, and begins anew if not; the next
        call begins anew in any case.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to, in a folder that exists. Without it the bytes come back, up to 128 MiB.
            progress: For a download to a path: called with the bytes received so far, which fall back to 0 when a
                retry begins anew, and with their total, or None when the server does not say. What it raises ends the
                download and reaches the caller.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost. The client's timeout is for the whole
                call, the body included: `client.with_options(timeout=None)` has the time for a large file.

        Endpoint:
            GET /nodes/{id}/logs
        """
        return _download(self._executor, operations.nodes_download_logs(node_id), to, progress)


class AsyncNodes(AsyncNodesResource):
    """The compute nodes that the account owns, on an async client."""

    _executor: AsyncRequestExecutor

    @overload
    async def download_ident(self, node_id: int) -> bytes: ...
    @overload
    async def download_ident(self, node_id: int, *, to: StrPath, progress: OnBytes | None = None) -> Path: ...
    async def download_ident(
        self, node_id: int, *, to: StrPath | None = None, progress: OnBytes | None = None
    ) -> bytes | Path:
        """Download the identity file of a node.

        A new file can be read by its owner only; one that is replaced keeps its mode. A file is complete when it
        appears under its name; a call that fails leaves what was there before. When an answer breaks off, a retry goes
        on where it ended if the server allows that, and begins anew if not; the next call begins anew in any case.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to, in a folder that exists. Without it the bytes come back, up to 128 MiB.
            progress: For a download to a path: called with the bytes received so far, which fall back to 0 when a
                retry begins anew, and with their total, or None when the server does not say. What it raises ends the
                download and reaches the caller.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost. The client's timeout is for the whole
                call, the body included: `client.with_options(timeout=None)` has the time for a large file.

        Endpoint:
            GET /nodes/{id}/ident
        """
        request = operations.nodes_download_ident(node_id)
        return await _download_async(self._executor, request, to, progress, private=True)

    @overload
    async def download_logs(self, node_id: int) -> bytes: ...
    @overload
    async def download_logs(self, node_id: int, *, to: StrPath, progress: OnBytes | None = None) -> Path: ...
    async def download_logs(
        self, node_id: int, *, to: StrPath | None = None, progress: OnBytes | None = None
    ) -> bytes | Path:
        """Download the log archive of a node, which can be large.

        A file is complete when it appears under its name; a call that fails leaves what was there before. When an
        answer breaks off, a retry goes on where it ended if the server allows that, and begins anew if not; the next
        call begins anew in any case.

        Args:
            node_id: Id of the node, at least 0.
            to: A path to stream it to, in a folder that exists. Without it the bytes come back, up to 128 MiB.
            progress: For a download to a path: called with the bytes received so far, which fall back to 0 when a
                retry begins anew, and with their total, or None when the server does not say. What it raises ends the
                download and reaches the caller.

        Returns:
            bytes | Path: The content, or the path of the file.

        Raises:
            ValueError: An argument is of the wrong kind or out of range; nothing was sent.
            NotFoundError: HTTP 404: there is no such node.
            OSError: The file cannot be written.
            NetworkError: No host could be reached, or the answer got lost. The client's timeout is for the whole
                call, the body included: `client.with_options(timeout=None)` has the time for a large file.

        Endpoint:
            GET /nodes/{id}/logs
        """
        return await _download_async(self._executor, operations.nodes_download_logs(node_id), to, progress)


def _download(
    executor: RequestExecutor,
    request: Request[bytes],
    to: StrPath | None,
    progress: OnBytes | None,
    *,
    private: bool = False,
) -> bytes | Path:
    if to is None:
        _check_no_progress(progress)
        return executor.execute(request)
    with Download(to, progress, private=private) as download:
        executor.execute_raw(request, download)
    return download.path


async def _download_async(
    executor: AsyncRequestExecutor,
    request: Request[bytes],
    to: StrPath | None,
    progress: OnBytes | None,
    *,
    private: bool = False,
) -> bytes | Path:
    if to is None:
        _check_no_progress(progress)
        return await executor.execute(request)
    with Download(to, progress, private=private) as download:
        await executor.execute_raw(request, download)
    return download.path


def _check_no_progress(progress: OnBytes | None) -> None:
    if progress is not None:
        raise ValueError("progress is told of a download to a path only: give `to` as well")
