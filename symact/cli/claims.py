"""How claims and formulas are written on a command line."""

from __future__ import annotations

from collections.abc import Sequence

import click


class ClaimCommand(click.Command):
    """A command whose argument may begin with a minus sign, `-relu(-x) == Min(x, 0)`, and is one word of the shell."""

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        import re

        context.ignore_unknown_options = True
        known = [name for option in self.get_params(context) for name in option.opts if name.startswith("--")]
        for word in words[: words.index("--")] if "--" in words else words:
            option = re.fullmatch(r"(--[a-z][a-z-]*)(=[^=].*)?", word, re.DOTALL)
            if option and option[1] not in known:
                import difflib

                raise click.NoSuchOption(option[1], None, difflib.get_close_matches(option[1], known), context)
        try:
            return super().parse_args(context, words)
        except click.UsageError as error:
            if "unexpected extra argument" not in error.message:
                raise
            said = f"{error.message.rstrip('.')}: put a claim or a formula in quotes, as one argument"
            raise click.UsageError(said, context) from error


def read_domains(texts: Sequence[str], context: click.Context) -> dict[str, str]:
    """`b:positive` as name and domain."""
    found: dict[str, str] = {}
    for text in texts:
        name, colon, domain = (part.strip() for part in text.partition(":"))
        if not colon:
            raise click.UsageError(f"--var {text}: write a name and its domain, such as --var {text}:positive", context)
        if name in found:
            raise click.UsageError(f"--var {name}: given twice", context)
        from symact.kernel.grammar import DOMAINS

        if domain not in DOMAINS:
            known = ", ".join(DOMAINS)
            raise click.UsageError(f"--var {name}: '{domain}' is not a domain, use one of {known}", context)
        found[name] = domain
    return found
