"""Fixtures of the attacks on a real server."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness.accounts import add_user, log_in  # noqa: E402
from harness.server import Server  # noqa: E402

pytest_plugins = ["harness.plugin"]


@pytest.fixture
def server():
    with Server("fuzz", arguments=["--demo"]) as running:
        add_user(running, "owner@example.com", "owner")
        yield running


@pytest.fixture
def owner_key(server):
    """Of somebody who may do everything: a refusal for want of a scope would hide what lies behind it."""
    return log_in(server, "owner@example.com")["access_token"]
