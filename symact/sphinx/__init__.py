"""Sphinx extension: derivations and claims in one's own pages, checked again whenever the pages are built.

In `conf.py`: `extensions = ["symact.sphinx"]`. Then `derivation` and `claim` are directives; one that does not hold is
a warning with file and line, which `sphinx-build -W` makes an error. Nothing is loaded from elsewhere.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import symact
from symact.sphinx.directives import ClaimDirective, DerivationDirective
from symact.sphinx.style import STYLE_NAME, stylesheet

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Adds the directives, the style of their HTML, and the settings `symact_timeout` and `symact_sources`."""
    app.add_directive("derivation", DerivationDirective)
    app.add_directive("claim", ClaimDirective)
    app.add_config_value("symact_timeout", 20.0, "", types=(int, float), description="seconds for each line")
    app.add_config_value("symact_sources", sources_digest(), "env", types=(str,), description="set by the extension")
    app.connect("builder-inited", write_style)
    app.add_css_file(STYLE_NAME)
    return {"version": symact.__version__, "parallel_read_safe": True, "parallel_write_safe": True}


def write_style(app: Sphinx) -> None:
    """Puts the style sheet where Sphinx looks for static files."""
    folder = Path(app.doctreedir) / "symact"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLE_NAME).write_text(stylesheet(), encoding="utf-8")
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def sources_digest() -> str:
    """A digest of the package: when a rule or a definition changes, every page is read and checked again."""
    package = Path(symact.__file__).parent
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        found.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
