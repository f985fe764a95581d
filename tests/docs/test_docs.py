"""Commands that the pages in docs/ show are run here, and what they print is what is shown; links lead somewhere.

The pages themselves are built by `test_pages.py`.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from symact.cli.group import COMMANDS, run

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
TUTORIAL = DOCS / "tutorial.md"  # adds an entry, and so is run in a copy of the package

# Commands that are not run here, each with the place where they are.
ELSEWHERE = {"pip install .": ".ci/run installs the wheel into an environment of its own"}
SCHEDULER = "tcp://localhost:8786"  # commands with it are run by `test_commands_for_a_cluster`
FRAMEWORKS = re.compile(r"--(?:impl|via) (torch|jax|scipy|keras|onnxruntime|numba)\b")  # run where it is installed
# Commands that measure this machine: their digits may differ from the page, the words may not.
MEASURE = ("symact accuracy", "symact thresholds")


def shown(page: Path) -> list[tuple[str, str]]:
    """(command, output shown below it), from the console blocks of a page."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def settled(command: str, text: str) -> str:
    """Output without what changes from run to run or from one processor to another."""
    if command.startswith(MEASURE):
        text = re.sub(r"-?\d[\d.,]*(e[+-]\d+)?|-?0x[\da-f.]+p[+-]\d+", "#", text)
    text = re.sub(r"^  by .*; rests on", "  by #; rests on", text, flags=re.MULTILINE)  # how is the prover's affair
    return re.sub(r"\d+\.\d+ s\b", "# s", text)


def shown_pages() -> list[Any]:
    """Every page but the tutorial, whose commands build on each other; the pictures take seconds."""
    marks = {"plots.md": [pytest.mark.slow]}
    return [pytest.param(p, marks=marks.get(p.name, ()), id=p.name) for p in PAGES if p != TUTORIAL]


@pytest.mark.parametrize("page", shown_pages())
def test_shown_commands_print_what_is_shown(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    absent = []
    for command, output in shown(page):
        if command in ELSEWHERE or SCHEDULER in command:
            continue
        framework = FRAMEWORKS.search(command)
        if framework and find_spec(framework[1]) is None:
            absent.append(framework[1])
            continue
        words = shlex.split(command)
        assert words[0] == "symact"
        assert run(words[1:]) in (0, 1, 3), command
        said = capsys.readouterr().out
        assert not output or settled(command, said) == settled(command, output), command
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}; every other command of the page was run")


@pytest.mark.skipif(find_spec("distributed") is None, reason="distributed is not installed (symact[dask])")
def test_commands_for_a_cluster(capsys):
    from distributed import LocalCluster

    commands = [c for page in PAGES for c, _ in shown(page) if SCHEDULER in c]
    assert commands
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        for command in commands:
            assert run(shlex.split(command.replace(SCHEDULER, cluster.scheduler_address))[1:]) == 0
            assert "every input" in capsys.readouterr().out


@pytest.mark.slow
def test_the_tutorial_does_what_it_shows(tmp_path: Path) -> None:
    """In its order: commands are run, files with a caption written, and lines put after the line that it names."""
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("symact", "proofs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # by which symact knows a checkout
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONPATH": str(tmp_path)}
    text, ran = TUTORIAL.read_text(encoding="utf-8"), 0
    for caption, block in re.findall(
        r"^```(?:console|\{code-block\} python\n:caption: (.*?)\n)\n(.*?)^```", text, re.DOTALL | re.MULTILINE
    ):
        if caption:
            put(caption, block, tmp_path)
            continue
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            if command.endswith(".pdf") and not can_make_pdfs():
                continue
            words = [sys.executable, "-m", *shlex.split(command)]
            made = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, env=environment, check=False)
            assert made.returncode == (1 if output.startswith("REFUTED") else 0), (command, made.stderr)
            assert not output or settled(command, made.stdout) == settled(command, output), command
            ran += 1
    assert ran >= 12
    assert (tmp_path / "isru.tex").read_text(encoding="utf-8").startswith("% The derivative of")


def put(caption: str, block: str, folder: Path) -> None:
    """Writes a file, or adds lines `after the line of` a field."""
    name, _, field = caption.partition(", after the line of ")
    path, block = folder / name, block.lstrip("\n")
    if not field:
        assert not path.exists()
        path.write_text(block, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [at for at, line in enumerate(lines) if line.strip().startswith(f"{field.strip('`')}=")]
    path.write_text("".join([*lines[: at + 1], block, *lines[at + 1 :]]), encoding="utf-8")


def can_make_pdfs() -> bool:
    return bool(shutil.which("pdflatex") or find_spec("typst"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        entry = re.fullmatch(r"gallery/(\w+)\.md", target)  # written when the pages are built
        known = (ROOT / "symact" / "activations" / f"{entry[1]}.py") if entry else page.parent / target
        assert known.exists(), target
    for path in re.findall(r"`(symact/[^` ,]*)`", text):
        assert (ROOT / path).exists() or path in TUTORIAL.read_text(encoding="utf-8"), path


def test_every_command_is_on_the_page_of_commands():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []


def test_every_page_is_in_the_menu():
    menu = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [page.stem for page in PAGES if page.stem != "index" and f"\n{page.stem}\n" not in menu] == []
