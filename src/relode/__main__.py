"""`python -m relode` is the command `relode`."""

from relode.cli import main

if __name__ == "__main__":
    main()
