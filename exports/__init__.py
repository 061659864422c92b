"""What people open: one module a format, each with ``write(endpoint, path)``; formats.py lists them."""
