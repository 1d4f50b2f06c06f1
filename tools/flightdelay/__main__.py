"""`python -m flightdelay` is the command `flightdelay`."""

import sys

from flightdelay.cli import main

if __name__ == "__main__":
    sys.exit(main())
