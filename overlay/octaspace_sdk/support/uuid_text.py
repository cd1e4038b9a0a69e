"""A UUID as text: sessions and applications are named by one."""

from __future__ import annotations

import re

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
