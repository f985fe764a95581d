"""`symact verify`: the main job."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.frame import INTERRUPTED, json_option, progress

if TYPE_CHECKING:
    from symact.cli.verification.findings import Findings


@click.command("verify", short_help="Prove the core set, run the scripts, audit, and write a report.")
@click.option("--quick", is_flag=True, help="Fewer inputs, two pictures: a few seconds instead of a minute or two.")
@click.option(
    "--out", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("symact-report"),
    show_default=True, help="The folder of the report; files of an earlier one are overwritten.",
)  # fmt: skip
@click.option("--allow-unknown", is_flag=True, help="Exit with 0 although something expected stays unknown.")
@json_option
@click.pass_context
def verify_command(context: click.Context, quick: bool, folder: Path, allow_unknown: bool, as_json: bool) -> None:
    """Prove the core set, run the proof scripts, audit naive and stable forms, and write a report.

    The report is a folder: Markdown, JSON, LaTeX, certificates, and pictures (PNG and SVG) where matplotlib is
    installed. Exit code: 0 all is as stated, 1 it is not, 3 something stays unknown, 130 interrupted (the report then
    holds what had been found).

    \b
    Examples:
      symact verify
      symact verify --quick --out /tmp/report
    """
    from symact.cli.verification import plan
    from symact.cli.verification.findings import Findings
    from symact.cli.verification.job import STAGES, run

    folder.mkdir(parents=True, exist_ok=True)  # a place that cannot be written is known before the work is done
    started = time.perf_counter()
    findings = Findings(plan.quick() if quick else plan.full(), allow_unknown=allow_unknown)
    try:
        with progress("symact verify") as advance:
            say = advance.say if not as_json else _nothing
            for done, stage in enumerate(run(findings, say)):
                advance(done, len(STAGES) + 1, stage)
            advance(len(STAGES), len(STAGES) + 1, "writing the report")
            _write(findings, folder, started)
    except KeyboardInterrupt:
        findings.interrupted = True
        _write(findings, folder, started)
    _say_what_was_found(findings, folder, as_json)
    context.exit(INTERRUPTED if findings.interrupted else findings.code)


def _nothing(text: str) -> None:
    return None


def _write(findings: Findings, folder: Path, started: float) -> None:
    from symact.cli.verification.write import write_report
    from symact.numerics.record import environment

    findings.seconds = time.perf_counter() - started
    write_report(findings, environment(), folder)
    findings.seconds = time.perf_counter() - started


def _say_what_was_found(findings: Findings, folder: Path, as_json: bool) -> None:
    from symact.cli.verification.write import ending, report_json
    from symact.numerics.record import environment

    if as_json:
        click.echo(report_json(findings, environment()))
    else:
        click.echo()
        for line in ending(findings, environment(), folder):
            click.echo(line)
