"""Rents a machine for the time of a block, and says how to log in."""

from octaspace_sdk import OctaSpace

with OctaSpace() as client:
    machines = client.services.mr.search(min_vram_gb=12, min_disk_gb=50, min_reliability=90, limit=5)
    with client.services.mr.rented(
        candidates=machines,  # the next one is tried when one refuses
        image="nvidia/cuda:12.4.1-base-ubuntu22.04",
        disk_size=50,
        http_ports=[8888],
        on_progress=lambda info: print(info.progress),
    ) as session:
        print("node", session.node_id, "at", session.ssh_command())
        print("from behind a firewall:", session.ssh_command(proxy=True))
        print("in a browser:", session.url(8888))
