"""Packages of the system: installed where this user may, and named in a sentence where not."""

import ctypes.util
import os
import shutil
import subprocess

from scripts.project import say

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0")


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
    subprocess.run([*apt, "update", "-qq"], capture_output=True, env=quiet, check=False)
    options = ["install", "-y", "-qq", "--no-install-recommends"]
    return subprocess.run([*apt, *options, *packages], capture_output=True, env=quiet, check=False).returncode == 0


def ensure_pango() -> None:
    """What PDFs need; without it everything else works, and the PDF button says what is missing."""
    if ctypes.util.find_library("pangoft2-1.0"):
        return
    say("Installing what PDFs need (pango)")
    if not install(PANGO):
        say(f"  not possible here; PDFs will say what is missing: apt-get install {' '.join(PANGO)}")


def chromium() -> str | None:
    """The path of Chromium, installed when it is missing and this user may; else None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    say("Installing Chromium")
    return shutil.which("chromium") if install(("chromium",)) else None
