"""sqlmap at its highest level and risk against endpoints that take many texts.

A server that never shows an error of its database could still give something away by other answers (B, U), by
an error that slips through (E), by a second statement (S) or by the time that it takes (T).

That takes many minutes each, so `make fuzz` runs it and `make test` does not.
"""
import re
import shutil
import subprocess

import pytest

from harness.server import API_KEY, die_with_parent

TARGETS = {
    "campaigns": (
        "/api/v1/campaigns?name=search&sort=-cost&source=attacked&account_id=a&campaign_id=a&limit=5"
    ),
    "trends": (
        "/api/v1/analytics/trends?metrics=cost&group_by=source&campaign_id=a&source=attacked&grain=month"
        "&days=3650"
    ),
    "roi": (
        "/api/v1/analytics/roi?campaign_id=a&platform=google_ads&source=attacked&group_by=date&order=roas"
    ),
}
SECONDS_MAX = 2 * 3600
# An answer with rows in it, so that a condition that slips into a query changes what is seen.
ROWS = "date,platform,account_id,campaign_id,campaign,clicks,cost,revenue\n" + "".join(
    f"2024-{month:02}-01,{platform},{account},{campaign},{campaign} search,7,1.5,4\n"
    for month in range(1, 7)
    for platform in ("google_ads", "meta")
    for account in "ab"
    for campaign in "ab"
)


@pytest.mark.parametrize("name", TARGETS)
def test_sqlmap_finds_nothing(server, name, tmp_path, tell):
    if not shutil.which("sqlmap"):
        pytest.skip("sqlmap is not installed; tools/setup.sh test installs it")
    batch = server.client().ingest_and_wait(ROWS, source="attacked")
    assert batch["status"] == "applied", batch
    assert server.client().get(TARGETS[name]).json["data"], "no rows: nothing that an attack could change"
    run = subprocess.run(
        [
            "sqlmap", "-u", server.url + TARGETS[name], "--batch", "--level", "5", "--risk", "3",
            "--flush-session", "--technique", "BEUST", "--time-sec", "2", "--threads", "4", "--timeout", "10",
            "--retries", "1", "--ignore-code", "400", "--skip-waf", "-H", f"Authorization: Bearer {API_KEY}",
            "--output-dir", str(tmp_path), "--skip", "host,referer,user-agent,authorization",
        ],  # fmt: skip
        text=True,
        capture_output=True,
        timeout=SECONDS_MAX,
        check=False,
        preexec_fn=die_with_parent,
    )
    assert "all tested parameters do not appear to be injectable" in run.stdout, run.stdout[-3000:]
    found = re.search(r"is vulnerable|identified the following injection point", run.stdout)
    assert not found, run.stdout[-3000:]
    tell(f"sqlmap {name}: nothing found")
