"""Reads docker-compose.yml as an engine would: interpolated, with its secrets, hosts and folders put on this machine."""

import os
import re
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.project import ROOT

Service = dict[str, Any]
FOLDER = "/var/lib/quota"
PORT = "8000"


def services() -> dict[str, Service]:
    """Every service of the file, anchors and merges resolved."""
    found: dict[str, Service] = document()["services"]
    return found


def document() -> dict[str, Any]:
    """The whole file."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return found


def interpolated(text: str, given: Mapping[str, str]) -> str:
    """`${NAME:-default}` replaced, and `$$` for one dollar."""
    text = re.sub(r"(?<!\$)\$\{(\w+):-([^}]*)\}", lambda found: given.get(found[1]) or found[2], text)
    return text.replace("$$", "$")


@dataclass(frozen=True)
class Host:
    """This machine in the place of the engine: where secrets and folders lie, and which port the web gets."""

    folder: Path
    port: int
    given: Mapping[str, str]

    def text(self, value: object) -> str:
        """A word of the file, with its places put here."""
        text = interpolated(str(value), self.given)
        text = text.replace("/run/secrets", str(self.folder / "secrets")).replace(FOLDER, str(self.folder))
        return text.replace(f"127.0.0.1:{PORT}", f"127.0.0.1:{self.port}")

    def environment(self, service: Service) -> dict[str, str]:
        """What the container would have, and of this machine only where Python is."""
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "HOME": str(self.folder),
            "HOSTNAME": socket.gethostname(),
            "WEB_BIND": f"127.0.0.1:{self.port}",
            **{
                name: self.text(value) if value is not None else self.given[name]
                for name, value in service["environment"].items()
                if value is not None or name in self.given
            },
        }

    def command(self, service: Service) -> list[str]:
        """The very command of the service."""
        return [self.text(part) for part in service["command"]]

    def health(self, service: Service) -> list[str]:
        """The very health check of the service."""
        kind, *parts = service["healthcheck"]["test"]
        words = [self.text(part) for part in parts]
        return ["sh", "-c", *words] if kind == "CMD-SHELL" else words
