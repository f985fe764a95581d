"""The process in which claims are decided: the prover with a limit on its memory, that can be killed.

It reads one question per line from its standard input and writes one answer per line, both JSON. Claims are data from
anywhere; what they make the prover do happens here, and the process that asked holds the clock (`symact.cli.asking`).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from typing import Any

from symact.kernel.errors import ClaimError

MEMORY = 900 << 20


def main() -> None:
    limit_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked, which ends this one
    threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()
    from symact.derivation import ask  # noqa: F401 - imported before the first question, so that it costs it no time

    answer_line({"ready": True})
    for line in sys.stdin:
        answer_line(answer(json.loads(line)))


def leave_with(parent: int) -> None:
    """Ends this process within a second of the one that asked, however that ended and whatever is decided here."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def answer_line(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def limit_memory() -> None:
    """At most MEMORY bytes of address space, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """`verdict`, `text` and `certificate`; or `unreadable`, `exhausted`, `internal` with what happened."""
    from symact.derivation.ask import check

    try:
        verdict = check(question["claim"], question["assumptions"], question["variables"], question["timeout"])
    except ClaimError as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"exhausted": f"the memory limit of {MEMORY >> 20} MiB was reached"}
    except Exception as error:  # noqa: BLE001 - reported to the process that asked, which exits with 70
        return {"internal": f"{type(error).__name__}: {error}", "traceback": traceback.format_exc()}
    return {"verdict": verdict.to_json(), "text": verdict.to_text(), "certificate": verdict.certificate}


if __name__ == "__main__":
    main()
