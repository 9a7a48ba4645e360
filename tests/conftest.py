"""Shared test set-up: property tests are derandomised, so that a failure today fails tomorrow."""

import os

import pytest
from hypothesis import settings

# The sample workbooks are written the same way whether or not lxml is installed.
os.environ["OPENPYXL_LXML"] = "False"

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("ci")


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers of any size are spread over the workers asked for."""
    monkeypatch.setattr("pubaudit.timeliness.audit._LARGE", 0)
