"""`python -m symact` is the `symact` command."""

from symact.cli import main

if __name__ == "__main__":
    main()
