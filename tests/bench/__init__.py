"""Benchmarks: seconds and peak memory, never part of the tests."""
