"""Two documents side by side: what changed, what was handed down, what was copied, each with both quotations."""
