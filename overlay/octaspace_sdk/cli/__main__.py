"""`python -m octaspace_sdk.cli`, the same as `octaspace`."""

from octaspace_sdk.cli.entry import main

if __name__ == "__main__":
    main()
