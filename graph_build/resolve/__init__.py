"""Mentions to parties: who is meant by what is written."""
