"""Waits until a machine is cheap enough, looking once a minute for at most an hour."""

import time

from octaspace_sdk import OctaSpace, format_usd

with OctaSpace() as client:
    for _ in range(60):
        found = client.services.mr.search(gpu=["rtx 3060", "rtx 3070", "rtx 3080"], max_price=0.2, limit=1)
        if found:
            print("node", found[0].node_id, "for", format_usd(found[0].price_per_hour))
            break
        time.sleep(60)
