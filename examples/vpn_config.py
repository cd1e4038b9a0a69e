"""Connects to a residential relay, and writes its WireGuard configuration into a file."""

from octaspace_sdk import OctaSpace

with OctaSpace() as client:
    relays = client.services.vpn.search(residential=True, region=["europe", "north america"], limit=3)
    with client.services.vpn.connected(candidates=relays, subkind="wg") as session:
        print("wg-quick up", session.save_config("octa-wg.conf"))
