"""Bodies and requests at and over their limits: refused at once, with flat memory, and the server goes on."""
import http.client
import json
import re
import signal
import socket
import threading
import time

import pytest

from harness.server import API_KEY, Server

HEADING = "date,platform,campaign_id,clicks,cost\n"
GROWTH_KIB_MAX = 48 * 1024
DEADLINE_SECONDS = 30  # default_deadline of the server


def raw(server, request, read=True):
    """Sends bytes as they are and gives all that comes back."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request)
        return connection.makefile("rb").read() if read else b""


def status_of(reply):
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", reply)
    return int(found[1]) if found else None


def head(*lines, length=None):
    fields = [
        "POST /api/v1/data/ingest HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {API_KEY}",
        "Content-Type: text/csv",
        *([f"Content-Length: {length}"] if length is not None else []),
        *lines,
    ]
    return ("\r\n".join(fields) + "\r\n\r\n").encode()


def test_a_length_over_the_limit_is_413_before_the_body(server):
    reply = raw(server, head("Expect: 100-continue", "Connection: close", length=1 << 40))
    assert status_of(reply) == 413
    assert b"application/problem+json" in reply


def test_an_endless_chunked_body_does_not_grow_memory(server):
    client = server.client()
    client.ingest_and_wait(HEADING + "2024-01-01,tiktok,c,1,1\n")
    before = server.rss_kib()
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head("Transfer-Encoding: chunked"))
        for _ in range(256 * 16):  # 256 MiB of one field that never ends
            connection.sendall(piece)
        assert server.rss_kib() - before < GROWTH_KIB_MAX
    assert client.get("/healthz").status == 200


def test_a_body_of_100_mib_does_not_grow_memory_while_it_arrives(server):
    client = server.client(timeout=120)
    client.ingest_and_wait(HEADING + "2024-01-01,tiktok,c,1,1\n")
    before = server.rss_kib("VmRSS")
    heading = b"date,platform,campaign_id,clicks,note\n"
    line = b"2024-01-01,tiktok,c,1," + b"x" * 1000 + b"\n"
    piece, count = line * 1024, 100

    def pieces():
        yield heading
        for number in range(count):
            if number == count - 1:
                assert server.rss_kib() - before < GROWTH_KIB_MAX
            yield piece

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    connection.request(
        "POST",
        "/api/v1/data/ingest?source=long&collisions=last",
        pieces(),
        {
            "Authorization": f"Bearer {API_KEY}",
            "Content-Type": "text/csv",
            "Content-Length": str(len(heading) + len(piece) * count),
        },
    )
    reply = connection.getresponse()
    assert reply.status == 202
    batch = client.wait(json.loads(reply.read())["batch_id"], seconds=240)
    connection.close()
    assert (batch["status"], batch["rows_received"]) == ("applied", str(1024 * count))
    assert batch["rows_folded"] == str(1024 * count - 1)


REFUSED = {
    "a header over its limit is 431": (head("X-Long: " + "x" * 20000, length=1), 431),
    "too long a target is 414": (b"GET /" + b"x" * 10000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "length and chunks at once are 400": (head("Transfer-Encoding: chunked", length=5) + b"0\r\n\r\n", 400),
    "two lengths are 400": (head("Content-Length: 6", length=5) + b"12345", 400),
    "a negative length is 400": (head(length=-2) + b"x", 400),
    "a length that is no number is 400": (head(length="0x5") + b"12345", 400),
    "a chunk size that is no number is 400": (
        head("Transfer-Encoding: chunked") + b"-2\r\nxx\r\n0\r\n\r\n",
        400,
    ),
    "another transfer coding is 400": (
        head("Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
        400,
    ),
    "a space before the colon is 400": (head("X-A : b", length=0), 400),
    "a folded header is 400": (b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n", 400),
    "no host is 400": (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
    "another version is 505": (b"GET /healthz HTTP/3.7\r\nHost: a\r\n\r\n", 505),
    "no HTTP at all is 400": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "NUL in the target is 400": (b"GET /heal\0thz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "a broken percent code is 400": (
        b"GET /campaign/%zz/insights HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret123\r\n\r\n",
        400,
    ),
}


@pytest.fixture(scope="module")
def shared_server():
    from harness.server import Server

    with Server("limits") as running:
        yield running


@pytest.mark.parametrize("name", REFUSED)
def test_refused(shared_server, name):
    request, status = REFUSED[name]
    with socket.create_connection(("127.0.0.1", shared_server.port), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        reply = connection.makefile("rb").read()
    assert status_of(reply) == status, reply[:300]
    assert shared_server.client().get("/healthz").status == 200


def test_pipelined_requests_are_answered_in_order(shared_server):
    request = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    request += b"GET /api/v1/analytics/roi HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    reply = raw(shared_server, request)
    assert re.findall(rb"HTTP/1\.1 (\d{3}) ", reply) == [b"200", b"401"]


def test_expect_continue_is_answered_before_the_body(shared_server):
    body = (HEADING + "2024-01-01,tiktok,c,1,1\n").encode()
    with socket.create_connection(("127.0.0.1", shared_server.port), timeout=30) as connection:
        connection.sendall(head("Expect: 100-continue", "Connection: close", length=len(body)))
        stream = connection.makefile("rb")
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert stream.readline() == b"\r\n"
        connection.sendall(body)
        assert status_of(stream.read()) == 202


def test_a_refusal_comes_instead_of_continue(shared_server):
    request = head("Expect: 100-continue", "Connection: close", length=100).replace(b"text/csv", b"text/html")
    reply = raw(shared_server, request)
    assert status_of(reply) == 415


def test_a_client_that_leaves_mid_body_leaves_no_batch(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head(length=1000) + HEADING.encode())
    deadline = time.monotonic() + 30
    while '"status":499' not in server.log.read_text():
        assert time.monotonic() < deadline, "the server did not notice"
        time.sleep(0.01)
    client = server.client()
    assert client.get("/api/v1/data/batches").json["data"] == []
    assert client.get("/healthz").status == 200


def test_a_client_that_leaves_ends_its_query():
    path = "/api/v1/analytics/roi"
    dimensions = "date,campaign,ad_group,ad,country,device"
    request = (
        f"GET {path}?group_by={dimensions} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {API_KEY}\r\n\r\n"
    )
    with Server("leaves", arguments=["--demo"]) as server:

        def logged(number):
            """The log's record of the request of that number, once it is there."""
            deadline = time.monotonic() + 30
            while True:
                lines = [line for line in server.log.read_text().split("\n")[:-1] if f'"{path}"' in line]
                if len(lines) > number:
                    return json.loads(lines[number])
                assert time.monotonic() < deadline, "the server did not notice"
                time.sleep(0.01)

        server.client().get(path, {"group_by": dimensions})
        whole = logged(0)["duration_us"]
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(request.encode())
            time.sleep(0.05)
        left = logged(1)
    assert left["status"] == 499
    assert left["duration_us"] < whole, "it was worked on to its end"


def test_a_query_past_its_deadline_is_interrupted_and_the_engine_is_free():
    """While the server is held still its clock goes on: the deadline passes in the midst of the query."""
    path, all_of_them = "/api/v1/analytics/roi", {"group_by": "date,campaign,ad_group,ad,country,device"}
    with Server("deadline", arguments=["--demo"]) as server:
        client, answers = server.client(), []

        def ask(query):
            began = time.monotonic()
            reply = client.get(path, query)
            answers.append((reply.status, time.monotonic() - began, time.monotonic()))

        ask(all_of_them)
        refused, whole, _ = answers.pop()
        assert refused == 400, "more groups than an answer may have, as the whole work shows"
        heavy = threading.Thread(target=ask, args=(all_of_them,))
        heavy.start()
        time.sleep(0.05)
        assert not answers
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(DEADLINE_SECONDS + 0.5)
        server.process.send_signal(signal.SIGCONT)
        woken = time.monotonic()
        heavy.join()
        ask({"group_by": "platform"})
        (status, _, ended), (after, taken, _) = answers
    assert (status, after) == (504, 200)
    assert ended - woken < whole / 2, "it was worked on"
    assert taken < whole / 2, "the engine was busy"
