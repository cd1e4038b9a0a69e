"""Finds a running session by the beginning of its UUID, and shows its logs: session_by_prefix.py 5dd2"""

import sys

from octaspace_sdk import OctaSpace

with OctaSpace() as client:
    prefix = sys.argv[1] if len(sys.argv) > 1 else client.sessions.list()[0].uuid[:8]
    session = client.services.session(prefix)
    print(session, session.info().progress)
    for line in session.logs().system or []:
        print(f"{line.ts_utc:%H:%M:%S}", line.msg.strip())
