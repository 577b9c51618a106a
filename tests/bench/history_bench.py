#!/usr/bin/env python3
"""What the past costs: 30 daily files of 28 days each, restated as ad platforms do.

Told: the facts' file beside that of one load of what is shown in the end, the time of an answer as of a month
back beside the answer of now, and the time to take a batch back.
"""
import argparse
import os
import random
import statistics
import sys
import time
from datetime import date, timedelta
from pathlib import Path

FILES, DAYS = 30, 28
YOUNG_DAYS = 14  # conversions come late for so long
CHANGED_SHARE = 0.1  # of the rows of young days, from file to file
FIRST_DAY = date(2024, 1, 1)
FIRST_FILE = FIRST_DAY + timedelta(days=DAYS)
# Of the first file's days, which the later ones restate, so that both answers are of as many rows.
RANGE = {"from": FIRST_DAY + timedelta(days=1), "to": FIRST_DAY + timedelta(days=DAYS)}
QUERIES = {
    "total": RANGE, "by campaign": RANGE | {"group_by": "campaign"}, "by date": RANGE | {"group_by": "date"}
}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build-dir", type=Path, default=Path("build/release"))
    parser.add_argument("--campaigns", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--every-second", action="store_true",
                        help="a file holds every second campaign, after a first one that holds all: what a "
                             "file confirms lies between what it does not hold")
    return parser.parse_args()


class Platform:
    """What the platform reports, which changes for days that are young."""

    def __init__(self, campaigns, every_second=False):
        self.random = random.Random(1)
        self.campaigns = campaigns
        self.step = 2 if every_second else 1
        self.figures = {}
        self.changed_rows = self.changed_bytes = 0  # as lines of the files

    def report(self, last):
        """The file of that day: DAYS days up to it."""
        lines = ["date,platform,account_id,campaign_id,impressions,clicks,cost,conversions,revenue"]
        for age in range(DAYS):
            day = last - timedelta(days=age)
            for campaign in range(0, self.campaigns, 1 if last == FIRST_FILE else self.step):
                key = (day, campaign)
                is_new = key not in self.figures
                if is_new or (age < YOUNG_DAYS and self.random.random() < CHANGED_SHARE):
                    self.figures[key] = self.row(self.figures.get(key))
                    if not is_new:
                        self.changed_rows += 1
                        self.changed_bytes += len(self.line(key)) + 1
                lines.append(self.line(key))
        return "\n".join(lines) + "\n"

    def line(self, key):
        day, campaign = key
        return f"{day},google_ads,a{campaign % 20},c{campaign},{self.figures[key]}"

    def row(self, old):
        draw = self.random.randrange
        if old is None:
            return f"{draw(100000)},{draw(3000)},{draw(10**8) / 10**6:.6f},{draw(30)},{draw(10**5) / 100:.2f}"
        kept = old.rsplit(",", 2)[0]
        return f"{kept},{draw(30)},{draw(10**5) / 100:.2f}"


def facts_bytes(server):
    """After a stop, which puts the log into the file."""
    assert server.stop() == 0
    return (server.data_dir / "facts.duckdb").stat().st_size


def ratio(client, batch_id, runs):
    """Medians in ms, as of the batch and as of now in turn, by query."""
    told = {}
    for name, query in QUERIES.items():
        taken = {"now": [], "then": []}
        for _ in range(runs):
            for when, more in (("now", {}), ("then", {"as_of": batch_id})):
                begun = time.perf_counter()
                reply = client.get("/api/v1/analytics/roi", query | more)
                taken[when].append((time.perf_counter() - begun) * 1000)
                assert reply.status == 200, reply
        told[name] = {when: statistics.median(times) for when, times in taken.items()}
    return told


def load(server, platform):
    client = server.client(timeout=600)
    return [
        client.ingest_and_wait(platform.report(FIRST_FILE + timedelta(days=file)))["batch_id"]
        for file in range(FILES)
    ]


def undo_seconds(client, batch_id):
    begun = time.perf_counter()
    undone = client.request("DELETE", f"/api/v1/data/batches/{batch_id}")
    assert undone.status == 200, undone
    return time.perf_counter() - begun, undone.json["undo"]


def as_loaded_once(platform):
    """Bytes of the facts where only what is shown in the end was loaded."""
    from harness.server import Server

    lines = ["date,platform,account_id,campaign_id,impressions,clicks,cost,conversions,revenue"]
    lines += [platform.line(key) for key in sorted(platform.figures)]
    with Server("bench-once") as server:
        server.client(timeout=600).ingest_and_wait("\n".join(lines) + "\n")
        return facts_bytes(server)


def main():
    asked = arguments()
    os.environ["INSIGHTFLOW_BUILD"] = str(asked.build_dir.resolve())
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
    from harness.server import Server

    platform = Platform(asked.campaigns, asked.every_second)
    with Server("bench-history") as server:
        ids = load(server, platform)
        with_history = facts_bytes(server)
        server.start()
        client = server.client(timeout=600)
        for name, medians in ratio(client, ids[0], asked.runs).items():
            now, then = medians["now"], medians["then"]
            print(f"{name}: now {now:.1f} ms, as of a month back {then:.1f} ms: {then / now:.2f} x")
        for name, batch_id in (("last", ids[-1]), ("middle", ids[FILES // 2])):
            seconds, moved = undo_seconds(client, batch_id)
            print(f"undo of the {name} file: {seconds:.2f} s, {moved['rows_ended']} rows ended, "
                  f"{moved['rows_restored']} restored")
    once = as_loaded_once(platform)
    print(f"facts: {with_history / 1e6:.1f} MB with the history of {FILES} files of {DAYS} days x "
          f"{asked.campaigns} campaigns, {once / 1e6:.1f} MB loaded once")
    added = with_history - once
    print(f"history: {added / 1e6:.1f} MB for {platform.changed_rows} rows that changed, which have "
          f"{platform.changed_bytes / 1e6:.1f} MB in the files: {added / platform.changed_bytes:.2f} x")


if __name__ == "__main__":
    main()
