"""Keeps JSON values in an SQLite file so that nothing saved is lost when the process is killed.

A commit is a write to the log beside the file and no more: what is written survives the process, though not a power
failure, which may take the last commits but never breaks the file. It costs 10 microseconds where a flush to the disk
costs 800, so even the time of day can be saved with every answer. Closing folds the log into the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Values = Mapping[tuple[str, str], Any]
"""JSON values by kind and id."""

APPLICATION_ID = 0x0C7A5107
"""Stands in the head of every state file, by SQLite's own convention."""


class StateError(Exception):
    """The state file cannot be used; the message names it and says why."""


class Store:
    """An open state file, locked against everybody else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._explained():
            self._connection = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        try:
            with self._explained():
                self._prepare()
                rows = self._connection.execute("SELECT kind, id, value FROM entity").fetchall()
                self.values: Values = {(kind, name): json.loads(value) for kind, name, value in rows}
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        # With the lock kept, the log needs no shared memory, and a second simulator is refused.
        execute("PRAGMA locking_mode = EXCLUSIVE")
        [mark], [tables] = execute("PRAGMA application_id").fetchone(), execute("SELECT count(*) FROM sqlite_master")
        if mark != APPLICATION_ID and (mark or tables[0]):
            raise StateError(f"{self.path} is the database of another program")
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")
        with self._connection:
            execute("BEGIN IMMEDIATE")
            execute(f"PRAGMA application_id = {APPLICATION_ID}")
            execute(
                "CREATE TABLE IF NOT EXISTS entity (kind, id, value NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
            )

    def save(self, values: Values) -> None:
        """Write what differs from what was last saved, all of it or, with an error, nothing."""
        nothing = object()
        changed = [(*key, json.dumps(value)) for key, value in values.items() if self.values.get(key, nothing) != value]
        if not changed:
            return
        with self._explained(), self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?)", changed)
        self.values = values

    def close(self) -> None:
        """Leave everything in the one file, and let others have it."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise StateError(f"{self.path} cannot be used as a state file: {error}") from error
