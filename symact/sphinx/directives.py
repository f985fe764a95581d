"""The directives `derivation` and `claim`: what they embed is checked while the page is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from symact.derivation.record import PROVED, REFUTED, Derivation
from symact.kernel.errors import SymactError
from symact.render.styles import COLUMNS, STYLES
from symact.sphinx import asking, printed

logger = logging.getLogger(__name__)

# Formats as source, with the name of their highlighting. JSON is none of them: it holds the seconds that were needed.
FORMATS = {"text": "text", "ascii": "text", "latex": "latex", "markdown": "text", "html": "html", "typst": "text"}
VERDICTS = (PROVED, REFUTED, "UNKNOWN")


def _one_of(*known: str) -> Any:
    return lambda argument: directives.choice(argument, known)


def _verdict(argument: str) -> str:
    return str(directives.choice(argument, [v.lower() for v in VERDICTS])).upper()


def _columns(argument: str) -> int:
    return int(directives.choice(argument, [str(n) for n in COLUMNS]))


class Checked(SphinxDirective):
    """What both directives share: options, warnings with file and line, and the nodes for each builder."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    common: ClassVar[dict[str, Any]] = {
        "assume": directives.unchanged_required,
        "variables": directives.unchanged_required,
        "expect": _verdict,
    }

    def said(self) -> str:
        """The text after the directive's name, or else its body; as one line."""
        return " ".join((*self.arguments, *self.content)).strip()

    def settings(self) -> tuple[tuple[str, ...], dict[str, str], float]:
        """Assumptions, domains of variables, seconds."""
        return (
            asking.conditions(self.options.get("assume", "")),
            asking.domains(self.options.get("variables", "")),
            float(self.config.symact_timeout),
        )

    def warn(self, message: str, kind: str) -> None:
        logger.warning("%s: %s", self.name, message, location=self.get_location(), type="symact", subtype=kind)

    def refused(self, message: str) -> list[nodes.Node]:
        """The warning, and the same words on the page."""
        self.warn(message, "error")
        return [nodes.warning("", nodes.paragraph("", message))]

    def placed(self, made: printed.Printed) -> list[nodes.Node]:
        return [nodes.raw("", text, format=form) for form, text in (
            ("html", made.html), ("latex", made.latex), ("text", made.text)
        )]  # fmt: skip

    def run(self) -> list[nodes.Node]:
        if not self.said():
            return self.refused("there is nothing to check")
        try:
            return self.checked()
        except SymactError as error:
            return self.refused(str(error))

    def checked(self) -> list[nodes.Node]:
        raise NotImplementedError


class DerivationDirective(Checked):
    """A derivation of a theorem of an entry, of a proof script, or of the derivative of a formula.

    It warns where a line or the theorem is not what is expected, and where no lines are found; with `whole` a theorem
    may be shown without lines.
    """

    option_spec: ClassVar[dict[str, Any]] = {
        **Checked.common,
        "order": directives.positive_int,
        "style": _one_of(*STYLES),
        "columns": _columns,
        "format": _one_of(*FORMATS),
        "standalone": directives.flag,
        "whole": directives.flag,
    }

    def checked(self) -> list[nodes.Node]:
        assume, variables, timeout = self.settings()
        folder = Path(self.env.doc2path(self.env.docname)).parent
        found = asking.derivations(self.said(), folder, self.options.get("order"), assume, variables, timeout)
        return [node for d in found for node in self.shown(d)]

    def shown(self, d: Derivation) -> list[nodes.Node]:
        self.judge(d)
        if "format" in self.options:
            return [self.source(d, self.options["format"])]
        anchor = f"{nodes.make_id(d.name) or 'derivation'}-{self.env.new_serialno('symact') + 1}"
        if not d.steps:
            return self.placed(printed.whole(d, anchor))
        return self.placed(printed.derivation(d, anchor, self.options.get("style", "align"), self.columns))

    @property
    def columns(self) -> int:
        return int(self.options.get("columns", 1))

    def judge(self, d: Derivation) -> None:
        """Warns unless every line is a theorem, or the record is false as it is stated to be."""
        expected = self.options.get("expect", d.expects)
        if d.verdict != expected or (expected == d.expects and not d.as_expected):
            complaints = "; ".join(d.complaints) or "every line is a theorem"
            self.warn(f"{self.said()} is {d.verdict}, {expected} was stated: {complaints}", d.verdict.lower())
        elif not d.steps and "whole" not in self.options:
            why = f" ({printed.remark(d)})" if d.remark else ""
            self.warn(f"{self.said()} is not derived line by line{why}; `:whole:` allows that", "whole")

    def source(self, d: Derivation, form: str) -> nodes.Node:
        """What `symact derive --format` prints, as a block of code."""
        from symact.cli.forms import FORMS, Setting

        setting = Setting(self.options.get("style", "align"), self.columns, "standalone" in self.options)
        text = str(FORMS[form]([d], setting)).rstrip("\n")
        return nodes.literal_block(text, text, language=FORMATS[form], force=True, classes=["symact-source"])


class ClaimDirective(Checked):
    """A claim with the verdict that it must have, PROVED if nothing else is stated."""

    option_spec: ClassVar[dict[str, Any]] = dict(Checked.common)

    def checked(self) -> list[nodes.Node]:
        assume, variables, timeout = self.settings()
        expected = self.options.get("expect", PROVED)
        d = asking.claimed(self.said(), expected, assume, variables, timeout)
        if d.theorem.verdict != expected:
            why = "; ".join(d.complaints) or "it is a theorem"
            self.warn(f"{self.said()} is {d.theorem.verdict}, {expected} was stated: {why}", d.theorem.verdict.lower())
        return self.placed(printed.claim(d))
