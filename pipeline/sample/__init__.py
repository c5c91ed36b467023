"""Writes a made-up region in the true formats, with the truth that it built in."""
