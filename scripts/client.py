"""`make client`: a typed Python client of the API, generated from the description into .build/client."""

import shutil
from pathlib import Path

from scripts import setup
from scripts.project import BUILD, ROOT, VENV, Refusal, call, command

CLIENT = BUILD / "client"


def main() -> None:
    """Generates it anew."""
    setup.ensure("dev")
    shutil.rmtree(CLIENT, ignore_errors=True)
    arguments: list[str | Path] = [
        VENV / "bin" / "openapi-python-client",
        "generate",
        "--path",
        ROOT / "docs" / "openapi.yaml",
    ]
    if call([*arguments, "--output-path", CLIENT, "--meta", "none", "--overwrite", "--fail-on-warning"]):
        raise Refusal("The client could not be generated from docs/openapi.yaml, see above")


if __name__ == "__main__":
    command(main)
