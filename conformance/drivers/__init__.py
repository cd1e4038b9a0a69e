"""Programs that let the runner use a client."""
