"""Bytes to quads, in four stages: read, parse, resolve, write."""
