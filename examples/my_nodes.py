"""Looks after nodes of your own: their state, their GPUs, and their prices."""

from octaspace_sdk import OctaSpace, format_octa

with OctaSpace() as client:
    nodes = client.nodes.list()
    for node in nodes:
        print(node.id, node.state, node.gpu_model or "no GPU", format_octa(node.prices.base), "per hour")
    client.nodes.update_prices(nodes[0].id, {"base": nodes[0].prices.base})  # in Wei
    print("reliability of the first:", client.nodes.find(nodes[0].id).reliability)
