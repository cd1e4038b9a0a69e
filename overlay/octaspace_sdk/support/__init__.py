"""Ground level: used by every other folder, uses none of them."""
