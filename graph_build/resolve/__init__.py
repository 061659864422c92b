"""Mentions -> who is meant: names restored, parties found or named by pattern, themes assigned."""
