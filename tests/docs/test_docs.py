"""Commands that the pages in docs/ show are run here, and what they print is what is shown; links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from symact.cli.group import COMMANDS, run

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))


def shown(page: Path) -> list[tuple[str, str]]:
    """(command, output shown below it), from the console blocks of a page."""
    blocks = re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    parts = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shown_commands_print_what_is_shown(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for command, output in shown(page):
        words = shlex.split(command)
        assert words[0] == "symact"
        assert run(words[1:]) in (0, 1, 3), command
        said = capsys.readouterr().out
        assert not output or said == output, command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_paths_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (page.parent / target).exists(), target
    for path in re.findall(r"`(symact/[^` ]*)`", text):
        assert (DOCS.parent / path).exists(), path


def test_every_command_is_on_the_page_of_commands():
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in text] == []
