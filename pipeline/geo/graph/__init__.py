"""Graphs of edges with whole costs: ways, nearest seeds, parts that hang together, weak points.

Arrays in, arrays out. `arcs` has what all share; `hierarchy`, `customize` and `sweep` answer many
questions about one graph; `search` answers one about a graph that is soon forgotten.
"""
