"""Writes the countries that `search` knows, from the data of country-converter: codes, names, continents, regions.

Usage: python tools/country_table.py
"""

from __future__ import annotations

import csv
import re
from importlib.metadata import distribution
from pathlib import Path

TABLE = Path(__file__).parents[1] / "overlay/octaspace_sdk/selection/countries.tsv"
FIELDS = ("codes", "name", "names", "regions")


def country_table() -> str:
    """Return the table as tab-separated text: codes, name, a pattern of its names, and the regions it belongs to."""
    source = str(distribution("country-converter").locate_file("country_converter/country_data.tsv"))
    with open(source, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if not row["obsolete"]]
    lines = ["\t".join(FIELDS)]
    for row in rows:
        codes = [*re.findall("[A-Z]{2}", row["ISO2"]), row["ISO3"]]
        regions = [row["Continent_7"], row["UNregion"], *(name for name in ("EU", "EEA") if row[name])]
        if row["continent"] == "America":
            regions.append("America")
        lines.append("\t".join((",".join(codes), row["name_short"], row["regex"], ",".join(filter(None, regions)))))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    TABLE.write_text(country_table(), encoding="utf-8")
