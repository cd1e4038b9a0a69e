"""Finds the cheapest machines with one RTX 4090 in Europe."""

from octaspace_sdk import OctaSpace, format_usd

with OctaSpace() as client:
    for machine in client.services.mr.search(gpu="rtx 4090", region="europe", order_by="price_per_gpu", limit=5):
        print(machine.node_id, machine.gpu_count, "x", machine.gpu_model, "in", machine.place)
        print(" ", format_usd(machine.price_per_hour), "per hour,", machine.download_mbps, "Mbit/s down")
