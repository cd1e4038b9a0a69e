"""JSON values in an SQLite file that several simulators may share. Nothing saved is lost by kill -9.

Commits go to the write-ahead log without a flush to disk: they survive the process, though a power failure may lose the
last ones (it never corrupts the file). That takes 20 microseconds instead of 800, cheap enough to save even the time of
day with every response. Closing merges the log into the file.

Each value has the revision it was written in, so a simulator that shares the file reads only what is new to it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

Key = tuple[str, str]
"""Entity type and id."""

APPLICATION_ID = 0x0C7A5107
"""SQLite's `application_id` of state files."""

FORMAT = 3
"""SQLite's `user_version` of state files; other versions are rejected."""

BUSY_TIMEOUT = 10.0
"""Seconds to wait while another simulator writes."""

TABLE = """
    CREATE TABLE entity (
        kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
"""
INDEX = "CREATE INDEX by_revision ON entity (revision)"


class StateError(Exception):
    """The state file cannot be used; the message has its path and the reason."""


class SqliteStore:
    """An open state file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.revision = 0
        """The newest revision that was read or written."""
        _create_private(path)
        with self._state_errors():
            # No isolation level: this class begins and ends the transactions.
            connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
        self._connection = connection
        try:
            with self._state_errors():
                self._prepare()
        except BaseException:
            connection.close()
            raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        # The first simulator creates the table; those that start at the same moment wait for it.
        execute("BEGIN IMMEDIATE")
        try:
            [application_id] = execute("PRAGMA application_id").fetchone()
            [file_format] = execute("PRAGMA user_version").fetchone()
            [tables] = execute("SELECT count(*) FROM sqlite_master").fetchone()
            if application_id != APPLICATION_ID and (application_id or tables):
                raise StateError(f"{self.path} is the database of another program")
            if tables and file_format != FORMAT:
                raise StateError(
                    f"{self.path} was made by another version of the simulator (format {file_format}, this one has "
                    f"{FORMAT}); delete it or name another file"
                )
            if not tables:
                execute(f"PRAGMA application_id = {APPLICATION_ID}")
                execute(f"PRAGMA user_version = {FORMAT}")
                execute(TABLE)
                execute(INDEX)
            execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise
        self._use_write_ahead_log()
        execute("PRAGMA synchronous = NORMAL")

    def _use_write_ahead_log(self) -> None:
        # This statement fails at once while another connection writes: SQLite's own timeout does not cover it.
        deadline = time.monotonic() + BUSY_TIMEOUT
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                    raise
            time.sleep(0.01)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in an exclusive transaction, which an exception rolls back."""
        with self._state_errors():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._state_errors():
                self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    def changes_since(self, revision: int) -> dict[Key, Any]:
        """Return the values written after `revision` (0 for all). Call it in a transaction."""
        with self._state_errors():
            rows = self._connection.execute(
                "SELECT kind, id, value, revision FROM entity WHERE revision > ?", [revision]
            ).fetchall()
            self.revision = max([revision, *(written_in for *_, written_in in rows)])
            return {(kind, name): json.loads(value) for kind, name, value, _ in rows}

    def write(self, values: Mapping[Key, Any]) -> None:
        """Write values, and delete those that are None. Call it in a transaction, after `changes_since`."""
        revision = self.revision + 1
        rows = [(*key, json.dumps(value), revision) for key, value in values.items() if value is not None]
        with self._state_errors():
            self._connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", rows)
            if deleted := [key for key, value in values.items() if value is None]:
                self._connection.executemany("DELETE FROM entity WHERE kind = ? AND id = ?", deleted)
        self.revision = revision

    def close(self) -> None:
        """Close the file; the last connection merges the log into it."""
        self._connection.close()

    @contextmanager
    def _state_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise StateError(f"{self.path} cannot be used as a state file: {error}") from error


def _create_private(path: Path) -> None:
    """Create a file that only its owner can read, as are the log and the index that SQLite makes beside it.

    One that exists is not even opened: closing it would release the locks of this process on it.
    """
    with suppress(OSError):  # it exists, or SQLite says what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
