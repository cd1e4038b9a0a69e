"""The state of a simulated network over time: sessions, money, nodes, idle jobs."""
