"""Packages of the system: installed where this user may, and named in a sentence where not."""

import ctypes.util
import os
import shutil
import subprocess

from scripts.project import say

# HarfBuzz-Subset makes the documents small; without it the fonts are cut by Python, and WeasyPrint warns.
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


def may_install() -> list[str] | None:
    """The beginning of an apt-get command, or None when this user may not."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "apt-get"]
    return None


def install(packages: tuple[str, ...]) -> bool:
    """Whether the packages could be installed."""
    apt = may_install()
    if apt is None:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["install", "-y", "-qq", "--no-install-recommends"]
    say(f"Installing {' '.join(packages)} with apt-get")
    # The second try is for a machine whose package lists are old or were never fetched.
    for prepare in ([], ["update", "-qq"]):
        if prepare:
            subprocess.run([*apt, *prepare], capture_output=True, env=quiet, check=False)
        if subprocess.run([*apt, *options, *packages], capture_output=True, env=quiet, check=False).returncode == 0:
            return True
    return False


def ensure_pango() -> None:
    """What PDFs need; without it everything else works, and the PDF button says what is missing."""
    if all(ctypes.util.find_library(name) for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")):
        return
    if may_install() is None or not install(PANGO):
        say(f"PDFs need pango, which could not be installed here: type sudo apt-get install {' '.join(PANGO)}")


def chromium() -> str | None:
    """The path of Chromium, installed when it is missing and this user may; else None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if may_install() is None:
        return None
    return shutil.which("chromium") if install(("chromium",)) else None
