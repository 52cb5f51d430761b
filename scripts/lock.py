"""`make lock`: resolves requirements/*.in and package.json anew, with hashes and without any registry's address."""

from scripts import setup
from scripts.installers import node_certificates, uv_configuration
from scripts.project import REQUIREMENTS, VENV, Refusal, call, command, environment

NAMES = ("base", "run", "dev", "uv", "image")
# 3.11 is the oldest Python that the locks serve.
OPTIONS = (
    "--quiet", "--upgrade", "--generate-hashes", "--no-header", "--no-annotate", "--universal", "--python-version", "3.11"
)  # fmt: skip
# One complete index decides: a local one beside it would leave its few hashes in place of all.
BESIDE = ("UV_INDEX", "UV_FIND_LINKS")


def main() -> None:
    """Writes requirements/*.txt and package-lock.json. Resolved at one moment, the sets agree where they overlap."""
    setup.ensure("dev")
    found = uv_configuration(environment())
    index = {name: value for name, value in found.items() if name not in BESIDE}
    for name in NAMES:
        source, target = REQUIREMENTS / f"{name}.in", REQUIREMENTS / f"{name}.txt"
        if call([VENV / "bin" / "uv", "pip", "compile", *OPTIONS, source, "-o", target], index):
            raise Refusal(f"{source.name} could not be resolved, see above: mend it, then type make lock")
    if call([setup.npm(), "update", "--package-lock-only", "--ignore-scripts"], node_certificates()):
        raise Refusal("package.json could not be resolved, see above: mend it, then type make lock")


if __name__ == "__main__":
    command(main)
