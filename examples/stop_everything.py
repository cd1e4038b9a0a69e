"""Stops every machine that has been running for longer than a day, and says what became of each."""

from datetime import timedelta

from octaspace_sdk import OctaSpace

with OctaSpace() as client:
    for report in client.sessions.stop_all(service="mr", older_than=timedelta(days=1)):
        print(report.session.uuid, "stopped" if report.stopped else f"may still run: {report.error}")
    print(len(client.sessions.list()), "sessions are left")
