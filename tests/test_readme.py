"""Every command that README and CONTRIBUTING show is run here, and what they print is what is shown."""

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "CONTRIBUTING.md")

# Commands that are not run here, each with the place where they are.
ELSEWHERE = {
    "python3 run.py test": ".ci/run, of which this test is a part",
    "python3 run.py lint": ".ci/run",
    ".ci/run": "itself",
    "pip install .": ".ci/run installs the wheel into an environment of its own",
}
# Commands that take long: run with `-m slow`, and by .ci/run.
SLOW = ("python3 run.py verify", "symact verify", "symact plot", "symact prove sigmoid proofs")

# Commands that measure this machine: their digits may differ from the page, the words may not.
MEASURE = ("symact accuracy", "symact thresholds")


@dataclass(frozen=True)
class Shown:
    """One command of a page, with the output that the page shows below it (none is shown if it is empty)."""

    page: str
    command: str
    output: str


def shown(page: str) -> list[Shown]:
    blocks = re.findall(r"^```(?:console|sh)\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.M)
    found = []
    for block in blocks:
        first, *parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
        assert first == "", f"{page}: a block of commands begins with '$ ', not with {first!r}"
        for part in parts:
            command, _, output = part.partition("\n")
            found.append(Shown(page, re.sub(r"\s+# .*", "", command), output))
    return found


COMMANDS = [command for page in PAGES for command in shown(page)]


def here(command: str) -> list[str]:
    """The same command through the interpreter that runs the tests, which needs no .venv."""
    words = shlex.split(command)
    if words[:2] == ["python3", "run.py"]:
        words = ["symact", *words[2:]]
    if words[0] == "symact":
        return [sys.executable, "-c", "from symact.cli import main; main()", *words[1:]]
    if words[0] in ("python", "python3"):
        return [sys.executable, *words[1:]]
    raise AssertionError(f"no way to run {command!r}: add it to ELSEWHERE, with the place where it is run")


def settled(command: str, text: str) -> str:
    """Output without what changes from run to run or from one processor to another."""
    if command.startswith(MEASURE):
        text = re.sub(r"-?\d[\d.,]*(e[+-]\d+)?|-?0x[\da-f.]+p[+-]\d+", "#", text)
    return re.sub(r"\d+(\.\d+)? m?s\b", "# s", text.strip())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the entry that CONTRIBUTING adds."""
    folder = tmp_path_factory.mktemp("checkout")
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("symact", "proofs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", folder)  # by which symact knows a checkout
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    path, text = re.findall(r"Put `(symact/\S+)` there.*?^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)[0]
    assert not (folder / path).exists()
    (folder / path).write_text(text, encoding="utf-8")
    return folder


def run(command: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(checkout)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # the copy is this test's own, and compiled once
    return subprocess.run(here(command), capture_output=True, text=True, cwd=checkout, env=environment, check=False)


def quick(command: Shown) -> bool:
    return not command.command.startswith(SLOW)


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=[] if quick(c) else pytest.mark.slow) for c in COMMANDS if c.command not in ELSEWHERE],
    ids=lambda shown: shown.command,
)
def test_a_shown_command_prints_what_is_shown(command: Shown, checkout: Path) -> None:
    result = run(command.command, checkout)
    assert result.returncode == (1 if "REFUTED" in command.output else 0), result.stdout + result.stderr
    if command.output:
        assert settled(command.command, result.stdout) == settled(command.command, command.output)


def test_the_python_session_prints_what_is_shown() -> None:
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted > 3
    assert results.failed == 0


def test_commands_run_elsewhere_are_shown() -> None:
    assert set(ELSEWHERE) <= {command.command for command in COMMANDS}


def test_the_readme_opens_with_what_a_newcomer_needs() -> None:
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:45])
    for needed in ("symact check", "REFUTED", "python3 run.py verify", "python3 run.py test"):
        assert needed in screen


def test_ci_calls_the_shown_commands() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"python3 run.py test", "python3 run.py lint"} <= set(script)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
