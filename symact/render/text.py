"""A derivation as Unicode text: aligned lines, reasons at the right, the wrong line marked. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symact.derivation.reading import Prose
from symact.derivation.record import PROVED, REFUTED, Chain, Derivation, Step
from symact.render.notation import PRETTY_RELATION
from symact.render.plain import ascii_text
from symact.render.pretty import pretty
from symact.render.statement import announced, ending, heading, quantifier, reason_words

NARROW, WIDE, PAGE, INDENT = 26, 60, 118, "    "
_MARK = {PROVED: " ", REFUTED: "✗"}


def derivation_text(d: Derivation, plain: bool = False) -> str:
    """Title, theorem, every line with its reason, and the verdict; with `plain` in ASCII."""
    to = ascii_text if plain else str
    words = prose_line(quantifier(d))
    rows = [to(prose_line(d.title)), "", to(f"  {pretty(d.claim)}{'   ' + words if words else ''}"), ""]
    for lemma in d.lemmas:
        mark = _MARK.get(lemma.verdict.verdict, "?")
        why = f"   {prose_line(lemma.reason)}" if lemma.reason else ""
        rows += [to(f"{mark} Lemma: {pretty(lemma.claim)}{why}"), ""]
    for part in d.parts:
        rows += [to(f"  {prose_line(heading(part))}"), ""] if heading(part) else []
        for position, chain in enumerate(part.chains):
            said = prose_line(announced(chain, position)) if chain.side != "right" else ""
            rows += [to(f"  {said}")] if said else []
            rows += [*chain_lines(chain, to), ""]
        rows += [to(f"  {prose_line(ending(part))}."), ""] if ending(part) else []
    rows += [to(f"  {prose_line(d.remark)}"), ""] if d.remark else []
    return "\n".join([*rows, *map(to, verdict_lines(d))]) + "\n"


def chain_lines(chain: Chain, to: Callable[[str], str] = str) -> list[str]:
    """`σ(−x) = 1/(1 + e^x)   definition`; a long first term gets a line of its own."""
    first = to(pretty(chain.first))
    lead = first if len(first) <= NARROW else INDENT
    rows = [] if lead == first else [f"     {first}"]
    bodies = [to(f"{PRETTY_RELATION[s.relation]} {pretty(s.shown)}") for s in chain.steps]
    width = min(max(map(len, bodies), default=0), WIDE)
    for position, (step, body) in enumerate(zip(chain.steps, bodies, strict=True)):
        start = f"{to(_mark(step))}{step.number:>2}  {lead if position == 0 else ' ' * len(lead)} "
        row = f"{start}{body:<{width}}   {to(reason(step))}"
        rows += [row.rstrip()] if len(row) <= PAGE else [start + body, f"{' ' * len(start)}  {to(reason(step))}"]
    return rows


def _mark(step: Step) -> str:
    return " " if step.holds else "✗" if REFUTED in [v.verdict for v in step.verdicts()] else "?"


def reason(step: Step) -> str:
    """The reason, with the side conditions that it rests on."""
    return prose_line(reason_words(step))


def prose_line(words: Prose) -> str:
    """Prose with its terms in Unicode."""
    return "".join(w if isinstance(w, str) else pretty(w) for w in words)


def verdict_lines(d: Derivation) -> Iterator[str]:
    """One line that says how it ended, and one for each thing that is not a theorem."""
    count = len(d.steps)
    lines = f", {count} line{'s' * (count != 1)} checked" if count else ""
    stated = "" if d.verdict == d.expects == PROVED else ", as stated" if d.as_expected else f", but {_stated(d)}"
    yield f"  {d.verdict}{stated}{lines}"
    for sentence in d.complaints:
        yield f"    {sentence}"


def _stated(d: Derivation) -> str:
    where = f" at line {d.wrong_line}" if d.wrong_line is not None else ""
    return f"{d.expects}{where} was stated"


def summary_line(d: Derivation) -> str:
    """One line for lists: verdict, name, title."""
    mark = "✓" if d.as_expected else "✗"
    return f"{mark} {d.verdict:<8} {d.name:<28} {prose_line(d.title)}"
