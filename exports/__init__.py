"""What people open: one module a format, each with ``SUFFIX`` and ``write(endpoint, path)``."""
