"""The `picture` directive: what `symact plot` draws, drawn when pages are built, with its description as alt text."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import symact
from symact.render.plots import image


class PictureDirective(SphinxDirective):
    """A picture of an entry or a formula; options as on the command line, several values apart by spaces."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any]] = {
        "derivative": directives.nonnegative_int,
        "impl": str.split,
        "dtype": directives.unchanged,
        "show": str.split,
        "set": str.split,
        "points": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        asked = dict(self.options)
        values = dict(text.split("=", 1) for text in asked.pop("set", []))
        made = symact.plot(self.arguments[0], parameters=values, **asked)
        source = b64encode(image(made, "svg")).decode("ascii")
        text = escape(made.description)
        html = f'<img class="picture" src="data:image/svg+xml;base64,{source}" alt="{text}">'
        return [nodes.raw("", html, format="html"), nodes.raw("", made.description, format="text")]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("picture", PictureDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
