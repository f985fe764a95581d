"""run.py makes the environment once, keeps off one that is not its own, and hands every word on; the wheel is whole."""

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import symact

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Machine:
    """A copy of run.py in its own folder, on a machine where only the named modules and programs exist."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("run.py", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        spec = importlib.util.spec_from_file_location("run_under_test", folder / "run.py")
        assert spec and spec.loader
        self.run: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.run)
        self.commands: list[list[str]] = []
        self.programs: set[str] = set()
        self.modules = {"venv", "ensurepip", "pip"}
        self.fails: Callable[[list[str]], bool] = lambda words: False
        monkeypatch.setattr(self.run, "attempt", self.attempt)
        monkeypatch.setattr(self.run.shutil, "which", lambda name: name if name in self.programs else None)
        monkeypatch.setattr(self.run, "BASE", "python3")

    def attempt(self, *command: str | Path, quiet: bool = False) -> bool:
        words = [str(word) for word in command]
        if quiet:
            return words[0] == "python3" and words[2].removeprefix("import ") in self.modules
        self.commands.append(words)
        if self.fails(words):
            return False
        if words[-1] == str(self.run.VENV):
            self.run.SCRIPTS.mkdir(exist_ok=True)
            self.run.PYTHON.touch()
        return True

    def kinds(self) -> list[str]:
        """The commands tried so far, each by its first words; the list starts anew."""
        kinds = [" ".join(words[: 4 if words[0] == "uv" else 5]) for words in self.commands]
        self.commands.clear()
        return [kind.replace(str(self.run.PYTHON), "PYTHON").replace(str(self.run.VENV), "VENV") for kind in kinds]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(tmp_path, monkeypatch)


def test_the_second_call_finds_everything_done(machine: Machine) -> None:
    machine.run.ensure(["plot"])
    assert len(machine.commands) == 2
    machine.commands.clear()
    machine.run.ensure(["plot"])
    assert machine.commands == []


def test_extras_are_added_to_those_already_there(machine: Machine) -> None:
    machine.run.ensure(["plot"])
    machine.run.ensure(["test"])
    assert machine.commands[-1][-1].endswith("[plot,test]")
    assert machine.commands[-1][-1].startswith(str(machine.run.ROOT))
    machine.commands.clear()
    machine.run.ensure(["plot"])
    assert machine.commands == []


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_brings_the_environment_up_to_date(machine: Machine, name: str) -> None:
    machine.run.ensure(["test"])
    machine.commands.clear()
    with (machine.run.ROOT / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    machine.run.ensure(["plot"])
    assert [command[-1].partition("[")[2] for command in machine.commands] == ["plot,test]"]


def test_another_python_gets_a_new_environment(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.run.ensure(["plot"])
    old = machine.run.VENV / "old"
    old.touch()
    monkeypatch.setattr(sys, "version", "3.99.0")
    machine.run.ensure(["plot"])
    assert not old.exists()


@pytest.mark.parametrize("stops", ["ensurepip", "install"])
def test_an_interrupted_installation_is_not_remembered(machine: Machine, stops: str) -> None:
    def interrupt(words: list[str]) -> bool:
        if stops in words or stops == "ensurepip":
            raise KeyboardInterrupt
        return False

    machine.fails = interrupt
    with pytest.raises(KeyboardInterrupt):
        machine.run.ensure(["plot"])
    machine.fails = lambda words: False
    machine.commands.clear()
    machine.run.ensure(["plot"])
    assert machine.commands[-1][-1].endswith("[plot]")


@pytest.mark.parametrize("content", [None, "pyvenv.cfg", "symact-run.json"])
def test_an_environment_made_by_others_is_refused(machine: Machine, content: str | None) -> None:
    machine.run.VENV.mkdir()
    if content:
        (machine.run.VENV / content).write_text("home = elsewhere\n", encoding="utf-8")
    with pytest.raises(machine.run.SetupError, match=r"was not made by run\.py"):
        machine.run.ensure(["plot"])
    assert machine.commands == []
    assert sorted(path.name for path in machine.run.VENV.iterdir()) == ([content] if content else [])


WAYS = {
    "uv": ({"uv"}, set(), ["uv venv --quiet --allow-existing", "uv pip install --python"]),
    "venv": (set(), {"venv", "ensurepip"}, ["python3 -m venv VENV", "python3 -m pip --python PYTHON"]),
    "outer pip": (set(), {"venv", "pip"}, ["python3 -m venv --without-pip VENV", "python3 -m pip --python PYTHON"]),
    "virtualenv": (set(), {"virtualenv"}, ["python3 -m virtualenv --quiet VENV", "python3 -m pip --python PYTHON"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_environment_is_made_with_what_there_is(machine: Machine, way: str) -> None:
    machine.programs, machine.modules, commands = WAYS[way]
    machine.run.ensure(["plot"])
    assert machine.kinds() == commands


def test_a_failing_uv_is_reported_and_pip_takes_over(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    machine.programs = {"uv"}
    machine.fails = lambda words: words[0] == "uv"
    machine.run.ensure(["plot"])
    assert [words[0] for words in machine.commands] == ["uv", "python3", "uv", "python3"]
    assert capsys.readouterr().err.count("uv failed") == 2


def test_a_python_without_means_says_what_to_install(machine: Machine) -> None:
    machine.modules = {"venv"}
    with pytest.raises(machine.run.SetupError, match=r"install uv, or .* apt install python3-venv"):
        machine.run.ensure(["plot"])


def test_a_failed_installation_is_tried_again(machine: Machine) -> None:
    machine.fails = lambda words: "install" in words
    with pytest.raises(machine.run.SetupError, match="installation failed"):
        machine.run.ensure(["plot"])
    machine.fails = lambda words: False
    machine.commands.clear()
    machine.run.ensure(["plot"])
    assert len(machine.commands) == 1


DOCS = ["-m", "sphinx", "-W", "--keep-going", "-E", "-b", "html"]
HANDED_ON = {
    "check": (["check", "-relu(-x) == Min(x, 0)", "--json"], ["symact", "check", "-relu(-x) == Min(x, 0)", "--json"]),
    "number": (["thresholds", "elu", "-1"], ["symact", "thresholds", "elu", "-1"]),
    "unknown": (["chekc"], ["symact", "chekc"]),
    "help": (["help"], ["symact", "--help"]),
    "test": (["test", "-k", "ball", "-x"], ["python", "-m", "pytest", "-k", "ball", "-x"]),
    "docs": (["docs", "-q"], ["python", *DOCS, "-q", "docs", "build/docs"]),
}


@pytest.mark.parametrize("name", HANDED_ON)
def test_words_are_handed_on(machine: Machine, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    given, expected = HANDED_ON[name]
    seen: list[list[str]] = []
    monkeypatch.setattr(machine.run, "become", lambda words, directory=None: seen.append([*map(str, words)]) or 7)
    assert machine.run.main(given) == 7
    assert [[Path(seen[0][0]).stem, *seen[0][1:]]] == [expected]


def run_py(folder: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for symact is a shell script")
def test_exit_codes_and_directory_are_those_of_the_command(machine: Machine, tmp_path: Path) -> None:
    machine.run.ensure(["plot"])
    fake = machine.run.SCRIPTS / "symact"
    fake.write_text('#!/bin/sh\npwd\nprintf "%s\\n" "$@"\nexit 3\n', encoding="utf-8")
    fake.chmod(0o755)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run = run_py(tmp_path, "check", "-x  == 1", "", cwd=elsewhere)
    assert (run.returncode, run.stderr) == (3, "")
    assert run.stdout == f"{elsewhere}\ncheck\n-x  == 1\n\n"


def test_help_makes_no_environment(tmp_path: Path) -> None:
    shutil.copy(ROOT / "run.py", tmp_path)
    for arguments in ([], ["--help"]):
        run = run_py(tmp_path, *arguments)
        assert (run.returncode, run.stderr) == (0, "")
        assert "python3 run.py verify" in run.stdout
    assert not (tmp_path / ".venv").exists()


def test_a_foreign_environment_ends_in_one_line(tmp_path: Path) -> None:
    for name in ("run.py", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    run = run_py(tmp_path, "verify")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert str(tmp_path / ".venv") in run.stderr


def test_an_old_python_is_told_in_one_line() -> None:
    program = "import runpy, sys; sys.version_info = (3, 6, 15); runpy.run_path(sys.argv[1], run_name='__main__')"
    command = [sys.executable, "-c", program, str(ROOT / "run.py"), "verify"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "run.py: symact needs Python 3.11 or newer; this is Python 3.6\n"


def test_an_old_python_can_parse_run_py() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="ascii"), feature_version=(3, 6))


def test_run_py_needs_the_standard_library_alone() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def requirements() -> list[str]:
    project = PROJECT["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [line for line in [*project["dependencies"], *extras] if not line.startswith("symact")]


def test_constraints_are_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if line and not re.fullmatch(r"#.*|[a-z0-9-]+==[0-9][0-9a-z.]*", line)]
    assert odd == []


def test_every_requirement_has_a_tested_version() -> None:
    tested = {line.split("==")[0] for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert {re.split(r"[<>=\[]", line)[0] for line in requirements()} - tested == set()


def test_all_names_every_optional_part() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    assert extras["all"] == [f"symact[{','.join(name for name in extras if name not in ('all', 'test', 'lint'))}]"]


@pytest.mark.parametrize("name", ["CITATION.cff", "CHANGELOG.md"])
def test_the_version_is_the_same_everywhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.search(rf"^(version: |## ){re.escape(symact.__version__)}\b", text, re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_the_package_and_the_proof_scripts(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    package = {path.relative_to(ROOT).as_posix() for path in (ROOT / "symact").rglob("*.py")}
    scripts = {f"symact/_{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "proofs").rglob("*.py")}
    font = {f"symact/render/fonts/{name}" for name in ("symact-math.woff2", "README.md", "GUST-FONT-LICENSE.txt")}
    assert package | scripts | font | {"symact/py.typed", "symact/kernel/GRAMMAR.md"} <= names
    assert {name.split("/")[0] for name in names} == {"symact", f"symact-{symact.__version__}.dist-info"}


def test_the_wheel_names_its_command_and_licence(wheel: zipfile.ZipFile) -> None:
    folder = f"symact-{symact.__version__}.dist-info"
    assert "symact = symact.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()
    metadata = wheel.read(f"{folder}/METADATA").decode()
    assert "License-Expression: BSD-3-Clause AND LPPL-1.3c" in metadata
    assert f"{folder}/licenses/symact/render/fonts/GUST-FONT-LICENSE.txt" in wheel.namelist()
    assert "Requires-Python: >=3.11" in metadata
