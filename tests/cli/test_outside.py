"""Files, names and streams as they come from outside: each answer names what is wrong, and leaves nothing half done."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = "from symact.cli import main; main()"
RECORD = '{"id": "a", "lhs": "x", "rhs": "x"}'


def command(*words: str) -> str:
    return " ".join(f"'{w}'" for w in (sys.executable, "-c", PROGRAM, *words))


def shell(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'[{RECORD[:-1]}, "rhs": "x + 1"}}]', "'rhs' stands twice in one object"),
        (RECORD.replace('"a"', "NaN"), "NaN is not a number of JSON"),
        (RECORD.replace('"a"', "-Infinity"), "-Infinity is not a number of JSON"),
        (f"[{RECORD}", "not JSON"),
        ("", "not JSON"),
        ("\x00\x00", "not JSON"),
        ('"x == x"', "expected a list of records"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_says_two_things_or_none_is_refused(symact, tmp_path, text, said, encoding):
    path = tmp_path / "claims.json"
    path.write_bytes(text.encode(encoding) if text else b"")
    result = symact("check", "--file", path)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert result.err.startswith(str(path)) and (said in result.err or "not UTF-8" in result.err)


@pytest.mark.parametrize(
    ("encoding", "end"), [("utf-8", "\r\n"), ("utf-8-sig", "\r\n"), ("utf-16", ""), ("utf-32", "\n")]
)
def test_a_file_is_read_in_any_encoding_of_json_and_with_any_ends_of_lines(symact, tmp_path, encoding, end):
    path = tmp_path / "claims.json"
    path.write_bytes(f"[{end}{RECORD}{end}]{end}".encode(encoding))
    assert symact("check", "--file", path).code == 0


def test_a_file_without_end_is_refused(symact):
    result = symact("check", "--file", "/dev/zero")
    assert (result.code, result.out, result.err) == (2, "", "/dev/zero:1:1: larger than 50000000 bytes: split it\n")


def test_an_empty_name_is_not_the_folder_one_is_in(symact, tmp_path, monkeypatch):
    (tmp_path / "runs.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = symact("prove", "")
    assert (result.code, "no activation ''" in result.err, (tmp_path / "ran").exists()) == (2, True, False)


def test_a_script_that_ends_the_program_is_named_and_loses_no_other(symact, tmp_path):
    (tmp_path / "a_leaves.py").write_text("import sys; sys.exit(1)\n", encoding="utf-8")
    (tmp_path / "b_good.py").write_text(
        'from symact.derivation import Proof\nproof = Proof("x + x == 2*x", title="A test")\n', encoding="utf-8"
    )
    result = symact("prove", tmp_path, "--json")
    assert (result.code, len(result.json["verdicts"])) == (2, 1)
    assert "a_leaves.py: the script ended the program with code 1" in result.err


def test_a_function_that_ends_the_program_does_not_choose_its_code(symact, tmp_path, monkeypatch):
    (tmp_path / "leaves_at_once.py").write_text("raise SystemExit(1)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    result = symact("accuracy", "sigmoid", "--impl", "leaves_at_once:f")
    assert (result.code, result.out) == (2, "")
    assert result.err == "symact: code that was asked to run ended the program with code 1\n"


def test_a_folder_that_cannot_be_made_is_told_before_the_work(symact, tmp_path):
    (tmp_path / "file").touch()
    result = symact("prove", "sigmoid", "--certificates", tmp_path / "file" / "proved")
    assert (result.code, result.out, "file" in result.err) == (2, "", True)


@pytest.mark.skipif(os.name == "nt", reason="streams of POSIX")
@pytest.mark.parametrize(
    ("claim", "code", "closed"),
    [("x == x", 0, ">&-"), ("x == 1", 1, ">&-"), ("x ==", 2, "2>&-"), ("x == 1", 1, "<&- >&- 2>&-")],
)
def test_closed_streams_change_no_exit_code(claim, code, closed):
    made = shell(f"{command('check', claim)} {closed}")
    assert made.returncode == code
    assert "error" not in made.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("words", [("list", "--json"), ("--help",), ("prove", "--help")])
def test_a_reader_that_leaves_is_no_refutation(words):
    """What is written first waits, so that nobody reads it."""
    made = shell(f"{{ sleep 0.1; {command(*words)}; echo $? >&2; }} | true")
    assert (made.stdout, made.stderr) == ("", "141\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a full disk is /dev/full")
def test_a_full_disk_is_told():
    made = shell(f"{command('list')} > /dev/full")
    assert (made.returncode, made.stderr) == (2, "symact: no space left on device\n")


def deciding(process: subprocess.Popen[str]) -> bool:
    """Whether the process that decides has been started, and leaves Ctrl-C to the one that asked."""
    for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        try:
            status = Path(f"/proc/{child}/status").read_text()
        except FileNotFoundError:
            continue
        if int(re.search(r"SigIgn:\s*(\w+)", status)[1], 16) >> (signal.SIGINT - 1) & 1:
            return True
    return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked at in /proc")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_with_the_process_that_asks_ends_the_one_that_decides(end):
    roots = "sqrt(2) + sqrt(3) + sqrt(5) + sqrt(7) + sqrt(11) + sqrt(13)"
    claim = f"({roots})**40 == ({roots})**20*({roots})**20"
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # where the background ignores it
    process = subprocess.Popen(
        [sys.executable, "-c", f"{heard}; {PROGRAM}", "check", claim, "--timeout", "600"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    )  # fmt: skip
    while process.poll() is None and not deciding(process):
        time.sleep(0.02)
    if end == signal.SIGINT:
        os.killpg(process.pid, end)
    else:
        process.send_signal(end)
    out, err = process.communicate(timeout=120)  # until nobody is left who could write
    if end == signal.SIGINT:
        assert (process.returncode, out, err.strip()) == (130, "", "symact: interrupted")
    else:
        assert (process.returncode, out) == (-end, "")
