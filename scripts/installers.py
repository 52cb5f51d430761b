"""Call pip, uv and npm, from the registry this machine is set up for, and summarise their output in a sentence."""

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from scripts.project import BUILD, PYTHON, REQUIREMENTS, ROOT, VENV, Refusal, environment

LOG = BUILD / "setup.log"

# Options of pip, and their names in uv.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "proxy": "ALL_PROXY",
    "timeout": "UV_HTTP_TIMEOUT",
    "default-timeout": "UV_HTTP_TIMEOUT",
}

# Words of pip, uv and npm, and the sentence they mean; the first that is found holds.
MEANINGS = (
    (("No space left on device", "ENOSPC"), "The disk is full: free about 1 GB, then type {again}"),
    (("THESE PACKAGES DO NOT MATCH THE HASHES", "Hash mismatch", "EINTEGRITY"),
     "A package is not the one that was locked (its hash differs), so nothing was installed: see .build/setup.log"),
    (("CERTIFICATE_VERIFY_FAILED", "invalid peer certificate", "SELF_SIGNED_CERT", "UNABLE_TO_GET_ISSUER"),
     "The package registry's certificate is not trusted here: type SSL_CERT_FILE=/path/of/your/ca.pem {again}"),
    (("Failed to establish a new connection", "Temporary failure in name resolution", "Name or service not known",
      "No matching distribution found", "Connection refused", "timed out", "dns error", "error sending request",
      "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ProxyError", "Could not connect"),
     "The package registry is out of reach: connect this machine, or name a mirror with "
     "PIP_INDEX_URL (and npm_config_registry), then type {again}"),
)  # fmt: skip


def install_locked(lock: Path) -> None:
    """Install exactly what the lock says, checked by hash: with uv, or with pip where uv cannot."""
    env = environment({"VIRTUAL_ENV": str(VENV), "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    env.setdefault("PIP_RETRIES", "2")
    run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS / "uv.txt"], env)
    uv_env = {**uv_configuration(env), **env}
    uv: list[str | Path] = [
        VENV / "bin" / "uv",
        "pip",
        "sync",
        "--quiet",
        "--compile-bytecode",
        "--require-hashes",
        lock,
    ]
    if _attempt(uv, uv_env) is not None:
        run([PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], env)


def uv_configuration(env: Mapping[str, str]) -> dict[str, str]:
    """The user's pip configuration in uv's words, because uv does not read it."""
    listed = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, env=env, check=False
    ).stdout
    found: dict[str, str] = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        if uv_name := UV_NAMES.get(name.rpartition(".")[2]):
            found[uv_name] = value.strip("'\"")
    # Like pip: the version that is locked counts, from whichever index has it. Its hash is checked either way.
    return {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_LINK_MODE": "copy", **found}


def node_certificates() -> dict[str, str]:
    """Node reads its extra certificates from a variable of its own."""
    own = os.environ.get("SSL_CERT_FILE")
    return {"NODE_EXTRA_CA_CERTS": own} if own and "NODE_EXTRA_CA_CERTS" not in os.environ else {}


def run(arguments: Iterable[str | Path], env: Mapping[str, str]) -> None:
    """Run an installer; when it fails, refuse with what its output means."""
    output = _attempt(arguments, env)
    if output is not None:
        raise refusal(output)


def _attempt(arguments: Iterable[str | Path], env: Mapping[str, str]) -> str | None:
    """None when it worked, else what it said, which is kept in the log."""
    parts = [str(part) for part in arguments]
    done = subprocess.run(parts, cwd=ROOT, env=dict(env), capture_output=True, text=True, check=False)
    if not done.returncode:
        return None
    output = done.stdout + done.stderr
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(parts)}\n{output}\n")
    return output


def refusal(output: str) -> Refusal:
    """The sentence for an installer's output."""
    again = f"make {os.environ.get('MAKE_GOAL') or Path(sys.argv[0]).stem}"
    for words, sentence in MEANINGS:
        if any(word in output for word in words):
            return Refusal(sentence.format(again=again))
    last = (output.strip().splitlines() or ["it said nothing"])[-1]
    return Refusal(f"The installation failed ({last.strip()}): see .build/setup.log, then type {again}")
