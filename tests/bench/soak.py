#!/usr/bin/env python3
"""Keeps a real server busy for a while and tells whether its memory, descriptors and threads stay flat.

Readers, a loader that sends one file again and again (unchanged rows), logins and refused requests, each at
its own pace. Every few seconds /proc is read. The verdict compares the last third with the second third,
the first being warm-up: descriptors and threads may not grow, memory by at most a tenth.
"""
import argparse
import os
import statistics
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness.accounts import PASSWORD, add_user, send_json  # noqa: E402
from harness.server import Server  # noqa: E402

MEMORY_GROWTH_MAX = 1.10
CSV = "date,platform,campaign,cost,clicks\n" + "".join(
    f"2024-01-{day:02},Meta,campaign {n},{day}.{n:02},{day * n}\n" for day in range(1, 29) for n in range(50)
)
PATHS = [
    "/api/v1/analytics/roi",
    "/api/v1/analytics/roi?group_by=platform,date",
    "/api/v1/analytics/roi?group_by=campaign&order=-roas&limit=20",
    "/api/v1/data/batches",
    "/api/v1/me",
    "/api/openapi.json",
    "/healthz",
    "/nothing/here",
    "/api/v1/analytics/roi?group_by=nonsense",
]


class Load:
    def __init__(self, server):
        self.server = server
        self.over = threading.Event()
        self.requests = 0
        self.faults = []

    def run(self, work, pause):
        while not self.over.wait(pause):
            try:
                reply = work()
                if reply.status >= 500 and reply.status != 503:
                    self.faults.append(str(reply))
            except OSError as fault:
                self.faults.append(repr(fault))
            self.requests += 1

    def start(self):
        client = self.server.client()
        turn = iter(range(10**9))
        login = {"email": "owner@example.com", "password": PASSWORD}
        works = [(lambda: client.get(PATHS[next(turn) % len(PATHS)]), 0.01)] * 3 + [
            (lambda: client.ingest(CSV, source="soak"), 1.0),
            (lambda: send_json(client, "POST", "/api/v1/auth/login", login), 2.0),
        ]
        threads = [threading.Thread(target=self.run, args=work) for work in works]
        for thread in threads:
            thread.start()
        return threads


def sample(server):
    folder = Path(f"/proc/{server.process.pid}")
    return {
        "rss_kib": server.rss_kib(),
        "descriptors": len(os.listdir(folder / "fd")),
        "threads": len(os.listdir(folder / "task")),
    }


def verdict(samples):
    """Lines for people, and whether all stayed flat."""
    third = len(samples) // 3
    flat = True
    lines = []
    for name in samples[0]:
        before = statistics.median(taken[name] for taken in samples[third : 2 * third])
        after = statistics.median(taken[name] for taken in samples[2 * third :])
        allowed = before * MEMORY_GROWTH_MAX if name == "rss_kib" else before + 2
        flat = flat and after <= allowed
        highest = max(taken[name] for taken in samples)
        first = samples[0][name]
        lines.append(f"{name}: {first} at first, then {before:.0f} -> {after:.0f}, at most {highest}")
    return lines, flat


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--every", type=float, default=5, help="seconds between two looks")
    options = parser.parse_args()
    with Server("soak", arguments=["--demo"], env={"DATA_SOURCE": "fake"}) as server:
        add_user(server, "owner@example.com", "owner")
        load = Load(server)
        threads = load.start()
        samples = []
        end = time.monotonic() + options.minutes * 60
        while time.monotonic() < end and server.process.poll() is None:
            time.sleep(options.every)
            samples.append(sample(server))
        load.over.set()
        for thread in threads:
            thread.join()
        lines, flat = verdict(samples)
        print(f"{load.requests} requests in {options.minutes:g} minutes, {len(load.faults)} failed")
        print("\n".join(lines + load.faults[:5]))
        exit_code = server.stop()
    print("flat" if flat and not load.faults and exit_code == 0 else "NOT flat")
    return 0 if flat and not load.faults and exit_code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
