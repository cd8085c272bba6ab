"""Parse, call, print."""


def main() -> None:
    """Entry point of the command `relode`."""
