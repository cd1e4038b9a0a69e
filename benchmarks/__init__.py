"""How fast the SDK is, as ratios to bare httpx and json.loads: `make bench`."""
