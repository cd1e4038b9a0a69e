"""The version of the SDK; the version of the API's description is `octaspace_api.API_VERSION`."""

__version__ = "0.1.0"
