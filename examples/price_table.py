"""Prints machines and relays as tables; a notebook and rich show them as such."""

from octaspace_sdk import OctaSpace
from octaspace_sdk.tables import Table

with OctaSpace() as client:
    print(Table(client.services.mr.search(min_gpus=2, order_by="price_per_gpu", limit=10)))
    print(Table(client.services.vpn.search(country=["Germany", "NL"]), ["node_id", "city", "price_per_gb"]))
