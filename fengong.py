"""The front door (being built)."""


def main() -> None:
    """Run the command line."""
