"""From start to end of a server: what it keeps, what it refuses, how it leaves."""
import json
import socket
import stat
import subprocess
import threading
import time
from decimal import Decimal

import pytest

from harness.server import API_KEY, BINARY, Server, die_with_parent, environment

HEADING = "date,platform,campaign_id,clicks,cost\n"


def rows(count, day="2024-01-01"):
    return HEADING + "".join(f"{day},google_ads,c{number},{number},{number}.5\n" for number in range(count))


def test_data_outlives_a_restart(server):
    before = server.client()
    batch = before.ingest_and_wait(rows(100), key="first")
    answer = before.roi()
    assert server.stop() == 0
    server.start()
    client = server.client()
    assert client.roi() == answer
    kept = client.batch(batch["batch_id"])
    # Durations may come a moment after "applied", but not after the end of the server.
    assert kept["durations"] and batch["durations"] in (None, kept["durations"])
    assert kept == batch | {"durations": kept["durations"]}
    again = client.ingest(rows(100), key="first")
    assert (again.status, again.json["batch_id"]) == (202, batch["batch_id"])
    assert client.ingest_and_wait(rows(101))["rows_new"] == "1"


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_what_is_new_after_a_restart_is_new(server, end):
    """Every batch brings campaigns, sources and currencies that the store has not seen."""
    campaigns = {}
    for start in range(4):
        client = server.client()
        for number in range(5):
            names = [f"c{start}-{number}-{row}" for row in range(1 + 7 * number)]
            body = "date,platform,campaign,spend\n" + "".join(
                f"2025-01-01,google,{name},{len(campaigns) + row}.25\n" for row, name in enumerate(names)
            )
            campaigns |= {name: Decimal(f"{len(campaigns) + row}.25") for row, name in enumerate(names)}
            batch = client.ingest_and_wait(body, source=("shop", f"s{start}-{number}")[number % 2])
            assert batch["rows_new"] == str(len(names))
            assert Decimal(client.roi()["total_cost"]) == sum(campaigns.values())
        rows = client.get("/api/v1/analytics/roi", {"group_by": "campaign", "limit": 1000}).json["data"]
        assert {row["campaign_name"]: Decimal(row["cost"]) for row in rows} == campaigns
        assert all(row["campaign_id"] == "name:" + row["campaign_name"] for row in rows)
        server.stop() if end == "stop" else server.kill()
        server.start()


def test_a_log_that_nobody_reads_does_not_stop_the_server(server):
    """A pipe holds 64 KiB, some 250 lines of the log; what does not fit is counted."""
    server.stop()
    process = server.launch(stderr=subprocess.PIPE).process
    server.wait_until_ready()
    client = server.client()
    for _ in range(600):
        assert client.get("/healthz").status == 200
    log = process.stderr
    lines = [json.loads(log.readline()) for _ in range(100)]
    assert all(line["level"] == "info" for line in lines)
    assert client.get("/healthz").status == 200
    assert server.stop() == 0
    lost = [line["lines"] for line in map(json.loads, log) if "lost" in line["msg"]]
    assert len(lost) == 1 and 0 < lost[0] < 600


def test_batches_taken_in_before_a_stop_are_applied_after_it(server):
    client = server.client()
    ids = [
        client.ingest(rows(2000, f"2024-03-{day:02}"), key=f"k{day}").json["batch_id"] for day in range(1, 11)
    ]
    assert server.stop() == 0
    server.start()
    assert [server.client().wait(batch_id)["status"] for batch_id in ids] == ["applied"] * 10
    assert server.client().roi()["total_clicks"] == str(10 * sum(range(2000)))


def listens(server):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", server.port)) == 0


def test_sigterm_lets_a_request_in_flight_finish_and_exits_with_0(server):
    body = rows(50).encode()
    half = len(body) // 2
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(
            b"POST /api/v1/data/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
            b"Expect: 100-continue\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
            % (API_KEY.encode(), len(body))
        )
        stream = connection.makefile("rb")
        assert stream.readline() + stream.readline() == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body[:half])
        status = []
        stopper = threading.Thread(target=lambda: status.append(server.stop()))
        stopper.start()
        while listens(server):
            time.sleep(0.01)
        connection.sendall(body[half:])
        reply = stream.read()
    stopper.join()
    assert reply.startswith(b"HTTP/1.1 202 "), reply
    assert b"\r\nconnection: close\r\n" in reply.lower()
    assert status == [0]
    server.start()
    batch_id = json.loads(reply.split(b"\r\n\r\n", 1)[1])["batch_id"]
    assert server.client().wait(batch_id)["rows_new"] == "50"


def test_requests_under_load_are_answered_or_never_begun_while_the_server_drains(server):
    answers, faults, stopping = [], [], threading.Event()

    def ask():
        client = server.client(timeout=20)
        while True:
            begun_before_stop = not stopping.is_set()
            try:
                answers.append(client.get("/api/v1/analytics/roi").status)
            except OSError as fault:
                if begun_before_stop and not stopping.is_set():
                    faults.append(fault)
                return

    clients = [threading.Thread(target=ask) for _ in range(8)]
    for client in clients:
        client.start()
    while len(answers) < 100 and not faults:
        time.sleep(0.01)
    stopping.set()
    assert server.stop() == 0
    for client in clients:
        client.join()
    assert not faults
    assert set(answers) <= {200, 503}


def test_a_second_server_on_the_same_folder_is_refused_and_harms_nothing(server):
    server.client().ingest_and_wait(rows(10))
    other = Server("second", data_dir=server.data_dir)
    other.launch()
    assert other.process.wait(30) != 0
    assert str(server.data_dir) in other.log_tail()
    assert server.client().roi()["total_clicks"] == "45"
    other.remove()


def test_a_ledger_older_than_the_facts_is_refused_and_nothing_is_removed(server):
    server.client().ingest_and_wait(rows(10))
    assert server.stop() == 0
    for file in server.data_dir.glob("insightflow.sqlite*"):
        file.rename(server.folder / file.name)
    spooled = sorted(path.name for path in (server.data_dir / "spool").iterdir())
    server.launch()
    assert server.process.wait(30) != 0
    assert "older" in server.log_tail()
    assert sorted(path.name for path in (server.data_dir / "spool").iterdir()) == spooled != []
    for file in server.data_dir.glob("insightflow.sqlite*"):
        file.unlink()
    for file in server.folder.glob("insightflow.sqlite*"):
        file.rename(server.data_dir / file.name)
    server.start()
    assert server.client().roi()["total_clicks"] == "45"


def test_facts_that_were_moved_away_are_made_anew_from_the_kept_bodies(server):
    client = server.client()
    ids = [client.ingest_and_wait(rows(count))["batch_id"] for count in (3, 5, 4)]
    assert client.request("DELETE", f"/api/v1/data/batches/{ids[1]}").status == 200
    answer = client.roi()
    assert answer["total_clicks"] == "6" and server.stop() == 0
    (server.data_dir / "facts.duckdb").rename(server.data_dir / "older.duckdb")
    server.start()
    client = server.client()
    for batch_id, status in zip(ids, ("applied", "undone", "applied")):
        assert client.wait(batch_id)["status"] == status
    assert client.roi() == answer


def test_a_port_that_is_taken_is_an_error_that_names_it(server):
    other = Server("port")
    other.port = server.port
    other.launch()
    assert other.process.wait(30) != 0
    assert str(server.port) in other.log_tail()
    other.remove()


@pytest.mark.parametrize(
    "name,key,listen",
    [
        ("a short key on all addresses", API_KEY, "0.0.0.0"),
        ("an empty key", "", "127.0.0.1"),
        ("a key with a space", "secret 123 secret 123", "127.0.0.1"),
    ],
)
def test_a_weak_key_is_refused(tmp_path, name, key, listen):
    run = subprocess.run(
        [str(BINARY), "serve", "--data-dir", str(tmp_path), "--listen", f"{listen}:0"],
        env=environment({"API_KEY": key, "INSIGHTFLOW_INSECURE_LISTEN": "true"}),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=die_with_parent,
    )
    assert run.returncode != 0
    assert "api key" in (run.stdout + run.stderr).lower().replace("_", " ")
    assert not key or key not in run.stdout + run.stderr


def test_settings_come_from_files_too(tmp_path):
    key = tmp_path / "key"
    key.write_text("from-a-file-1\n")
    with Server("files", env={"API_KEY": None, "API_KEY_FILE": str(key)}) as server:
        assert server.client(key="from-a-file-1").get("/api/v1/analytics/roi").status == 200


def test_only_its_owner_may_enter_the_data_folder(server):
    assert stat.S_IMODE(server.data_dir.stat().st_mode) == 0o700


def test_every_request_is_one_line_of_json_without_secrets(server):
    client = server.client()
    client.get("/api/v1/analytics/roi", {"campaign_id": "secret-campaign"})
    client.get("/nowhere/at/all")
    client.ingest_and_wait(rows(1))
    server.stop()
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line.get("route") == "/api/v1/analytics/roi"]
    assert len(requests) == 1
    assert {"status", "method", "request_id"} <= set(requests[0])
    text = server.log.read_text()
    assert API_KEY not in text and "secret-campaign" not in text and "/nowhere/at/all" not in text


def test_demo_data_is_there_when_the_server_is_and_is_always_the_same():
    totals = []
    for _ in range(2):
        with Server("demo", arguments=["--demo", "--demo-end", "2026-10-31"]) as server:
            client = server.client()
            (batch,) = client.get("/api/v1/data/batches", {"source": "demo"}).json["data"]
            assert (batch["status"], batch["rows_rejected"], batch["warnings"]) == ("applied", "0", [])
            groups = {
                name: client.roi(source="demo", group_by=name)["data"]
                for name in ("platform", "account", "campaign", "ad_group", "ad", "country", "device", "date")
            }
            assert [len(rows) for rows in groups.values()] == [4, 4, 96, 192, 384, 3, 2, 180]
            assert (groups["date"][0]["date"], groups["date"][-1]["date"]) == ("2026-05-05", "2026-10-31")
            totals.append(groups)
    assert totals[0] == totals[1]
