"""The simulator in a server: the demo that grows by the day, and rows of today that grow by the second."""
import json
import subprocess
import time
from datetime import datetime, timedelta, timezone

import pytest

from harness.patience import PATIENCE
from harness.server import BINARY, Server, die_with_parent, environment

SECONDS_MAX = 90 * PATIENCE
LIVE = {"DATA_SOURCE": "fake", "INSIGHTFLOW_SIMULATE_EVERY": "200ms"}
DEMO_ROWS = 180 * 4 * 24 * 24


def until(reach, what):
    """What reach() gives once it is true."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        reached = reach()
        if reached:
            return reached
        assert time.monotonic() < deadline, f"not reached in {SECONDS_MAX} s: {what}"
        time.sleep(0.05)


def batches(client, source):
    """Those that are applied, newest first."""
    listed = client.get("/api/v1/data/batches", {"source": source, "limit": 200}).json["data"]
    assert all(batch["status"] in ("queued", "loading", "applied") for batch in listed), listed
    return [batch for batch in listed if batch["status"] == "applied"]


def counted(client, source, name):
    return sum(int(batch[name]) for batch in batches(client, source))


def impressions(client, **query):
    return int(client.roi(**query)["impressions"] or 0)


def today():
    return datetime.now(timezone.utc).date()


@pytest.fixture
def same_day():
    """A test that compares days does not begin right before midnight ends one of them."""
    now = datetime.now(timezone.utc)
    if (now + timedelta(seconds=90)).date() != now.date():
        time.sleep(95)


def test_live_rows_move_the_figures_and_restate_what_was_there(same_day):
    with Server("live", env=LIVE) as server:
        client = server.client()
        first = until(lambda: impressions(client), "the first rows")
        until(lambda: impressions(client) > first, "more impressions than at the first read")
        until(lambda: counted(client, "simulator", "rows_restated") >= 4, "restated rows")
        newest = batches(client, "simulator")[0]
        assert newest["sent_by"] == "simulator"
        assert newest["options"]["currency"] == "USD"
        assert newest["last_day"] == str(today())
        assert int(newest["body_bytes"]) < 4096, "a batch is small: only what has changed"
        platforms = client.roi(group_by="platform")["data"]
        assert len(platforms) == 4
        assert server.stop() == 0


def test_a_restart_goes_on_and_nothing_is_doubled(same_day):
    with Server("live-restart", env=LIVE) as server:
        client = server.client()
        until(lambda: counted(client, "simulator", "rows_restated"), "restated rows")
        before = impressions(client)
        rows = int(client.roi()["meta"]["rows"])
        new = counted(client, "simulator", "rows_new")
        assert rows == new
        count = len(batches(client, "simulator"))
        for end in (server.stop, server.kill):
            end()
            server.start()
            client = server.client()
            until(lambda: len(batches(client, "simulator")) > count + 1, "batches after the restart")
            count = len(batches(client, "simulator"))
        # Every key is there once, and an hour at most has begun since.
        assert counted(client, "simulator", "rows_new") == int(client.roi()["meta"]["rows"]) <= rows + 96
        assert before <= impressions(client) < before * 2
        hours = datetime.now(timezone.utc).hour + 1
        assert rows <= 96 * hours


def test_live_rows_come_from_the_platforms_that_are_enabled(same_day):
    with Server("live-enabled", env=LIVE | {"ENABLED_SOURCES": "tiktok,linkedin"}) as server:
        client = server.client()
        until(lambda: impressions(client), "the first rows")
        platforms = client.roi(group_by="platform")["data"]
        assert [row["platform"] for row in platforms] == ["linkedin_ads", "tiktok_ads"]


def test_the_demo_is_loaded_once(same_day):
    with Server("demo-once", arguments=["--demo"]) as server:
        client = server.client()
        total = client.roi(source="demo")
        assert int(total["meta"]["rows"]) == DEMO_ROWS
        assert server.stop() == 0
        server.start()
        again = server.client().roi(source="demo")
        assert counted(server.client(), "demo", "rows_new") == DEMO_ROWS
        assert (again["clicks"], again["cost"]) == (total["clicks"], total["cost"])
        assert int(again["meta"]["rows"]) == DEMO_ROWS


def test_a_later_start_brings_the_days_that_have_passed():
    end = today() - timedelta(days=6)
    with Server("demo-later", arguments=["--demo", "--demo-end", str(end)]) as server:
        days = server.client().roi(group_by="date")["data"]
        assert (len(days), days[-1]["date"]) == (180, str(end))
        old = {"from": days[0]["date"], "to": str(end - timedelta(days=20))}
        before, young = server.client().roi(**old), server.client().roi(**{"from": str(end), "to": str(end)})
        assert server.stop() == 0
        server.arguments = ["--demo"]
        server.start()
        client = server.client()
        days = client.roi(group_by="date")["data"]
        assert len(days) in (185, 186), "the days up to yesterday, and no other"
        assert client.roi(**old) == before
        grown = client.roi(**{"from": str(end), "to": str(end)})
        assert grown["clicks"] == young["clicks"]
        assert int(grown["conversions"]) > int(young["conversions"])
        assert [int(batch["rows_new"]) for batch in batches(client, "demo")] == [
            (len(days) - 180) * 4 * 24 * 24,
            DEMO_ROWS,
        ]


def test_demo_and_live_rows_never_cover_the_same_day(same_day):
    with Server("demo-live", arguments=["--demo"], env=LIVE) as server:
        client = server.client()
        until(lambda: impressions(client, source="simulator"), "live rows")
        assert client.roi()["meta"]["warnings"] == []
        days = client.roi(group_by="date,source")["data"]
        assert len({row["date"] for row in days}) == len(days) == 181
        assert [row["date"] for row in days if row["source"] == "simulator"] == [str(today())]
        total = sum(int(row["impressions"]) for row in days)
        until(lambda: impressions(client) > total, "a total that moves")


def test_the_demo_ends_where_live_rows_have_begun(same_day):
    begun = today() - timedelta(days=3)
    row = f"{begun},0,google_ads,g-1001,Search,cmp-1,Brand,100,10,5,1,7,1\n"
    headings = (
        "date,hour,platform,account_id,account_name,campaign_id,campaign_name,impressions,clicks,cost,"
        "conversions,revenue,new_customers\n"
    )
    with Server("demo-ends") as server:
        assert server.client().ingest_and_wait(headings + row, source="simulator")["rows_new"] == "1"
        assert server.stop() == 0
        server.arguments = ["--demo"]
        server.start()
        client = server.client()
        assert client.roi()["meta"]["warnings"] == []
        days = client.roi(source="demo", group_by="date")["data"]
        assert (len(days), days[-1]["date"]) == (180, str(begun - timedelta(days=1)))


def test_ingestion_goes_on_beside_live_rows(same_day):
    with Server("live-beside", env=LIVE | {"INSIGHTFLOW_SIMULATE_EVERY": "100ms"}) as server:
        client = server.client()
        for number in range(20):
            body = f"date,platform,campaign,clicks\n2024-01-{number + 1:02},Google,Mine,1\n"
            assert client.ingest_and_wait(body, source="mine")["rows_new"] == "1"
        assert client.roi(source="mine")["clicks"] == "20"
        lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
        assert not [line for line in lines if line["level"] in ("warning", "error")]


@pytest.mark.parametrize(
    "arguments,env,words",
    [
        ([], {"DATA_SOURCE": "real"}, ("DATA_SOURCE", "connectors", "fake")),
        ([], {"DATA_SOURCE": "random"}, ("DATA_SOURCE", "random", "fake")),
        ([], {"ENABLED_SOURCES": "meta,myspace"}, ("ENABLED_SOURCES", "myspace", "tiktok")),
        ([], {"INSIGHTFLOW_SIMULATE_EVERY": "1"}, ("INSIGHTFLOW_SIMULATE_EVERY", "2s")),
        (["--demo-end", "2026-01-01"], {}, ("--demo-end", "--demo")),
        (["--demo", "--demo-end", "2099-01-01"], {}, ("--demo-end", "before today")),
        (["--demo", "--demo-end", "1990-06-28"], {}, ("--demo-end", "1990-06-29 or later")),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path, arguments, env, words):
    run = subprocess.run(
        [str(BINARY), "serve", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0", *arguments],
        env=environment(env),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=die_with_parent,
    )
    assert run.returncode == 78, run.stderr
    assert all(word in run.stderr for word in words), run.stderr
