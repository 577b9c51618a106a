#!/usr/bin/env python3
"""Many small batches: so many clients send so many batches a second, each of 100 rows, at a steady pace.

Told: how long the 202 takes, which comes when the batch is on disk, beside what a file and its folder take to
reach it in the same run; and how long after its arrival each batch counts.
"""
import argparse
import os
import random
import re
import socket
import statistics
import sys
import threading
import time
from datetime import datetime
from multiprocessing import Process, Queue
from pathlib import Path

ROWS = 100
PROCESSES = 4


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build-dir", type=Path, default=Path("build/release"))
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--batches-per-second", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--keys", choices=["own", "shared"], default="own",
                        help="whether each client restates rows of its own, or all restate the same")
    return parser.parse_args()


def body(client, number, keys):
    """Running totals of today's campaigns, as a stream of counters sends them."""
    prefix = f"c{client}-" if keys == "own" else "c"
    lines = ["date,platform,campaign_id,clicks,cost"]
    lines += [f"2025-03-01,google_ads,{prefix}{row},{number},{number}.5" for row in range(ROWS)]
    return "\n".join(lines).encode()


def more(connection):
    data = connection.recv(65536)
    assert data, "the server has closed the connection"
    return data


def send(port, key, client, count, pause, begin, keys, told):
    """Latencies in ms of one client, which sends when its pace says so, or as soon as it can."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taken, refused = [], 0
    begin += pause * random.random()  # clients do not keep step
    for number in range(count):
        data = body(client, number, keys)
        head = (
            f"POST /api/v1/data/ingest HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: text/csv\r\nContent-Length: {len(data)}\r\n\r\n"
        ).encode()
        wait = begin + number * pause - time.time()
        if wait > 0:
            time.sleep(wait)
        begun = time.perf_counter()
        connection.sendall(head + data)
        reply = b""
        while b"\r\n\r\n" not in reply:
            reply += more(connection)
        top, _, rest = reply.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: *(\d+)", top)[1])
        while len(rest) < length:
            rest += more(connection)
        taken.append((time.perf_counter() - begun) * 1000)
        refused += not top.startswith(b"HTTP/1.1 202")
    told.put((taken, refused))


def send_all(port, key, clients, count, pause, begin, keys, told):
    threads = [
        threading.Thread(target=send, args=(port, key, client, count, pause, begin, keys, told))
        for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def disk_ms(folder, seconds=2.0):
    """What a new file of a batch's size and its folder take to be on disk, one after the other."""
    taken, data = [], body(0, 0, "own")
    handle = os.open(folder, os.O_RDONLY)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        begun = time.perf_counter()
        file = os.open(folder / f"probe-{len(taken)}", os.O_WRONLY | os.O_CREAT)
        os.write(file, data)
        os.fsync(file)
        os.close(file)
        os.fsync(handle)
        taken.append((time.perf_counter() - begun) * 1000)
    os.close(handle)
    return taken


def part(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def at(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def seconds_until_counted(client):
    """From arrival to the commit, of every batch."""
    taken, before = [], {}
    while True:
        page = client.get("/api/v1/data/batches", {"limit": 200} | before).json
        for batch in page["data"]:
            assert batch["status"] == "applied", batch
            taken.append((at(batch["applied_at"]) - at(batch["received_at"])).total_seconds())
        if not page["next"]:
            return taken
        before = {"before": page["next"]}


def main():
    asked = arguments()
    os.environ["INSIGHTFLOW_BUILD"] = str(asked.build_dir.resolve())
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
    from harness.server import API_KEY, Server

    with Server("bench-small") as server:
        probe = server.data_dir / "probe"
        probe.mkdir()
        disk = disk_ms(probe)
        count = int(asked.batches_per_second * asked.seconds / asked.clients)
        pause = asked.clients / asked.batches_per_second
        told, begin = Queue(), time.time() + 1
        senders = []
        for n in range(PROCESSES):
            clients = range(n, asked.clients, PROCESSES)
            what = (server.port, API_KEY, clients, count, pause, begin, asked.keys, told)
            senders.append(Process(target=send_all, args=what))
        for sender in senders:
            sender.start()
        answers = [told.get(timeout=asked.seconds + 60) for _ in range(asked.clients)]
        ended = time.time()
        taken = [ms for times, _ in answers for ms in times]
        client = server.client(timeout=600)
        while client.get("/api/v1/data/batches", {"limit": 1}).json["data"][0]["status"] != "applied":
            time.sleep(0.05)
        time.sleep(1)
        counted = seconds_until_counted(client)
        sent = count * asked.clients
        print(f"{sent} batches of {ROWS} rows by {asked.clients} clients ({asked.keys} keys) in "
              f"{ended - begin:.1f} s: {sent / (ended - begin):.0f} a second, "
              f"{sum(refused for _, refused in answers)} refused")
        print(f"202: median {statistics.median(taken):.1f} ms, p99 {part(taken, 0.99):.1f} ms, "
              f"most {max(taken):.1f} ms; a file and its folder to disk: "
              f"median {statistics.median(disk):.2f} ms, p99 {part(disk, 0.99):.2f} ms")
        print(f"counted after: median {statistics.median(counted):.2f} s, p99 {part(counted, 0.99):.2f} s, "
              f"most {max(counted):.2f} s")


if __name__ == "__main__":
    main()
