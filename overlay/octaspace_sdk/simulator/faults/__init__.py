"""Fault injection: what can go wrong, and which requests it applies to."""
