"""OctaSpace API, version 0.1.0: typed models and requests, without any network.

Written by `make generate` from openapi.yaml; edits are lost. `models` are the answers, `operations` make a
`Request` of typed arguments, `resources` and `client` are the same operations on a client's `send`.
"""

from .request import Request

__all__ = ["Request", "__version__"]

__version__ = "0.1.0"
