"""Shared test set-up: property tests are derandomised, so that a failure today fails tomorrow."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The sample workbooks are written the same way whether or not lxml is installed.
os.environ["OPENPYXL_LXML"] = "False"

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def _nobodys_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No holiday files of whoever runs the tests, and a screen of eighty columns."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", home)
        patch.setenv("APPDATA", home)
        patch.setenv("COLUMNS", "80")
        yield


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers of any size are spread over the workers asked for."""
    monkeypatch.setattr("pubaudit.timeliness.audit._LARGE", 0)
