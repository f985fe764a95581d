"""The article on tutorials: directives and a role for records of `symact claims`, made while the pages are built.

A verdict that is not the one on record is a warning with file and line, so `sphinx-build -W` stops at it. All records
are made once, when the first one is asked for.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from symact.render.plots import image
from symact.tutorials import page, pictures, tables
from symact.tutorials.assertion import chosen, expected, topics
from symact.tutorials.engine import adjudicate_one, complaint
from symact.tutorials.record import Adjudicated
from symact.tutorials.render import claim_lines, short, summary

logger = logging.getLogger(__name__)
STYLE_NAME = "adjudicated.css"


@cache
def adjudicated(name: str) -> Adjudicated:
    """The record of one statement. KeyError where there is none."""
    topic, assertion = {a.id: (t, a) for t, a in chosen()}[name]
    return adjudicate_one(topic, assertion, expected().get(name, ()))


def records(names: list[str]) -> list[Adjudicated]:
    return [adjudicated(name) for name in names]


class Claims(SphinxDirective):
    """Some statements, by name: or, with `:topic:`, all of a topic that no other directive of the page shows."""

    has_content = True
    optional_arguments = 20
    option_spec: ClassVar[dict[str, Any]] = {"topic": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        names = " ".join((*self.arguments, *self.content)).split()
        known = {a.id for t in topics() for a in t.assertions}
        missing = [name for name in names if name not in known]
        if missing:
            self.warn(f"no claim is called {', '.join(missing)}")
            return []
        shown = self.env.temp_data.setdefault("adjudicated", set())
        if "topic" in self.options:
            names += [a.id for _, a in chosen(topic=self.options["topic"]) if a.id not in {*names, *shown}]
        shown.update(names)
        return [node for c in records(names) for node in self.placed(c)]

    def placed(self, c: Adjudicated) -> list[nodes.Node]:
        if not c.as_expected:
            self.warn(complaint(c))
        text = "\n".join(claim_lines(c, verbose=True))
        return [nodes.raw("", page.claim_html(c), format="html"), nodes.raw("", text, format="text")]

    def warn(self, message: str) -> None:
        logger.warning("claims: %s", message, location=self.get_location(), type="symact", subtype="claims")


class Illustration(SphinxDirective):
    """A picture, under it what tutorials show by it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        made = pictures.illustration(self.arguments[0])
        source = b64encode(image(made.picture, "svg")).decode("ascii")
        html = (
            f'<figure><img class="picture" src="data:image/svg+xml;base64,{source}" alt="{escape(made.description)}">'
            f"<figcaption>{escape(made.shows[:1].upper() + made.shows[1:])}.</figcaption></figure>"
        )
        return [nodes.raw("", html, format="html"), nodes.raw("", made.description, format="text")]


class Comparison(SphinxDirective):
    """The table of computed cells."""

    option_spec: ClassVar[dict[str, Any]] = {"rows": str.split, "columns": str.split}

    def run(self) -> list[nodes.Node]:
        made = tables.table(self.options.get("rows", ()), self.options.get("columns", ()))
        return [
            nodes.raw("", page.table_html(made), format="html"), nodes.raw("", page.table_text(made), format="text"),
        ]  # fmt: skip


class Summary(SphinxDirective):
    """How many statements there are, and how many of each verdict."""

    def run(self) -> list[nodes.Node]:
        every = records([a.id for t in topics() for a in t.assertions])
        formulas = [c for c in every if c.topic == "formulas"]
        others = [c for c in every if c.topic != "formulas"]
        return [nodes.paragraph("", f"{summary(others)}. Of the formulas, {summary(formulas)}.")]


class Value(SphinxRole):
    """A number of a record, in running text: `` {found}`descent.steps: on the value` `` names it by its beginning."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        name, _, label = (part.strip() for part in self.text.partition(":"))
        known = {a.id for t in topics() for a in t.assertions}
        values = [v for v in adjudicated(name).found.values if v.name.startswith(label)] if name in known else []
        if not values:
            logger.warning("found: %s has no value '%s'", name, label, location=self.get_location(), type="symact")
            return [], []
        return [nodes.literal("", short(values[0]))], []


def write_style(app: Sphinx) -> None:
    folder = Path(app.doctreedir) / "adjudicated"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLE_NAME).write_text(page.STYLE, encoding="utf-8")
    app.config.html_static_path = [*app.config.html_static_path, str(folder)]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("claims", Claims)
    app.add_directive("illustration", Illustration)
    app.add_directive("functions-compared", Comparison)
    app.add_directive("claims-summary", Summary)
    app.add_role("found", Value())
    app.connect("builder-inited", write_style)
    app.add_css_file(STYLE_NAME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
