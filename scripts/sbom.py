"""`make sbom`: every package of the service and of the pages, with version and licence, as CycloneDX 1.6."""

import json
import subprocess
from pathlib import Path
from typing import Any

from scripts import setup
from scripts.project import BUILD, REQUIREMENTS, ROOT, VENV, Refusal, command, say

FOLDER = BUILD / "sbom"
# Licences that a closed network may run and pass on without asking anybody; what is none of them is named at the end.
FREE = (
    "Apache",
    "BSD",
    "MIT",
    "ISC",
    "PSF",
    "Python",
    "MPL",
    "LGPL",
    "OFL",
    "HPND",
    "Unlicense",
    "Zlib",
    "0BSD",
    "ZPL",
)


def main() -> None:
    """Writes python.json from the lock and what is installed of it, and browser.json from package-lock.json."""
    setup.ensure("dev")
    FOLDER.mkdir(parents=True, exist_ok=True)
    python, browser = FOLDER / "python.json", FOLDER / "browser.json"
    ask: list[str | Path] = [VENV / "bin" / "cyclonedx-py", "environment", VENV / "bin" / "python", "--output-reproducible",
           "--spec-version", "1.6", "--output-file", python]  # fmt: skip
    done = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"cyclonedx-py failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    keep_only(python, locked())
    as_in_the_image(python, (REQUIREMENTS / "image.txt").read_text(encoding="utf-8"))
    browser.write_text(json.dumps(browser_packages(), indent=2) + "\n", encoding="utf-8")
    for path in (python, browser):
        found = json.loads(path.read_text(encoding="utf-8"))["components"]
        unclear = [one["name"] for one in found if not is_free(one)]
        say(
            f"{path.relative_to(ROOT)}: {len(found)} packages; licence to be read by hand: {', '.join(unclear) or 'none'}"
        )


def locked() -> set[str]:
    """The names in the lock of the service, as package registries write them."""
    lines = (REQUIREMENTS / "base.txt").read_text(encoding="utf-8").splitlines()
    return {line.partition("==")[0].partition("[")[0].lower() for line in lines if "==" in line}


def keep_only(path: Path, names: set[str]) -> None:
    """Leave out what is installed for tests and checks only."""
    document = json.loads(path.read_text(encoding="utf-8"))
    document["components"] = [one for one in document["components"] if normal(one["name"]) in names]
    kept = {one["bom-ref"] for one in document["components"]}
    document["dependencies"] = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in kept]}
        for one in document.get("dependencies", [])
        if one["ref"] in kept
    ]
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def as_in_the_image(path: Path, lock: str) -> None:
    """What the image builds from its source stands there in place of the wheel “…-binary” that is installed here."""
    text = path.read_text(encoding="utf-8")
    for line in lock.splitlines():
        name, _equals, rest = line.partition("==")
        if not rest:
            continue
        built, version = normal(name), rest.split()[0]
        document = json.loads(text)
        for one in document["components"]:
            if normal(one["name"]) == f"{built}-binary":
                reference, purl = one["bom-ref"], f"pkg:pypi/{built}@{version}"
                one |= {"name": built, "version": version, "purl": purl}
                text = json.dumps(document, indent=2).replace(json.dumps(reference), json.dumps(purl)) + "\n"
    path.write_text(text, encoding="utf-8")


def normal(name: str) -> str:
    """“Django_Filter” and “django-filter” are one package."""
    return name.lower().replace("_", "-").replace(".", "-")


def browser_packages() -> dict[str, Any]:
    """What pages load, from package-lock.json."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:npm/{name.removeprefix('node_modules/')}@{found['version']}",
            "name": name.removeprefix("node_modules/"),
            "version": found["version"],
            "licenses": [{"license": {"name": found.get("license", "")}}],
            "purl": f"pkg:npm/{name.removeprefix('node_modules/')}@{found['version']}",
        }
        for name, found in sorted(lock["packages"].items())
        if name
    ]
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}


def is_free(component: dict[str, Any]) -> bool:
    """Whether one of the licences that the package names is one of those above."""
    named = json.dumps(component.get("licenses", []))
    return any(word in named for word in FREE)


if __name__ == "__main__":
    command(main)
