"""Keeps JSON values in an SQLite file, which several simulators may share, so that nothing saved is lost by kill -9.

A commit is a write to the log beside the file and no more: what is written survives the process, though not a power
failure, which may take the last commits but never breaks the file. It costs 20 microseconds where a flush to the disk
costs 800, so even the time of day can be saved with every answer. Closing folds the log into the file.

Every value carries the revision that it was written in, so whoever shares the file reads what is new to it and no more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Key = tuple[str, str]
"""Kind and id."""

APPLICATION_ID = 0x0C7A5107
"""Stands in the head of every state file, by SQLite's own convention."""

FORMAT = 2
"""Stands there too; files of another format are refused."""

PATIENCE = 10.0
"""Seconds to wait while another simulator writes."""

TABLE = """
    CREATE TABLE entity (
        kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
"""
INDEX = "CREATE INDEX by_revision ON entity (revision)"


class StateError(Exception):
    """The state file cannot be used; the message names it and says why."""


class Store:
    """An open state file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._revision = 0
        with self._explained():
            # The wait for others is SQLite's own; a transaction begins and ends where this class says so.
            connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        self._connection = connection
        try:
            with self._explained():
                self._prepare()
        except BaseException:
            connection.close()
            raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        # Whoever is first makes the file; those who come at the same moment wait, and find it made.
        execute("BEGIN IMMEDIATE")
        try:
            [mark] = execute("PRAGMA application_id").fetchone()
            [made_in] = execute("PRAGMA user_version").fetchone()
            [tables] = execute("SELECT count(*) FROM sqlite_master").fetchone()
            if mark != APPLICATION_ID and (mark or tables):
                raise StateError(f"{self.path} is the database of another program")
            if tables and made_in != FORMAT:
                raise StateError(
                    f"{self.path} was made by another version of the simulator (format {made_in}, this one has "
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
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Have the file to oneself; with an error, what was written in the block is undone."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._explained():
                self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    def news(self, *, everything: bool = False) -> dict[Key, Any]:
        """Return the values that were written since the last look, by others or `everything`; in a transaction."""
        with self._explained():
            known = 0 if everything else self._revision
            rows = self._connection.execute(
                "SELECT kind, id, value, revision FROM entity WHERE revision > ?", [known]
            ).fetchall()
            self._revision = max([known, *(revision for *_, revision in rows)])
            return {(kind, name): json.loads(value) for kind, name, value, _ in rows}

    def write(self, values: Mapping[Key, Any]) -> None:
        """Write values, or delete those that are None; in a transaction, after a look at the news."""
        revision = self._revision + 1
        rows = [(*key, json.dumps(value), revision) for key, value in values.items() if value is not None]
        with self._explained():
            self._connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?, ?)", rows)
            if gone := [key for key, value in values.items() if value is None]:
                self._connection.executemany("DELETE FROM entity WHERE kind = ? AND id = ?", gone)
        self._revision = revision

    def close(self) -> None:
        """Let go of the file; the last to do so leaves everything in this one file."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise StateError(f"{self.path} cannot be used as a state file: {error}") from error
