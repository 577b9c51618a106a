"""A full disk: intake says 507 before it reads a body, reads go on, and room is noticed without a restart."""
import random
import socket
import threading
import time

from harness.patience import PATIENCE
from harness.server import API_KEY
from harness.small_disk import server_on_a_small_disk

HEADING = "date,platform,campaign_id,clicks\n"
MIB = 1 << 20


def metric(server, name):
    for line in server.client(key=None).get("/metrics").body.decode().splitlines():
        if line.startswith(name + " "):
            return float(line.split()[1])
    raise AssertionError(f"no metric {name}")


def test_intake_pauses_while_the_disk_is_full():
    with server_on_a_small_disk("disk-full", 256) as (server, disk):
        client = server.client()
        client.ingest_and_wait(HEADING + "2024-01-01,tiktok,c,1\n")
        disk.fill(8 * MIB)

        refused = client.ingest(HEADING + "2024-01-02,tiktok,c,2\n")
        assert refused.status == 507, refused
        assert refused.headers.get_content_type() == "application/problem+json"
        assert client.roi()["total_clicks"] == "1"

        disk.empty()
        assert client.ingest_and_wait(HEADING + "2024-01-02,tiktok,c,2\n")["status"] == "applied"
        assert client.roi()["total_clicks"] == "3"
        assert server.stop() == 0


def test_a_body_that_would_take_the_reserve_is_refused_before_it_is_sent():
    """The room is 40 MiB, of which 16 stay free; a body of 30 MiB is announced and never sent."""
    with server_on_a_small_disk("disk-announced", 64, "--disk-reserve-mib", "16") as (server, disk):
        disk.fill(40 * MIB)
        head = {"Content-Type": "text/csv", "Expect": "100-continue", "Authorization": f"Bearer {API_KEY}"}

        def answer_to(length):
            lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
            with socket.create_connection(("127.0.0.1", server.port), timeout=30 * PATIENCE) as connection:
                connection.sendall(
                    f"POST /api/v1/data/ingest HTTP/1.1\r\nHost: a\r\n{lines}Content-Length: {length}\r\n\r\n"
                    .encode()
                )
                return int(connection.makefile("rb").readline().split()[1])

        assert answer_to(30 * MIB) == 507
        assert answer_to(20 * MIB) == 100
        disk.empty()
        assert answer_to(30 * MIB) == 100


def test_a_small_disk_that_fills_again_and_again_loses_nothing():
    """Row by row of what was acknowledged is there at the end; reads are right or say to come again."""
    with server_on_a_small_disk("disk-fills", 24, "--disk-reserve-mib", "1") as (server, disk):
        generator = random.Random(24)
        over = threading.Event()
        faults, seen = [], {200: 0, 503: 0}

        def read():
            client = server.client()
            while not over.is_set():
                reply = client.get("/api/v1/analytics/roi")
                if reply.status not in seen or (reply.status == 503 and not reply.headers["Retry-After"]):
                    faults.append(reply)
                    return
                seen[reply.status] += 1

        def fill_and_empty():
            while not over.is_set():
                disk.fill(generator.choice([0, 0, 100 << 10, 300 << 10]))
                time.sleep(generator.random() * 0.1)
                disk.empty()
                time.sleep(generator.random() * 0.1)

        client = server.client()
        accepted, refused = {}, 0
        threads = [threading.Thread(target=read), threading.Thread(target=fill_and_empty)]
        for thread in threads:
            thread.start()
        try:
            for number in range(60):
                rows = "".join(
                    f"2024-01-{1 + row % 28:02},tiktok,c{row},{number + 1}\n" for row in range(500)
                )
                reply = client.ingest(HEADING + rows, source=f"s{number % 4}")
                while reply.status != 202:
                    assert reply.status in (503, 507), reply
                    refused += 1
                    time.sleep(0.01)
                    reply = client.ingest(HEADING + rows, source=f"s{number % 4}")
                accepted[number] = reply.json["batch_id"]
        finally:
            over.set()
            for thread in threads:
                thread.join()
        disk.empty()
        assert not faults, faults
        assert refused and seen[200], (refused, seen)
        assert all(client.wait(batch)["status"] == "applied" for batch in accepted.values())
        newest = {number % 4: number for number in sorted(accepted)}
        assert int(client.roi()["total_clicks"]) == sum(500 * (number + 1) for number in newest.values())
        assert metric(server, "insightflow_fact_store_dead") == 0
        assert client.get("/readyz").status == 200
        print(len(accepted), refused, seen, metric(server, "insightflow_fact_store_reopened_total"))
        assert server.stop() == 0
