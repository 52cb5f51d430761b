"""`make lock`: resolves requirements/*.in anew, with hashes and without any registry's address."""

from scripts import setup
from scripts.project import REQUIREMENTS, VENV, Refusal, call, command

NAMES = ("base", "run", "dev", "uv")
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--universal",
    "--python-version",
    "3.11",
)


def main() -> None:
    """Writes requirements/*.txt."""
    setup.ensure("dev")
    for name in NAMES:
        source, target = REQUIREMENTS / f"{name}.in", REQUIREMENTS / f"{name}.txt"
        if call([VENV / "bin" / "uv", "pip", "compile", *OPTIONS, "--upgrade", source, "-o", target]):
            raise Refusal(f"{source.name} could not be resolved: see above")


if __name__ == "__main__":
    command(main)
