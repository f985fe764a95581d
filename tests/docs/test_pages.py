"""The documentation is built whole, with warnings as errors: nothing is loaded from elsewhere, every entry is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symact.activations import catalogue

for module in ("sphinx", "myst_parser", "furo"):
    pytest.importorskip(module, reason=f"{module} is not installed: pip install 'symact[docs]'")

DOCS = Path(__file__).resolve().parents[2] / "docs"
LOADED = re.compile(r"<(?:script|img|iframe|source|audio|video|embed)\b[^>]*?\bsrc=[\"']([^\"']+)|<link\b([^>]*)>")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built HTML: of SYMACT_PAGES, or made in a process of its own, as MyST calls what Sphinx has deprecated."""
    if built := os.environ.get("SYMACT_PAGES"):
        return Path(built)
    folder = tmp_path_factory.mktemp("docs")
    ignore = shutil.ignore_patterns("gallery", "__pycache__")
    for name in ("docs", "symact/kernel/GRAMMAR.md", "CONTRIBUTING.md"):
        source, target = DOCS.parent / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            shutil.copy(source, target)
    words = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "--keep-going",
        "-q",
        "-E",
        str(folder / "docs"),
        str(folder / "out"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(DOCS.parent)}
    made = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)
    assert (made.returncode, made.stderr) == (0, "")
    return folder / "out"


@pytest.mark.slow
def test_every_entry_is_in_the_gallery(pages: Path) -> None:
    overview = (pages / "gallery.html").read_text(encoding="utf-8")
    for name, entry in catalogue().items():
        page = (pages / "gallery" / f"{name}.html").read_text(encoding="utf-8")
        assert f'href="gallery/{name}.html"' in overview
        if not entry.core:
            continue
        boxes = page.count('<div class="symact-box')
        stated = {c.id.removeprefix(f"{name}.") for c in entry.theorems} - {"derivative", "second_derivative"}
        assert boxes == 2 + len(stated), name
        assert "lines checked" in page


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(pages: Path) -> None:
    found = 0
    for path in pages.rglob("*.html"):
        for source, link in LOADED.findall(path.read_text(encoding="utf-8")):
            target = source or re.search(r"href=[\"']([^\"']+)", link)[1]
            assert not re.match(r"(?:[a-z]+:)?//", target), (path.name, target)
            found += 1
    assert found > 100
    for path in pages.rglob("*.css"):
        for target in re.findall(r"url\(([^)]*)\)|@import", path.read_text(encoding="utf-8")):
            assert not re.match(r"[\"']?(?:https?:)?//", target), (path.name, target)


@pytest.mark.slow
def test_sympy_is_quoted_as_it_answers(pages: Path) -> None:
    """The words of the page on what SymPy prints, held against what it printed when the page was built."""
    page = re.sub(r"<[^>]+>", "", (pages / "comparison.html").read_text(encoding="utf-8"))
    for words in ("Heaviside(x)", "1/(4*cosh(x/2)**2)", "raises StopIteration", "sigmoid(x)*(1 - sigmoid(x))"):
        assert words in page, words
