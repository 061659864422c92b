"""Advice to the drafter: one rule a function, each with its reason and its source."""
