"""Chromium shows every derivation, at two widths, in the font that the page carries, and nothing is too wide."""

from __future__ import annotations

import re
from typing import Any

import pytest

from symact.derivation import Derivation
from symact.render.html import _names, page_html

WIDE, NARROW = 1280, 390
LETTERS = "math mi, math mo, math mn, math mtext"
# The articles that are wider than the window; and the boxes with a scroll bar of their own.
WIDER = "[...document.querySelectorAll('.symact')].filter(a => a.scrollWidth > a.clientWidth).map(a => a.id)"
SCROLLED = """[...document.querySelectorAll('.symact div, .symact td, .symact p, .symact li')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.closest('.symact').id)"""
OPENED = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
DIGITS = re.compile(r"\d{25}")  # a number of sixty digits, as in SELU, cannot be broken


def measure(browser: Any, page: str) -> list[str]:
    """What does not fit, with everything unfolded."""
    found = []
    for width in (WIDE, NARROW):
        browser.open(page, width)
        browser.evaluate(OPENED)
        total = browser.evaluate("document.documentElement.scrollWidth")
        found += [f"page of {total} at {width}"] if total > width else []
        found += [f"{name} at {width}" for name in browser.evaluate(WIDER)]
        found += [f"{name} scrolls" for name in browser.evaluate(SCROLLED)] if width == WIDE else []
    return found


def test_what_is_too_wide_and_what_lacks_the_font_is_found(browser: Any, handful: list[Derivation]) -> None:
    page = page_html(handful[:1])
    assert measure(browser, page) == []
    name = re.findall(r'id="([^"]+)"', page)[0]
    wide = page.replace("</h2>", "</h2><p style='width: 5000px'>x</p>")
    assert {f"{name} at {WIDE}", f"{name} at {NARROW}"} <= set(measure(browser, wide))
    browser.open(page.replace("<mo>=</mo>", "<mo>☃</mo>"))
    assert {text for font, texts in browser.fonts(LETTERS).items() if font != "custom" for text in texts} == {"☃"}
    browser.open(page_html(handful[:1], font=False))
    assert "custom" not in browser.fonts(LETTERS)


def test_a_tick_leads_to_its_theorem(browser: Any, handful: list[Derivation]) -> None:
    browser.open(page_html(handful))
    for number, link in enumerate(browser.evaluate("[...document.querySelectorAll('.tick')].map(a => a.hash)")[:9]):
        browser.evaluate(f"document.querySelectorAll('.tick')[{number}].click()")
        at = browser.evaluate("[location.hash, document.querySelector(':target').getBoundingClientRect().top]")
        assert at[0] == link and 0 <= round(at[1]) < 900


def test_colours_follow_the_system(browser: Any, handful: list[Derivation]) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    ink = "getComputedStyle(document.querySelector('math')).color"
    seen = []
    for dark in (False, True):
        browser.open(page_html(handful[:1]), NARROW, dark)
        seen.append((browser.evaluate(shade), browser.evaluate(ink)))
    assert seen == [("rgb(255, 255, 255)", "rgb(28, 28, 34)"), ("rgb(22, 23, 28)", "rgb(230, 230, 234)")]


ONE_OF_EACH = """(() => { const seen = new Set();
  for (const e of document.querySelectorAll('math mi, math mo, math mn, math mtext')) {
    const key = e.tagName + e.textContent + e.getAttribute('mathvariant');
    if (!seen.has(key)) { seen.add(key); e.classList.add('one'); }
  } return seen.size; })()"""


@pytest.mark.slow
@pytest.mark.parametrize(("font", "every"), [(True, 1), (False, 5)])
def test_every_derivation_fits(browser: Any, everything: list[Derivation], font: bool, every: int) -> None:
    shown = everything[::every]
    names = [name for d, name in zip(shown, _names(shown), strict=True) if DIGITS.search(d.to_text())]
    assert len(names) < 8
    found = set(measure(browser, page_html(shown, font)))
    assert found <= {f"{name} scrolls" for name in names}


@pytest.mark.slow
def test_no_glyph_is_missing(browser: Any, everything: list[Derivation]) -> None:
    browser.open(page_html(everything))
    assert browser.evaluate(ONE_OF_EACH) > 100
    assert set(browser.fonts(".one")) == {"custom"}
