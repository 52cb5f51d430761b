"""Writes pgBackRest's configuration from the environment: what the container of the database does before it starts."""

import os

from scripts.backups import Site
from scripts.project import command


def main() -> None:
    """Makes the folders too."""
    Site.from_environment(os.environ).configure()


if __name__ == "__main__":
    command(main)
