"""Benchmarks: each prints our figures beside a peer's from the same run."""
