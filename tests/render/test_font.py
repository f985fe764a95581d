"""The font of HTML pages has every sign that formulas print, is what tools/font.py makes, and carries its license."""

from __future__ import annotations

import html
import importlib.util
import io
import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from symact.derivation import Derivation
from symact.kernel.terms import Term, variable
from symact.render.html import formula, page_html
from symact.render.notation import GREEK
from symact.render.page import font_face

ttlib = pytest.importorskip("fontTools.ttLib", reason="no fonttools: pip install 'symact[test]'")
pytest.importorskip("brotli", reason="no brotli: pip install 'symact[test]'")

FONT = files("symact").joinpath("render/fonts/symact-math.woff2")
ROOT = Path(__file__).resolve().parents[2]
TOOL, PROJECT = ROOT / "tools" / "font.py", ROOT / "pyproject.toml"
PLACES = ("/usr/share/texmf/fonts/opentype/public/lm-math", "/usr/share/texmf-dist/fonts/opentype/public/lm-math")
SOURCE = next((p for p in (Path(place) / "latinmodern-math.otf" for place in PLACES) if p.exists()), None)
INVISIBLE = {"\u2061", "\u2062"}  # function application and times, which browsers do not draw
LEAF = re.compile(r"<(mi|mo|mn|mtext)([^<>]*)>([^<]*)</")


def drawn(page: str) -> set[str]:
    """The characters that a browser looks for in the font of formulas: a single letter is italic."""
    found: set[str] = set()
    for tag, attributes, inside in LEAF.findall(page):
        text = html.unescape(inside)
        italic = tag == "mi" and len(text) == 1 and "mathvariant" not in attributes
        found |= {_italic(text)} if italic else set(text)
    return found - INVISIBLE


def _italic(letter: str) -> str:
    if letter == "h":
        return "\u210e"
    for first, last, start in (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("α", "ω", 0x1D6FC), ("∂", "∂", 0x1D715)):
        if first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


@pytest.fixture(scope="module")
def known() -> set[str]:
    return set(map(chr, ttlib.TTFont(io.BytesIO(FONT.read_bytes())).getBestCmap()))


def test_every_sign_of_the_derivations_is_there(derivations: list[Derivation], known: set[str]) -> None:
    found = drawn(page_html(derivations, font=False))
    assert len(found) > 60 and "\U0001d465" in found  # an italic x
    assert found - known == set()


@pytest.mark.slow
def test_every_sign_of_every_theorem_is_there(everything: list[Derivation], known: set[str]) -> None:
    assert drawn(page_html(everything, font=False)) - known == set()


def test_every_name_that_a_stranger_may_use_is_there(known: set[str]) -> None:
    names = [*string.ascii_letters, *GREEK, "rate", "x_1"]
    page = "".join(formula(variable(name)) for name in names)
    page += "".join(formula(Term("vector", name)) for name in string.ascii_letters)
    assert drawn(page) - known == set()


def test_a_sign_that_is_not_there_is_found(known: set[str]) -> None:
    assert drawn("<mi>x</mi><mo>☃</mo><mn>漢</mn>") - known == {"☃", "漢"}


def test_the_font_is_small_renamed_and_licensed() -> None:
    assert len(FONT.read_bytes()) < 80_000
    names = ttlib.TTFont(io.BytesIO(FONT.read_bytes()))["name"]
    assert {names.getDebugName(1), names.getDebugName(4)} == {"Symact Math"}
    assert "GUST Font License" in names.getDebugName(0) and "Latin Modern Math" in names.getDebugName(5)
    assert "GUST Font License" in font_face() and font_face().count("@font-face") == 1
    license_text = FONT.parent.joinpath("GUST-FONT-LICENSE.txt").read_text(encoding="utf-8")
    assert "LaTeX Project Public License" in license_text
    assert "https://ctan.org/pkg/lm-math" in FONT.parent.joinpath("README.md").read_text(encoding="utf-8")
    assert "LPPL-1.3c" in tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["license"]


@pytest.mark.skipif(SOURCE is None, reason="no Latin Modern Math: apt-get install fonts-lmodern")
def test_the_tool_makes_the_font() -> None:
    spec = importlib.util.spec_from_file_location("font", TOOL)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made, stored = (ttlib.TTFont(io.BytesIO(data)) for data in (tool.made(SOURCE), FONT.read_bytes()))
    assert made.keys() == stored.keys()
    for table in set(made.keys()) - {"GlyphOrder", "head"}:  # head holds a checksum of the file
        assert made.getTableData(table) == stored.getTableData(table), table
