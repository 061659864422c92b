"""Mentions -> who is meant: names restored, parties found in the authority file or named by pattern, themes assigned."""
