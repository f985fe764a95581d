"""The style of derivations within the pages of a Sphinx theme: its colours, the width of its column."""

from __future__ import annotations

from symact.render.page import STYLE, font_face

STYLE_NAME = "symact.css"
_WINDOW = "@media (max-width: 44rem)"
_DARK = "--ink: #e6e6ea; --quiet: #a3a7b5; --rule: #34363f; --tint: #4a3f12; --good: #5cc98a; --bad: #ff8a80;"
_LIGHT = "--ink: #1c1c22; --quiet: #5d6170; --rule: #e3e4ea; --tint: #fff1c2; --good: #1a7f45; --bad: #b3261e;"

# Themes decide themselves what is dark (furo by `data-theme`), and give a page less room than the window has.
_THEME = f"""\
.symact-box {{ container-type: inline-size; overflow-x: auto; margin: 1.25rem 0; }}
.symact-box > .symact {{
  max-width: none; margin: 0; padding: .5rem 1rem .75rem; font-size: 1rem;
  border: 1px solid var(--rule); border-radius: .35rem;
}}
.symact-box h2 {{ font-size: 1.05rem; margin: .25rem 0 .5rem; padding: 0; }}
.symact-box table {{ display: table; width: auto; box-shadow: none; overflow: visible; }}
.symact-box td.body {{ padding-inline-end: 1.25rem; }}
.symact-box h3 {{ font-family: inherit; padding: 0; }}
.symact-box .verdict {{ margin-bottom: 0; }}
.symact-box .claim-text {{ overflow-wrap: anywhere; }}
.symact-inline math {{ font-family: "Symact Math", "Latin Modern Math", "STIX Two Math", "Cambria Math", math; }}
.symact-source .err {{ border: 0; background: none; color: inherit; }}
body[data-theme="light"] .symact {{ {_LIGHT} color-scheme: light; }}
body[data-theme="dark"] .symact {{ {_DARK} color-scheme: dark; }}
"""


def stylesheet() -> str:
    """The font, the style of pages, and what differs within a theme.

    Where the column is narrow, or a derivation is too wide for it, cells stand below one another as they do in a narrow
    window.
    """
    _, window, rest = STYLE.partition(_WINDOW)
    below = rest[: rest.rindex("}") + 1]
    if not window:
        raise ValueError(f"the style of pages has no {_WINDOW}")
    return "\n".join(
        (font_face(), STYLE, _THEME, f"@container (max-width: 44rem){below}", f".symact-box.wide{below}", "")
    )
