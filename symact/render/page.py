"""The style of HTML derivations: light and dark, wide and narrow. Nothing is loaded: pages carry their font."""

from __future__ import annotations

from base64 import b64encode
from functools import lru_cache
from importlib.resources import files

FONT = "Symact Math"
_NOTICE = "Symact Math: a subset of Latin Modern Math, https://ctan.org/pkg/lm-math, under the GUST Font License (LPPL)"


@lru_cache(maxsize=1)
def font_face() -> str:
    """The `@font-face` of formulas, its 77 KB in it."""
    font = files("symact").joinpath("render/fonts/symact-math.woff2").read_bytes()
    source = f"url(data:font/woff2;base64,{b64encode(font).decode()})"
    return f'/* {_NOTICE} */\n@font-face {{ font-family: "{FONT}"; src: {source} format("woff2"); }}\n'


# In a narrow window the cells of a line stand below one another; `role`s in the table keep it a table for readers.
STYLE = """\
.symact {
  color-scheme: light dark;
  --ink: #1c1c22; --quiet: #5d6170; --rule: #e3e4ea; --tint: #fff1c2; --good: #1a7f45; --bad: #b3261e;
  color: var(--ink); max-width: 64rem; margin: 0 auto; padding: 1.25rem 1.25rem 2rem; line-height: 1.5;
  font-family: Georgia, "Source Serif 4", "Liberation Serif", serif; font-size: 1.0625rem;
}
.symact-page { margin: 0; background: #fff; }
.symact + .symact { border-top: 1px solid var(--rule); }
.symact math {
  font-family: "Symact Math", "Latin Modern Math", "STIX Two Math", "Cambria Math", "Libertinus Math", math;
  font-size: 1.08em;
}
.symact h2 { font-size: 1.3rem; font-weight: 600; line-height: 1.3; margin: .5rem 0 .75rem; }
.symact h3 { font-size: 1.0625rem; font-weight: 400; font-style: italic; margin: 1.5rem 0 .25rem; }
.symact p { margin: .5rem 0; }
.symact p, .symact h2, .symact h3, .symact .lines { overflow-x: auto; overflow-y: hidden; }
.symact .claim { padding: .35rem 0; }
.symact .for { color: var(--quiet); margin-inline-start: 1.25rem; }
.symact .between, .symact .remark { color: var(--quiet); }
.symact table { border-collapse: collapse; border: 0; margin: .25rem 0 .5rem; font-size: inherit; color: inherit; }
.symact td { border: 0; padding: .32rem .25rem; vertical-align: baseline; text-align: left; background: none; }
.symact tr { background: none; }
.symact td.mark { width: 1.4rem; }
.symact td.first { text-align: right; white-space: nowrap; }
.symact td.body { padding-inline-end: 2rem; }
.symact td.reason { color: var(--quiet); font-size: .94em; }
.symact .tick { text-decoration: none; font-family: system-ui, sans-serif; font-size: .85em; padding: 0 .2em; }
.symact .claim .tick { display: inline-block; width: 1.4rem; padding: .32rem .25rem; margin-inline-end: .25rem; }
.symact .tick:hover, .symact .tick:focus { text-decoration: underline; }
.symact .holds .tick, .symact .tick.holds, .symact span.holds { color: var(--good); }
.symact .false .tick, .symact .tick.false, .symact span.false, .symact .note { color: var(--bad); }
.symact tr.false td { color: var(--bad); }
.symact .verdict { font-family: system-ui, sans-serif; font-size: .85rem; color: var(--quiet); }
.symact mrow.changed { background: var(--tint); border-radius: .15em; }
.symact mtable.cases mtd { text-align: left; padding: .18em .5em .18em .1em; }
.symact mfrac > :first-child { padding-bottom: .1em; }
.symact mfrac > :last-child { padding-top: .06em; }
.symact .vector { font-weight: bold; }
.symact details { font-size: .94em; }
.symact td.inner { padding-top: 0; }
.symact td.inner table { margin: .25rem 0 .5rem; border-inline-start: 2px solid var(--rule); }
.symact summary { cursor: pointer; color: var(--quiet); }
.symact .theorems { margin-top: .75rem; font-size: .85rem; }
.symact .theorems ul { padding-inline-start: 1rem; list-style: none; }
.symact .theorems li { margin: .35rem 0; overflow-wrap: anywhere; }
.symact .theorems small { color: var(--quiet); }
.symact .theorems li:target { background: var(--tint); }
.symact code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .92em; }
.symact td.apart { text-align: left; }
@media (min-width: 44.01rem) {
  .symact table.apart > tbody > tr > td.body { padding-inline-start: 2.2rem; }
  .symact table > tbody > tr > td.below { padding-block-start: 0; padding-inline-start: 2.2rem; }
}
@media (prefers-color-scheme: dark) {
  .symact { --ink: #e6e6ea; --quiet: #a3a7b5; --rule: #34363f; --tint: #4a3f12; --good: #5cc98a; --bad: #ff8a80; }
  .symact-page { background: #16171c; }
}
@media (max-width: 44rem) {
  .symact { padding: .75rem .9rem 1.5rem; font-size: 1rem; }
  .symact table, .symact tbody { display: block; }
  .symact tr { display: grid; grid-template-columns: 1.3rem minmax(0, 1fr); }
  .symact td { display: block; padding: .15rem 0; text-align: left; }
  .symact td.mark { grid-row: 1; grid-column: 1; }
  .symact td.first:empty { display: none; }
  .symact td.first, .symact td.body, .symact td.reason, .symact td.inner { grid-column: 2; }
  .symact td.first { text-align: left; }
  .symact td.body, .symact td.first, .symact td.reason { overflow-x: auto; overflow-y: hidden; }
  .symact td.body, .symact td.first { padding-block: .3rem; }
  .symact td.body { padding-inline: 1rem 0; }
  .symact td.reason { padding-inline-start: 1.9rem; padding-bottom: .5rem; }
  .symact .claim { display: flex; align-items: baseline; }
  .symact .claim .stated { min-width: 0; overflow-x: auto; overflow-y: hidden; padding-block: .2em; }
  .symact .claim .tick { width: auto; margin: 0; }
  .symact .for { margin-inline-start: 0; display: block; }
}
"""
# A notebook may be light while the system is dark; its tables have stripes and stand at the right.
CELL = """\
.symact { background: #fff; }
.symact td { text-align: left !important; }
@media (min-width: 44.01rem) { .symact td.first:not(.apart) { text-align: right !important; } }
.symact tr, .symact tr:hover { background: none !important; }
@media (prefers-color-scheme: dark) { .symact { background: #16171c; } }
"""
