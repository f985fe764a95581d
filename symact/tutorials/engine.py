"""Judges statements one after the other: each answer is computed, timed, and held against the verdict on record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec

from symact.kernel.errors import SymactError
from symact.numerics.errors import InternalError
from symact.tutorials.assertion import Assertion, Topic, expected
from symact.tutorials.record import UNKNOWN, Adjudicated, Found

AS_EXPECTED, DIFFERS, UNDECIDED = 0, 1, 3
Progress = Callable[[int, int, str], None]


def adjudicate(
    asked: Sequence[tuple[Topic, Assertion]], progress: Progress | None = None,
    on_record: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[Adjudicated]:  # fmt: skip
    """The verdict on each statement, in order; `progress` is told `(done, of, id)`."""
    known = expected() if on_record is None else on_record
    for done, (topic, assertion) in enumerate(asked):
        if progress is not None:
            progress(done, len(asked), assertion.id)
        yield adjudicate_one(topic, assertion, known.get(assertion.id, ()))


def adjudicate_one(topic: Topic, assertion: Assertion, on_record: tuple[str, ...]) -> Adjudicated:
    """An answer that symact refuses to give, such as an integral that is not enclosed, is `unknown` with the reason."""
    started, absent = time.perf_counter(), missing(assertion)
    try:
        found = Found(UNKNOWN, remark=f"not installed: {absent}") if absent else assertion.decide()
    except InternalError:
        raise
    except SymactError as error:
        found = Found(UNKNOWN, remark=str(error))
    return Adjudicated(
        assertion.id, topic.name, assertion.statement, assertion.source, assertion.kind, assertion.method, found,
        on_record, time.perf_counter() - started, assertion.picture, absent,
    )  # fmt: skip


def missing(assertion: Assertion) -> str | None:
    """The line that installs what a statement needs and is not there."""
    lacking = [name for name in assertion.requires if find_spec(name) is None]
    return f"pip install 'symact[{','.join(lacking)}]'" if lacking else None


def exit_code(claims: Sequence[Adjudicated], allow_unknown: bool = False) -> int:
    """1 when a verdict is another than that on record, 3 when one that should be decided is unknown."""
    differing = [c for c in claims if not c.as_expected]
    if any(c.verdict != UNKNOWN for c in differing):
        return DIFFERS
    return UNDECIDED if differing and not allow_unknown else AS_EXPECTED


def complaint(claim: Adjudicated) -> str:
    """Why a record is not as it should be, on one line."""
    known = " or ".join(claim.expected) or "nothing"
    return f"{claim.id} is {claim.verdict}, {known} is on record" + (
        f": {claim.found.remark}" if claim.verdict == UNKNOWN else ""
    )
