"""Makes what `make fuzz` starts from: `python -m tests.fuzz.world FOLDER` builds the world of tests/access into the database.

FOLDER gets the description with real ids and a request for each operation (schema.json), what is sent as files
(files.json), and a token for each role (tokens.json).
"""

import json
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import django

# One of each kind that the rules tell apart, and a program.
ROLES = (
    "miit_clerk", "miit_officer", "miit_viewer", "mnr_clerk", "mnr_officer", "ndrc_officer", "north_clerk",
    "north_officer", "north_acting", "south_clerk", "neimenggu_industry", "neimenggu_clerk", "north_administrator",
    "system_admin", "security_admin", "audit_admin", "north_roleless",
)  # fmt: skip
PROGRAM = "program"


def main(folder: Path) -> None:
    """Needs an empty database with all tables."""
    django.setup()
    # What follows needs the settings.
    from knox.models import AuthToken

    from accounts.services.reference import load_reference
    from deadlines.services.calendar import load_calendar
    from quota_admin.api.description import Description
    from tests.access.building import build
    from tests.fuzz.seeds import seeds

    load_reference()
    load_calendar()
    world = build()
    found = seeds(world)
    document = json.loads(json.dumps(Description.of_this_code().document, default=str))
    files = {f"{method.upper()} {path}": _sent(seed) for (method, path), seed in found.items() if seed.files}
    tokens = {role: f"Token {AuthToken.objects.create(world.people[role])[1]}" for role in ROLES}
    tokens[PROGRAM] = f"Bearer {_program(world)}"
    for name, content in {"schema": with_seeds(document, found), "files": files, "tokens": tokens}.items():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, default=str), encoding="utf-8")


def _sent(seed: Any) -> dict[str, Any]:
    files = {name: b64encode(content).decode() for name, (_name, content) in seed.files.items()}
    return {"fields": seed.body or {}, "files": files}


def _program(world: Any) -> str:
    """The token of a program that drafts for the northern group."""
    from accounts.models import Role
    from integrations.models import ServiceAccount
    from integrations.rules.scopes import SCOPES
    from integrations.services.service_tokens import issue_token

    account: ServiceAccount = world.row("service account.running", "north")
    account.scopes = list(SCOPES)
    account.save(update_fields=["scopes"])
    account.user.roles.set(Role.objects.filter(code=Role.CLERK))
    return issue_token(account=account, by=world.people["north_administrator"])[1]


def with_seeds(document: dict[str, Any], found: Any) -> dict[str, Any]:
    """The description with the seeds as its examples; half of the addresses that are made up name a row that exists."""
    real: dict[str, set[Any]] = {}
    for (_method, path), seed in found.items():
        for name, value in seed.path.items():
            real.setdefault(f"{path.split('/')[3]} {name}", set()).add(value)
    for (method, path), seed in found.items():
        operation = document["paths"][path][method]
        for parameter in operation["parameters"]:
            name = parameter["name"]
            if parameter["in"] == "path":
                known = sorted(real[f"{path.split('/')[3]} {name}"], key=str)
                parameter["schema"] = {"anyOf": [{"enum": known}, parameter["schema"]]}
                parameter["example"] = seed.path[name]
            elif name in seed.query:
                parameter["example"] = seed.query[name]
        for kind, media in operation.get("requestBody", {}).get("content", {}).items():
            media.pop("example", None)
            if kind == "application/json" and not seed.files:
                media["example"] = seed.body or {}
    return document


if __name__ == "__main__":
    main(Path(sys.argv[1]))
