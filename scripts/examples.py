"""`make examples`: the tests that reach every operation of the API write down what they were answered."""

import subprocess
from pathlib import Path

from scripts import setup
from scripts.project import ROOT, VENV, Refusal, command, environment, say

EXAMPLES = ROOT / "quota_admin" / "data" / "api_examples.json"
RECORDING = ("tests/access/test_reached.py", "tests/access/test_problem_examples.py")


def main() -> None:
    """Anew, from nothing; then `make schema` puts them into the description."""
    setup.ensure("dev")
    part = Path(f"{EXAMPLES}.part")
    part.unlink(missing_ok=True)
    arguments = [str(VENV / "bin" / "pytest"), *RECORDING, "--numprocesses", "0", "--quiet"]
    surroundings = environment({"RECORD_EXAMPLES": str(part)})
    if subprocess.run(arguments, cwd=ROOT, env=surroundings, check=False).returncode:
        part.unlink(missing_ok=True)
        raise Refusal("An operation was not answered as described, see above")
    part.replace(EXAMPLES)
    say(f"Written: {EXAMPLES.relative_to(ROOT)}; make schema puts it into the description")


if __name__ == "__main__":
    command(main)
