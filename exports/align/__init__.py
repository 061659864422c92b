"""Comparisons, traces and overlaps as pages, Word, workbooks, Markdown and JSON."""
