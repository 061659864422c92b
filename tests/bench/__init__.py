"""Speeds, as ratios to the peers' in one run: `python -m tests.bench` prints one table."""
