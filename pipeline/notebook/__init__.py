"""A built region in a notebook: its tables by name, and each on a map that asks no host."""
