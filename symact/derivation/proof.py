"""Proof scripts: a theorem and the lines that lead to it, in Python that reads like a page of a textbook.

    proof = Proof("sigmoid(-x) == 1 - sigmoid(x)", title="The sigmoid is symmetric about (0, ½)")

    with proof.left() as line:
        line("1/(1 + exp(x))", "definition of `sigmoid` at `-x`")

    with proof.right() as line:
        line("1 - 1/(1 + exp(-x))", "definition of `sigmoid`")
        line("exp(-x)/(1 + exp(-x))", "over a common denominator")
        line("1/(1 + exp(x))", "multiply above and below by `exp(x)`")

Each line is claimed to equal the one before it, or begins with another relation (`"<= 1/4"`). Nothing is checked
while the script is read: `proof.derive()` does that, and returns a `Derivation`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from symact.derivation import reading
from symact.derivation.assemble import TIMEOUT, Checker, Line, ScriptError, Sketch, derivation
from symact.derivation.reading import Prose
from symact.derivation.record import Derivation
from symact.kernel.errors import ClaimError
from symact.kernel.terms import RELATIONS, Term

EXPECTATIONS = ("PROVED", "REFUTED")
_T = TypeVar("_T")


class Lines:
    """A chain being written: call it once per line, `line(expression, reason, since=…)`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.written: list[Line] = []

    def __call__(self, line: str, reason: str, since: str | Sequence[str] = ()) -> None:
        """States that `line` equals the line before it; `since` holds side conditions, checked as claims."""
        place = _caller()
        relation, source = _split_relation(line)
        after = _read(reading.expression, source, self._variables, place)
        conditions = tuple(_read(reading.claim, s, self._variables, place) for s in _several(since))
        why = _read(reading.prose, reason, self._variables, place)
        self.written.append(Line(relation, after, why, conditions, source=place))

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *exception: object) -> None:
        return None


class Case:
    """Part of a proof: the points at which `condition` holds."""

    def __init__(self, variables: Mapping[str, str], place: str, condition: str = "", title: str = "") -> None:
        self._variables, self.place = variables, place
        self.condition = _read(reading.condition, condition, variables, place) if condition else None
        self.title = _read(reading.prose, title, variables, place)
        self.chains: dict[str, Lines] = {}

    def left(self) -> Lines:
        """The chain that begins with the left side of the claim."""
        return self._chain("left")

    def right(self) -> Lines:
        """The chain that begins with the right side of the claim."""
        return self._chain("right")

    def _chain(self, side: str) -> Lines:
        if side in self.chains:
            raise ScriptError(f"{_caller(2)}: a second chain from the {side}")
        return self.chains.setdefault(side, Lines(self._variables))

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    @property
    def sketch(self) -> Sketch:
        chains = {side: tuple(lines.written) for side, lines in self.chains.items()}
        conditions = () if self.condition is None else (self.condition,)
        return Sketch(conditions, self.title, chains.get("left"), chains.get("right"))


class Proof:
    """A theorem and its proof, as a script states them.

    `claim`, `assume` and `variables` are those of `symact.check`. `expects` is the verdict that is stated, PROVED or
    REFUTED; `wrong_line` numbers the first false line of a chain that is wrong on purpose. Words (`title`, `remark`,
    reasons) may hold terms in backquotes. A text that cannot be read raises `ScriptError` with its place.
    """

    def __init__(
        self, claim: str, *, title: str, assume: str | Sequence[str] = (), variables: Mapping[str, str] | None = None,
        expects: str = "PROVED", wrong_line: int | None = None, remark: str = "", name: str = "",
    ) -> None:  # fmt: skip
        self.place = _caller()
        if expects not in EXPECTATIONS:
            raise ScriptError(f"{self.place}: expects {expects!r}, which is not one of {', '.join(EXPECTATIONS)}")
        self.variables = dict(variables or {})
        self.claim = _read(reading.claim, claim, self.variables, self.place)
        self.assumptions = tuple(_read(reading.condition, a, self.variables, self.place) for a in _several(assume))
        self.title = _read(reading.prose, title, self.variables, self.place)
        self.remark = _read(reading.prose, remark, self.variables, self.place)
        self.expects, self.wrong_line = expects, wrong_line
        self.path = Path(_file())
        self.name = name or self.path.stem
        self.lemmas: list[tuple[Term, Prose]] = []
        self.cases: list[Case] = []
        self._whole = Case(self.variables, self.place)

    def left(self) -> Lines:
        """The chain that begins with the left side of the claim."""
        return self._whole._chain("left")

    def right(self) -> Lines:
        """The chain that begins with the right side of the claim."""
        return self._whole._chain("right")

    def case(self, condition: str, title: str = "") -> Case:
        """The part of the proof at the points where `condition` holds; the cases together must leave none out."""
        self.cases.append(Case(self.variables, _caller(), condition, title))
        return self.cases[-1]

    def lemma(self, claim: str, reason: str = "") -> None:
        """A claim that the proof uses; it is checked under the assumptions of the theorem."""
        place = _caller()
        why = _read(reading.prose, reason, self.variables, place)
        self.lemmas.append((_read(reading.claim, claim, self.variables, place), why))

    @property
    def sketches(self) -> tuple[Sketch, ...]:
        """The proof as written; raises `ScriptError` when it has both cases and lines outside of them."""
        if self.cases and self._whole.chains:
            raise ScriptError(f"{self.place}: lines outside of the cases; put them into a case or into a lemma")
        if self.cases:
            return tuple(c.sketch for c in self.cases)
        return (self._whole.sketch,) if self._whole.chains else ()

    @property
    def command(self) -> str:
        """The command that derives this again; a script that comes with symact is known by its name."""
        from symact.derivation.scripts import shipped_scripts  # which loads scripts, and so imports this module

        stem = self.path.stem
        shipped = self.path.resolve().is_relative_to(shipped_scripts().resolve())
        part = "" if self.name == stem else f" {self.name.removeprefix(f'{stem}.')}"
        return f"symact derive {stem if shipped else shown(self.path)}{part}"

    def derive(self, check: Checker | None = None, timeout: float = TIMEOUT) -> Derivation:
        """Checks every line and the claim itself. Raises `ScriptError` when the lines do not connect the two sides."""
        if check is None:
            from symact.derivation.ask import check as kernel_check

            check = kernel_check
        try:
            return derivation(
                self.claim, self.sketches, check, name=self.name, title=self.title, assumptions=self.assumptions,
                variables=self.variables, lemmas=self.lemmas, expects=self.expects, wrong_line=self.wrong_line,
                remark=self.remark, command=self.command, timeout=timeout,
            )  # fmt: skip
        except ScriptError as error:
            raise ScriptError(f"{self.place}: {error}") from error


def shown(path: Path) -> str:
    """The path as the project shows it: from the folder `proofs` on, or the bare file name."""
    parts = path.parts
    return "/".join(parts[parts.index("proofs") :]) if "proofs" in parts else path.name


def _split_relation(line: str) -> tuple[str, str]:
    """`<= 1/4` is a relation and an expression; without a relation it is an equality."""
    stripped = line.strip()
    for r in sorted(RELATIONS, key=len, reverse=True):
        if stripped.startswith(r):
            return r, stripped.removeprefix(r).strip()
    return "==", stripped


def _several(texts: str | Sequence[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def _read(read: Callable[[str, Mapping[str, str]], _T], source: str, variables: Mapping[str, str], place: str) -> _T:
    try:
        return read(source, variables)
    except ClaimError as error:
        raise ScriptError(f"{place}: {error} in {source!r}") from error


def _caller(up: int = 1) -> str:
    """`sigmoid_symmetry.py:14`: the line of the script that called the function which asks."""
    frame = sys._getframe(up)
    while frame.f_back is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"


def _file() -> str:
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame.f_code.co_filename
