"""Language-neutral cases, and what runs them against the clients of all languages."""
