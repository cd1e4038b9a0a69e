"""The exit status of the program, by the kind of error. docs/cli.md has this table."""

from __future__ import annotations

from enum import IntEnum

from octaspace_sdk.errors import (
    APIError,
    AuthenticationError,
    ConfigurationError,
    DecodeError,
    NetworkError,
    NotFoundError,
    OctaSpaceError,
    PermissionDeniedError,
    ProvisionRejectedError,
    RateLimitError,
    ServerError,
)


class ExitCode(IntEnum):
    """The exit statuses of the program."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DRIFT = 3
    AUTHENTICATION = 4
    NOT_FOUND = 5
    REFUSED = 6
    NETWORK = 7
    OUTCOME_UNKNOWN = 8
    SERVER = 9
    RATE_LIMIT = 10
    NOT_CONFIRMED = 11
    HANGUP = 129
    INTERRUPTED = 130
    TERMINATED = 143


MEANINGS = {
    ExitCode.OK: "done",
    ExitCode.FAILED: "something else failed: a check, a file, a command that was run",
    ExitCode.USAGE: "wrong arguments or configuration; nothing was sent",
    ExitCode.DRIFT: "drift: the API differs from openapi.yaml",
    ExitCode.AUTHENTICATION: "there is no API key, or it was refused (HTTP 401, 403)",
    ExitCode.NOT_FOUND: "there is no such session, node, application or relay (HTTP 404)",
    ExitCode.REFUSED: "the service refused it (HTTP 400, 409, 422, or no machine could be rented); nothing is charged",
    ExitCode.NETWORK: "no host could be reached, or the call timed out",
    ExitCode.OUTCOME_UNKNOWN: "it is not known whether a command that acts has acted; look before trying again",
    ExitCode.SERVER: "the service failed (HTTP 5xx), or its answer cannot be read",
    ExitCode.RATE_LIMIT: "too many requests (HTTP 429)",
    ExitCode.NOT_CONFIRMED: "a question was answered with no, or could not be asked without a terminal",
    ExitCode.HANGUP: "SIGHUP: the terminal was closed",
    ExitCode.INTERRUPTED: "Ctrl-C",
    ExitCode.TERMINATED: "SIGTERM",
}


class NotConfirmedError(Exception):
    """A question was answered with no, or could not be asked."""


class ExternalCommandError(Exception):
    """A program or package that a command needs is not installed, or the program failed."""


_BY_KIND: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (NotConfirmedError, ExitCode.NOT_CONFIRMED),
    (AuthenticationError, ExitCode.AUTHENTICATION),
    (PermissionDeniedError, ExitCode.AUTHENTICATION),
    (NotFoundError, ExitCode.NOT_FOUND),
    (RateLimitError, ExitCode.RATE_LIMIT),
    (ServerError, ExitCode.SERVER),
    (DecodeError, ExitCode.SERVER),
    (APIError, ExitCode.REFUSED),
    (ProvisionRejectedError, ExitCode.REFUSED),
    (NetworkError, ExitCode.NETWORK),
    (ConfigurationError, ExitCode.USAGE),
    (OctaSpaceError, ExitCode.FAILED),
    (ExternalCommandError, ExitCode.FAILED),
    (LookupError, ExitCode.NOT_FOUND),
    (ValueError, ExitCode.USAGE),
    (TypeError, ExitCode.USAGE),
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
)
"""The first that fits counts."""

_HINTS = {
    ExitCode.AUTHENTICATION: "run `octaspace auth login`, or set OCTA_API_KEY",
    ExitCode.NETWORK: "check the connection and --base-url; --debug shows the attempts",
    ExitCode.OUTCOME_UNKNOWN: "look at `octaspace sessions list` before trying again",
    ExitCode.SERVER: "try again later; --debug shows the attempts",
    ExitCode.RATE_LIMIT: "try again later",
}
"""Hints by status, for errors whose message does not say what to do."""


def exit_code(error: BaseException, *, acts: bool) -> ExitCode:
    """Return the status for an error.

    Args:
        error: What ended the command.
        acts: Whether the command had begun to change something.
    """
    if isinstance(error, BaseExceptionGroup) or (acts and _may_have_acted(error)):
        return ExitCode.OUTCOME_UNKNOWN  # a group: a session could not be stopped
    if isinstance(error, ConfigurationError) and error.concerns_key:
        return ExitCode.AUTHENTICATION
    return next((code for kind, code in _BY_KIND if isinstance(error, kind)), ExitCode.FAILED)


def general_hint(code: ExitCode) -> str:
    """Return what to do after a failure with this status; empty where the message says it."""
    return _HINTS.get(code, "")


def _may_have_acted(error: BaseException) -> bool:
    if isinstance(error, OctaSpaceError) and error.possible_sessions:
        return True
    if isinstance(error, NetworkError):
        return error.may_have_been_processed
    return isinstance(error, ServerError | DecodeError)
