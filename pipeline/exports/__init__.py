"""Edge out: files that other programs open."""
