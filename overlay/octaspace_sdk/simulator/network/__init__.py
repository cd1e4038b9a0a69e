"""The simulated network as generated from a seed: nodes, hardware, locations, apps, accounts."""
