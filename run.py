#!/usr/bin/env python3
"""Run symact from a checkout, in an environment of its own.

    python3 run.py verify               prove the catalogue, run the proof scripts, audit, write a report
    python3 run.py check "CLAIM"        any other word is a symact command; `python3 run.py help` lists them
    python3 run.py test [ARGUMENT ...]  run the tests; the arguments go to pytest
    python3 run.py lint                 run ruff and mypy
    python3 run.py docs [ARGUMENT ...]  build the documentation into build/docs; the arguments go to Sphinx

The first call makes .venv beside this file, with uv when it is on the PATH and with venv and pip otherwise, and
installs what the command needs; later calls find it done. Needs Python 3.11 or newer and nothing else.
"""

import sys

if sys.version_info < (3, 11):  # older Pythons must be able to parse this file: nothing newer than 3.6
    sys.stderr.write("run.py: symact needs Python 3.11 or newer; this is Python {}.{}\n".format(*sys.version_info[:2]))
    sys.exit(2)

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "symact-run.json"  # run.py made this .venv; from which Python, and what is installed in it
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
BASE = getattr(sys, "_base_executable", None) or sys.executable  # not the .venv's own, which may be about to go
EXTRAS = {"test": ["dask", "docs", "plot", "test"], "lint": ["docs", "lint", "plot", "test"], "docs": ["docs", "plot"]}
DOCS = ["-m", "sphinx", "-W", "--keep-going", "-E", "-b", "html"]  # -E: everything that pages claim is checked again
LINTERS = [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]]


class SetupError(Exception):
    """The environment cannot be made; the text says what to do."""


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print((__doc__ or "").strip())
        return 0
    command = arguments[0]
    ensure(EXTRAS.get(command, ["plot"]))
    if command == "test":
        chosen = arguments[1:] or ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]  # on several cores
        return become([PYTHON, "-m", "pytest", *chosen], ROOT)
    if command == "lint":
        codes = [subprocess.call([str(PYTHON), "-m", *linter], cwd=ROOT) for linter in LINTERS]
        return next(filter(None, codes), 0)
    if command == "docs":
        return become([PYTHON, *DOCS, *arguments[1:], "docs", "build/docs"], ROOT)
    return become([SCRIPTS / "symact", *(["--help"] if command == "help" else arguments)])


def ensure(extras: list[str]) -> None:
    """Make .venv hold symact, editable, with these extras and the versions of constraints.txt."""
    python = [sys.version, sys.base_prefix, str(ROOT)]
    files = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")))
    stamp = read_stamp()
    if stamp.get("python") != python or not PYTHON.exists():
        say("making .venv")
        if VENV.exists():
            shutil.rmtree(VENV)
        VENV.mkdir()
        write_stamp({})
        create()
        stamp = {"python": python}
    if stamp.get("files") != files.hexdigest() or not set(extras) <= set(stamp["extras"]):
        say("bringing .venv up to date" if "files" in stamp else "installing symact in .venv; once, about a minute")
        write_stamp({"python": python})  # an interrupted installation is not remembered as done
        extras = sorted({*extras, *stamp.get("extras", [])})
        install(f"{ROOT}[{','.join(extras)}]")
        write_stamp({"python": python, "files": files.hexdigest(), "extras": extras})


def read_stamp() -> dict[str, Any]:
    if not os.path.lexists(VENV):
        return {}
    try:
        stamp: dict[str, Any] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise SetupError(f"{VENV} was not made by run.py; move it away or delete it, then try again") from None
    return stamp


def write_stamp(stamp: dict[str, Any]) -> None:
    part = STAMP.with_suffix(".part")
    part.write_text(json.dumps(stamp), encoding="utf-8")
    part.replace(STAMP)


def create() -> None:
    if shutil.which("uv"):
        if attempt("uv", "venv", "--quiet", "--allow-existing", "--python", BASE, VENV):
            return
        say("uv failed; its message is above; trying without it")
    if has(BASE, "venv") and has(BASE, "ensurepip"):
        command = ["venv"]
    elif has(BASE, "venv") and has(BASE, "pip"):
        command = ["venv", "--without-pip"]  # the pip outside installs into it
    elif has(BASE, "virtualenv"):
        command = ["virtualenv", "--quiet"]
    else:
        raise SetupError(
            f"{BASE} has neither ensurepip nor pip, so it cannot make an environment; "
            "install uv, or its venv package (Debian, Ubuntu: apt install python3-venv), then try again"
        )
    if not attempt(BASE, "-m", *command, VENV):
        raise SetupError(f"{BASE} -m {command[0]} failed; its message is above")


def install(requirement: str) -> None:
    options: list[str | Path] = ["--quiet", "--constraint", ROOT / "constraints.txt", "--editable", requirement]
    if shutil.which("uv"):
        if attempt("uv", "pip", "install", "--python", PYTHON, "--compile-bytecode", *options):
            return
        say("uv failed; its message is above; trying pip")
    pip = [PYTHON, "-m", "pip"] if has(PYTHON, "pip") else [BASE, "-m", "pip", "--python", PYTHON]
    if not attempt(*pip, "install", "--disable-pip-version-check", *options):
        raise SetupError("the installation failed; its message is above; the next call tries again")


def has(python: str | Path, module: str) -> bool:
    return attempt(python, "-c", f"import {module}", quiet=True)


def attempt(*command: str | Path, quiet: bool = False) -> bool:
    """Whether the command succeeds; what it prints goes to stderr, because stdout belongs to symact."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.call([str(word) for word in command], stdout=output, stderr=output) == 0


def become(command: list[str | Path], directory: Path | None = None) -> int:
    """Hand over to the command: its exit code is ours, and so are the signals."""
    words = [str(word) for word in command]
    if os.name == "nt":
        return subprocess.call(words, cwd=directory)
    if directory:
        os.chdir(directory)
    sys.stdout.flush()
    os.execv(words[0], words)


def say(text: str) -> None:
    sys.stderr.write(f"run.py: {text}\n")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (SetupError, OSError) as error:
        say(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
