"""Property tests draw the same examples in every run, and a slow machine fails none of them.

Golden files lie in tests/golden; `pytest --update-golden` writes them anew, and git shows what changed.
The same with tests/ledger, worst errors, and `--update-ledger`.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("symact", deadline=None, derandomize=True, database=None)
settings.load_profile("symact")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the files of tests/golden instead of comparing"
    )
    parser.addoption("--update-ledger", action="store_true", help="write tests/ledger instead of comparing")


def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: the collector is not to look through them again and again."""
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which records of the ledger were made with another NumPy or processor, and so compared with an allowance."""
    reports = [r for group in terminalreporter.stats.values() for r in group if isinstance(r, pytest.TestReport)]
    names = {str(value) for r in reports for key, value in r.user_properties if key == "ledger"}
    if names:
        listed = ", ".join(sorted(names))
        terminalreporter.write_line(f"ledger: recorded elsewhere, so compared with an allowance: {listed}")


@pytest.fixture(scope="session", autouse=True)
def models_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Models are kept in a folder of this run, which its processes share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "models"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYMACT_CACHE", str(folder))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the file of that name in tests/golden."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} does not exist: run pytest with --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
