"""Keeps JSON values in an SQLite file so that nothing saved is lost when the process is killed.

A commit is a write to the log beside the file and no more: what is written survives the process, though not a power
failure, which may take the last commits but never breaks the file. It costs 10 microseconds where a flush to the disk
costs 800, so even the time of day can be saved with every answer. Closing folds the log into the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Values = dict[tuple[str, str], Any]
"""JSON values by kind and id."""

APPLICATION_ID = 0x0C7A5107
"""Stands in the head of every state file, by SQLite's own convention."""

TABLE = """
    CREATE TABLE entity (
        kind TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID
"""


class StateError(Exception):
    """The state file cannot be used; the message names it and says why."""


class Store:
    """An open state file, locked against everybody else."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._explained():
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            with self._explained():
                self._prepare()
                rows = self._connection.execute("SELECT kind, id, value FROM entity").fetchall()
                self.values = {(kind, name): json.loads(value) for kind, name, value in rows}
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        execute = self._connection.execute
        # With the lock kept, the log needs no shared memory, and a second simulator is refused.
        execute("PRAGMA locking_mode = EXCLUSIVE")
        [mark] = execute("PRAGMA application_id").fetchone()
        [tables] = execute("SELECT count(*) FROM sqlite_master").fetchone()
        if mark != APPLICATION_ID and (mark or tables):
            raise StateError(f"{self.path} is the database of another program")
        execute("PRAGMA journal_mode = WAL")
        execute("PRAGMA synchronous = NORMAL")
        if not tables:
            with self._connection:
                execute("BEGIN")
                execute(f"PRAGMA application_id = {APPLICATION_ID}")
                execute(TABLE)

    def save(self, values: Values) -> None:
        """Write those of `values` that are new or have changed: all of them or, with an error, none."""
        nothing = object()
        changed = {key: value for key, value in values.items() if self.values.get(key, nothing) != value}
        if not changed:
            return
        rows = [(*key, json.dumps(value)) for key, value in changed.items()]
        with self._explained(), self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT OR REPLACE INTO entity VALUES (?, ?, ?)", rows)
        self.values.update(changed)

    def close(self) -> None:
        """Leave everything in the one file, and let others have it."""
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise StateError(f"{self.path} cannot be used as a state file: {error}") from error
