"""A draft with its advice: comments in the drafter's own Word file, notes in the margin of a page, a summary."""
