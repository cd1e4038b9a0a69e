"""The simulated network as a seed makes it: nodes, hardware, locations, apps, accounts."""
