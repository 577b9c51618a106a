"""The log: every line is one JSON object, whatever clients send, and no secret is ever in it."""
import http.client
import json
import socket
import subprocess

import pytest

from harness.accounts import create_key
from harness.server import Server, command_line

CANARIES = {
    "API_KEY": "canary-of-the-key-0123456789",
    "INSIGHTFLOW_METRICS_TOKEN": "canary-of-the-token-0123456789",
}
EVIL = [
    "a\r\n{\"level\":\"error\"}",
    "\x1b[2J\x1b]0;title\x07",
    "\u009b31m",
    "\u2028\u2029",
    "\u202eevil",
    "a\x00b",
]


def raw(server, request):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass


@pytest.fixture
def logged():
    with Server("logging", env=CANARIES | {"INSIGHTFLOW_LOG_LEVEL": "debug"}) as server:
        server.client_ = server.client(key=CANARIES["API_KEY"])
        yield server


def end(server):
    """The lines of the log, each parsed; what went to stdout is not among them."""
    assert server.stop() == 0
    data = server.log.read_bytes()
    said, lines = [], []
    for line in data.decode("utf-8").split("\n"):
        (lines if line.startswith("{") else said).append(line)
    of_stdout = ("InsightFlow ", "Nobody owns ", "  ifs_")
    assert [line for line in said if line] == [line for line in said if line.startswith(of_stdout)]
    # A terminal obeys C0, DEL and C1; none of them is in a line.
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for line in lines for c in line)
    return [json.loads(line) for line in lines]


def test_names_of_clients_do_not_break_a_line(logged):
    client = logged.client_
    rows = [
        {"date": "2024-01-01", "platform": "google", "campaign_name": name, "campaign_id": f"c{i}", "cost": 1}
        for i, name in enumerate(EVIL)
    ]
    for row in rows:
        client.ingest(json.dumps([row]), "application/json")
        client.get("/api/v1/analytics/roi", {"campaign_id": row["campaign_name"], row["campaign_name"]: "1"})
        client.ingest("date,platform,cost\n2024-01-01,google,1\n", source=row["campaign_name"])
        client.ingest("date,platform,cost\n2024-01-01,google,1\n", source=f"s{row['campaign_id']}")
    for line in end(logged):
        assert {"time", "level", "msg"} <= set(line)
        assert line["level"] in ("debug", "info", "warning")


@pytest.mark.parametrize("evil", [b"\x1b[31m\x7f", b"%0d%0a%7b%00", b"\xff\xfe\xc2\x9b31m\x0b"])
def test_paths_methods_and_headers_do_not_break_a_line(logged, evil):
    for request in (
        b"GET /" + evil + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GE" + evil + b"T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: " + evil + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: " + evil + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + evil + b"\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: x\r\ntraceparent: " + evil + b"\r\nX-B: " + evil + b"\r\n\r\n",
    ):
        raw(logged, request)
    lines = end(logged)
    assert sum(line["msg"] == "request" for line in lines) >= 6


def test_two_keys_of_one_label_are_told_apart(logged):
    keys = [create_key(logged, "--label", "simulator", "--scope", "analytics:read") for _ in range(2)]
    for key in [CANARIES["API_KEY"], *keys]:
        assert logged.client(key=key).get("/api/v1/analytics/roi").status == 200
    logged.client(key=None).get("/api/v1/analytics/roi")
    asked = [line for line in end(logged) if line["msg"] == "request" and line["route"] != "/readyz"]
    assert [line["actor"] for line in asked] == ["environment", "key", "key", "nobody"]
    assert [line["key"] for line in asked[1:]] == ["simulator", "simulator", ""]
    assert len({line["actor_id"] for line in asked[1:3]}) == 2


def test_no_secret_is_in_the_log_or_the_data(logged):
    key = CANARIES["API_KEY"]
    client = logged.client_
    client.ingest_and_wait("date,platform,cost\n2024-01-01,google,1\n")
    client.get("/metrics")
    logged.client(key=CANARIES["INSIGHTFLOW_METRICS_TOKEN"]).get("/metrics")
    for place in (
        {"path": f"/api/v1/analytics/roi?key={key}"},
        {"path": f"/{key}"},
        {"path": "/healthz", "headers": {"Cookie": f"session={key}", "X-Api-Key": key}},
        {"path": "/healthz", "headers": {"User-Agent": key, "Referer": f"http://x/?key={key}"}},
        {"path": "/api/v1/analytics/roi", "headers": {"Authorization": f"Basic {key}"}},
        {"path": f"/campaign/{key}/insights"},
    ):
        client.request("GET", **place)
    connection = http.client.HTTPConnection("127.0.0.1", logged.port)
    connection.request("POST", f"/api/v1/data/ingest?source=a&token={key}", body=key)
    connection.getresponse().read()
    command_line("query", server=logged, env={"API_KEY": key})
    lines = end(logged)
    assert len(lines) > 9
    for canary in ("canary-of-the-key", "canary-of-the-token"):
        assert canary.encode() not in logged.log.read_bytes()
        found = subprocess.run(["grep", "-rlaF", canary, logged.data_dir], capture_output=True, check=False)
        assert found.stdout == b""
