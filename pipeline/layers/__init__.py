"""Layers: tables in, one table out; a file bears the name of the layer that it makes."""
