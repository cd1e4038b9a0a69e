"""The command line `octaspace`: a layer on the public client, `smoke`, `simulator` and `mcp`.

`pip install 'octaspace-sdk[cli]'` installs what it needs.
"""
