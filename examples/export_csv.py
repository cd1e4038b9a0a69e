"""Writes all machines for rent into a CSV file, in practical units; pandas and polars take the same rows."""

import csv

from octaspace_sdk import OctaSpace
from octaspace_sdk.tables import to_rows

with OctaSpace() as client, open("machines.csv", "w", newline="", encoding="utf-8") as file:
    rows = to_rows(client.services.mr.list())
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    print(len(rows), "machines in", file.name)
