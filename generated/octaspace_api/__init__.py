"""OctaSpace API, description version 0.1.0. Typed models and requests, without any network.

Written by `make generate` from openapi.yaml; edits are lost. `models` are the answers, `operations` make a
`Request` of typed arguments, `resources` are the same operations on a client's executor.
"""

from .request import Request

__all__ = ["API_VERSION", "BASE_URL", "Request"]

API_VERSION = "0.1.0"
"""The version of openapi.yaml that this package is generated from."""

BASE_URL = "https://api.octa.space"
"""Where the API is: the first host that openapi.yaml names."""
