"""Decoding without a client."""

from __future__ import annotations

import json
from typing import Any

from octaspace_sdk.decoding.decoder import Decoder
from octaspace_sdk.decoding.payload import Payload
from octaspace_sdk.response import RawResponse


def decode(payload: Any, target_type: Any) -> Any:
    """Decodes JSON, or the bytes of a body, into a type; a list into a list of that type."""
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    response = RawResponse(status=200, headers={}, content=content, url="")
    wanted = list[target_type] if isinstance(payload, list) else target_type
    return Decoder(None, None).decode(Payload(response), wanted, "test")
