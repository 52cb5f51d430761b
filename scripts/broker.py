"""Becomes the broker: replaces this process by Redis or Valkey on a Unix socket (first argument; the rest is passed)."""

import os
import sys

from scripts.services import broker_binary


def main() -> None:
    """Never returns."""
    binary = broker_binary()
    os.execv(binary, [binary, "--port", "0", "--unixsocket", sys.argv[1], *sys.argv[2:]])  # noqa: S606


if __name__ == "__main__":
    main()
