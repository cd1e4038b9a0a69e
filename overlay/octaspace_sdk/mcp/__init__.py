"""An MCP server, by which assistants and agents use OctaSpace: `python -m octaspace_sdk.mcp` (extra `mcp`)."""
