"""The command line `octaspace`, on the public client only.

`pip install 'octaspace-sdk[cli]'` installs what it needs.
"""
