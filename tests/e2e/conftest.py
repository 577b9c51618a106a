"""Fixtures of the browser tests."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness.server import Server  # noqa: E402

pytest_plugins = ["harness.plugin"]


@pytest.fixture
def server():
    with Server("e2e") as running:
        yield running
