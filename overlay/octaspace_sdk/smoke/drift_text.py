"""A report of drift as text, and as the edited description."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from octaspace_sdk.client import OctaSpace
from octaspace_sdk.smoke.drift_check import DriftReport, IdleJob, check_drift
from octaspace_sdk.smoke.fatal_errors import FatalReason
from octaspace_sdk.smoke.yaml_report import render_report

Verdict = Literal["fits", "differs", "failed"] | FatalReason


def differences_as_yaml(report: DriftReport) -> str:
    """Return the differences as YAML to paste, or a line that says that there are none; empty if nothing was read."""
    if report.differences:
        return render_report(report.differences, report.corrected_document)
    if report.answers and report.ended is None:
        return f"# no field differs from openapi.yaml in {report.answers} answers"
    return ""


def apply_drift(client: OctaSpace, idle_job: IdleJob | None, path: Path) -> tuple[DriftReport, list[str]]:
    """Write the differences into a description; return the report, and lines that say what was done.

    Raises:
        ImportError: ruamel.yaml is not installed.
        ValueError: The file cannot be edited, and was not changed.
    """
    from octaspace_sdk.smoke.yaml_edit import EditError, edited, load_document, replace_file

    try:
        text = path.read_bytes().decode()
        document: dict[str, Any] = load_document(text)
        report = check_drift(client, idle_job, document)
        changed = edited(text, document, report.corrected_document)
        if changed != text:
            replace_file(path, changed)
    except (OSError, UnicodeDecodeError, EditError, ValueError, KeyError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or error
        raise ValueError(f"{path} cannot be edited, and was not changed: {reason}") from error
    lines = [f"{path}: {remark}" for difference in report.differences for remark in difference.remarks]
    if report.differences:
        lines.append(f"{path} was written: look at it, describe what is new, and run `make generate`")
    elif report.answers and report.ended is None:
        lines.append(f"{path} was not changed: no field differs in {report.answers} answers")
    return report, lines


def verdict(report: DriftReport, *, applied: bool = False) -> Verdict:
    """Return what a report comes to; what was applied differs no more, but an operation that is gone does."""
    if report.ended is not None:
        return report.ended
    if not report.answers:
        return "failed"
    if report.of("gone") or (report.differences and not applied):
        return "differs"
    return "failed" if report.of("failed") else "fits"


def remarks(report: DriftReport) -> list[str]:
    """Return lines that say what was not looked at."""
    lines = [f"{failed.operation} could not be read: {failed.reason}" for failed in report.of("failed")]
    advice = "delete it from openapi.yaml, or mark it `deprecated: true`, if that is so on every host"
    lines += [f"{gone.operation} is gone: {gone.reason}; {advice}" for gone in report.of("gone")]
    skipped = sorted(report.of("skipped"), key=lambda operation: operation.reason)
    for reason, operations in groupby(skipped, key=lambda operation: operation.reason):
        names = ", ".join(operation.operation for operation in operations)
        lines.append(f"not looked at, because {reason}: {names}")
    if report.unseen:
        lines.append(f"not in any answer, rare or gone: {', '.join(report.unseen)}")
    if report.ended == "unreachable":
        lines.append("no host could be reached: nothing more was compared")
    elif report.ended == "key refused":
        lines.append("the API key is missing or was refused: nothing more was compared")
    elif not report.answers:
        lines.append("no operation could be read: nothing was compared")
    return lines
