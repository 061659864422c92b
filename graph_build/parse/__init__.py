"""Text to document: header, outline, attributions with their mentions, deadlines, targets, citations."""
