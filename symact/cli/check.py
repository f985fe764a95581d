"""`symact check`: decides claims."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symact.cli.claims import ClaimCommand, read_domains
from symact.cli.frame import (
    AS_EXPECTED,
    DIFFERS,
    SECONDS,
    UNDECIDED,
    USAGE_ERROR,
    document,
    json_option,
    one_line,
    progress,
    styled,
    write_text,
)
from symact.kernel.errors import ClaimError

if TYPE_CHECKING:
    from symact.cli.asking import Answer, Question

MAX_FILE = 50_000_000
CODES = {"PROVED": AS_EXPECTED, "REFUTED": DIFFERS, "UNKNOWN": UNDECIDED}
EXAMPLES = """\b
Examples:
  symact check "sigmoid(-x) == 1 - sigmoid(x)"
  symact check "x/x == 1" --assume "x != 0"
  symact check "log(b) + log(c) == log(b*c)" --var b:positive --var c:positive
  symact check "Sum(softmax(k, z), (k, 1, n)) == 1" --var z:vector
  symact check --file claims.json --json
"""


@click.command("check", cls=ClaimCommand, epilog=EXAMPLES, short_help="Decide a claim: proved, refuted or unknown.")
@click.argument("claim", required=False)
@click.option("--assume", "assumptions", multiple=True, metavar="CONDITION", help="Assume this; may be repeated.")
@click.option(
    "--var", "domains", multiple=True, metavar="NAME:DOMAIN", help="b:positive, m:natural, z:vector, i:index, …"
)
@click.option("--file", "source", type=click.Path(path_type=Path), help="Decide every claim of a JSON file.")
@click.option("--timeout", type=SECONDS, default=20.0, show_default=True, help="Seconds.")
@click.option(
    "--certificate", "target", type=click.Path(path_type=Path, dir_okay=False),
    help="Write what `symact replay` checks.",
)  # fmt: skip
@json_option
@click.pass_context
def check_command(
    context: click.Context, claim: str | None, assumptions: tuple[str, ...], domains: tuple[str, ...],
    source: Path | None, timeout: float, target: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Decide whether CLAIM holds at every point at which its assumptions do.

    A claim is PROVED with a theorem, REFUTED with a counterexample, or UNKNOWN with a reason. Names are those of
    `symact list`; variables are real unless --var says otherwise. Exit code: 0 proved, 1 refuted, 3 unknown.
    """
    from symact.cli.asking import Question, answers

    if (claim is None) == (source is None):
        raise click.UsageError('give one claim in quotes, such as "sigmoid(0) == 1/2", or --file', context)
    if source is not None:
        if assumptions or domains or target:
            raise click.UsageError("--assume, --var and --certificate are for a single claim, not for --file", context)
        context.exit(check_file(source, timeout, as_json))
    question = Question(claim or "", assumptions, read_domains(domains, context))
    (answer,) = answers([question], timeout)
    if answer.unreadable:
        click.echo(one_line(answer.unreadable), err=True)
        context.exit(USAGE_ERROR)
    click.echo(_document([answer]) if as_json else coloured(answer.text))
    if target is not None:
        _write_certificate(answer, target)
    context.exit(CODES[answer.verdict])


def check_file(source: Path, timeout: float, as_json: bool) -> int:
    """Decides every record of a file. A record that cannot be read loses no other, and makes the exit code 2."""
    from symact.cli.asking import Answer, Prover

    records = read_records(source)
    found: list[Answer] = []
    with Prover() as prover, progress("deciding") as advance:
        for position, record in enumerate(records, 1):
            question = read_record(record, position)
            answer = question if isinstance(question, Answer) else prover.ask(question, timeout)
            found.append(answer)
            advance(position, len(records), str(answer.record["id"]))
            if not as_json:
                advance.say(f"{_label(answer)}  {coloured(answer.text)}")
    click.echo(_document(found) if as_json else _summary(found))
    bad = [a for a in found if a.unreadable]
    for answer in bad[:20]:
        click.echo(one_line(f"{source}: record {answer.record['id']}: {answer.unreadable}"), err=True)
    if len(bad) > 20:
        click.echo(f"{source}: and {len(bad) - 20} more records that cannot be read", err=True)
    verdicts = {a.verdict for a in found}
    return USAGE_ERROR if bad else max((CODES[v] for v in verdicts), key=[0, 3, 1].index, default=AS_EXPECTED)


def read_records(source: Path) -> list[Any]:
    """The records of a claims file, a JSON list."""
    with source.open("rb") as file:
        raw = file.read(MAX_FILE + 1)
    if len(raw) > MAX_FILE:
        raise ClaimError(f"larger than {MAX_FILE} bytes: split it", source=str(source))
    try:
        text = raw.decode(json.detect_encoding(raw))
        data = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise ClaimError(f"not UTF-8: {error}", source=str(source)) from error
    except json.JSONDecodeError as error:
        raise ClaimError(f"not JSON: {error.msg}", error.doc, error.pos, str(source)) from error
    except (ValueError, RecursionError) as error:
        raise ClaimError(f"not JSON that can be read: {error}", source=str(source)) from error
    if isinstance(data, list):
        return data
    raise ClaimError("expected a list of records with the fields id, lhs, relation, rhs", source=str(source))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"{key[:40]!r} stands twice in one object")
        made[key] = value
    return made


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a number of JSON")


def read_record(record: Any, position: int) -> Question | Answer:
    """The question that a record asks, or an answer that says why it asks none.

    Its fields: `id`, `lhs`, `relation` (`==` if absent), `rhs`, `vars` (name to domain), `assumptions`.
    """
    from symact.cli.asking import Question, unreadable
    from symact.kernel.terms import RELATIONS

    fields = record if isinstance(record, dict) else {}
    name = str(fields.get("id", f"#{position}"))[:100]
    lhs, rhs, rel = (fields.get(key, default) for key, default in (("lhs", None), ("rhs", None), ("relation", "==")))
    domains, assumptions = fields.get("vars", {}), fields.get("assumptions", [])
    texts = [lhs, rhs, rel]
    if not isinstance(domains, dict) or not isinstance(assumptions, list) or not fields:
        return unreadable(Question("", id=name), "a record has the fields id, lhs, relation, rhs, vars, assumptions")
    if not all(isinstance(t, str) for t in (*texts, *domains.values(), *assumptions)):
        return unreadable(Question("", id=name), "lhs, rhs, relation, domains and assumptions are texts")
    question = Question(f"{lhs} {rel} {rhs}", tuple(assumptions), domains, name)
    if rel not in RELATIONS:
        return unreadable(question, f"the relation {str(rel)[:20]!r} is not one of {' '.join(RELATIONS)}")
    return question


def coloured(text: str) -> str:
    """A verdict's text, its first word in colour."""
    word, _, rest = text.partition(" ")
    return f"{styled(word)} {rest}"


def _label(answer: Answer) -> str:
    return one_line(f"{answer.record['id'] or '':<8}")


def _summary(found: Sequence[Answer]) -> str:
    from collections import Counter

    counts = Counter("unreadable" if a.unreadable else a.verdict.lower() for a in found)
    return f"{len(found)} claims" + ": " * bool(counts) + ", ".join(f"{n} {word}" for word, n in sorted(counts.items()))


def _document(found: Sequence[Answer]) -> str:
    from symact.prover.decide import SEED

    return document("verdicts", [a.to_json() for a in found], SEED)


def _write_certificate(answer: Answer, target: Path) -> None:
    if answer.certificate is None:
        click.echo(f"no certificate for {target}: the claim is undecided", err=True)
        return
    from symact.kernel.certificate import canonical

    write_text(target, canonical(answer.certificate) + "\n")
