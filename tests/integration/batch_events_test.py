"""A batch is followed while it loads, over a connection that stays open."""
import http.client
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

from harness.patience import PATIENCE
from harness.server import API_KEY, Server

HEADING = "date,platform,campaign_id,clicks,cost\n"


def follow(server, batch_id):
    """Its events as (name, data), and the reply's head."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60 * PATIENCE)
    connection.request(
        "GET", f"/api/v1/data/batches/{batch_id}/events", headers={"Authorization": f"Bearer {API_KEY}"}
    )
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    events = []
    for block in filter(None, text.split("\n\n")):
        if block == ":":
            continue
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return response, events


def large_body(rows=300_000):
    return HEADING + "".join(f"2024-05-{n % 28 + 1:02},google_ads,c{n},{n},1.5\n" for n in range(rows))


def test_progress_comes_until_the_report(server):
    client = server.client()
    body = large_body()
    batch_id = client.ingest(body).json["batch_id"]
    response, events = follow(server, batch_id)
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-store"
    names = [name for name, _ in events]
    assert names[-1] == "end" and set(names[:-1]) == {"progress"}, names
    progress = [data for _, data in events[:-1]]
    read = [step["bytes_read"] for step in progress if step["stage"] == "reading"]
    assert read == sorted(read)
    assert all(step["bytes_total"] == len(body) for step in progress if step["stage"] != "queued")
    stages = [step["stage"] for step in progress]
    assert {"reading", "applying"} & set(stages), stages
    report = events[-1][1]
    assert (report["status"], report["rows_new"]) == ("applied", 300_000)
    assert report["batch_id"] == batch_id


def test_a_batch_at_its_end_is_its_report_alone(server):
    batch = server.client().ingest_and_wait(HEADING + "never,google_ads,c,1,1\n")
    _, events = follow(server, batch["batch_id"])
    assert [(name, data["status"]) for name, data in events] == [("end", "rejected")]


def test_an_unknown_batch_has_no_events(server):
    client = server.client()
    for name in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "everything"):
        reply = client.get(f"/api/v1/data/batches/{name}/events")
        assert (reply.status, reply.headers["Content-Type"]) == (404, "application/problem+json")


def test_there_is_a_bound_of_streams_and_those_that_end_make_room(server):
    """Small batches wait behind a large one, so that all of their streams stay open."""
    client = server.client()
    large = client.ingest(large_body(1_000_000)).json["batch_id"]
    small = client.ingest(HEADING + "2024-05-01,google_ads,c1,1,1\n").json["batch_id"]
    request = (
        f"GET /api/v1/data/batches/{large}/events HTTP/1.1\r\nHost: a\r\n"
        f"Authorization: Bearer {API_KEY}\r\n\r\n"
    ).encode()
    heads, open_streams = [], []
    for _ in range(20):
        stream = socket.create_connection(("127.0.0.1", server.port), timeout=30 * PATIENCE)
        stream.sendall(request)
        heads.append(stream.recv(12))
        open_streams.append(stream)
    assert client.get("/healthz").status == 200
    assert client.roi()["total_clicks"] in (None, "1"), "the large batch does not count yet"
    assert heads.count(b"HTTP/1.1 200") == 16 and heads.count(b"HTTP/1.1 503") == 4, heads
    for stream in open_streams:
        stream.close()
    assert client.wait(large)["status"] == client.wait(small)["status"] == "applied"
    assert follow(server, large)[1][-1][1]["status"] == "applied"


def test_who_follows_holds_up_nobody_and_a_drain_ends_it():
    with Server("events-drain") as server:
        client = server.client()
        batch_id = client.ingest(large_body(1_000_000)).json["batch_id"]
        with ThreadPoolExecutor(10) as pool:
            followers = [pool.submit(follow, server, batch_id) for _ in range(10)]
            began = time.monotonic()
            for _ in range(20):
                assert client.get("/api/v1/workspace").status == 200
            assert time.monotonic() - began < 10 * PATIENCE
            assert server.stop() == 0
            for follower in followers:
                response, events = follower.result()
                assert response.status == 200
                assert all(name in ("progress", "end") for name, _ in events)
