"""Bytes to text: one module an input format."""
