"""Downloads straight to disk, resumed after a broken attempt."""
