"""kill -9 at random moments while a client sends batches, takes some of them back, and retries both, and
another one asks.

Nothing acknowledged may be lost, doubled or partial, and nothing that was taken back may count: the client
knows what it sent, and the sums of the facts must be those. INSIGHTFLOW_CRASH_KILLS,
INSIGHTFLOW_CRASH_BATCHES and INSIGHTFLOW_CRASH_SEED change the run.
"""
import http.client
import os
import random
import secrets
import threading
import time
from decimal import Decimal

import pytest

from harness.broken_disk import failing
from harness.patience import PATIENCE
from harness.server import Server

KILLS = int(os.environ.get("INSIGHTFLOW_CRASH_KILLS", "50"))
BATCHES = int(os.environ.get("INSIGHTFLOW_CRASH_BATCHES", "150"))
ROWS = 40
UNDONE_SHARE = 0.3
RETRY_SECONDS_MAX = 120 * PATIENCE
WAIT_SECONDS_MAX = 300 * PATIENCE


def csv_of(number, generator):
    """A batch: most keys are its own, some are shared with all batches and restated by each."""
    own = [(f"b{number}-{row}", generator.randrange(1, 1000)) for row in range(ROWS)]
    lines = ["date,platform,campaign_id,clicks,cost"]
    lines += [
        f"2025-01-{1 + row % 28:02},google_ads,{name},{clicks},{clicks}.{clicks % 100:02}"
        for row, (name, clicks) in enumerate(own)
    ]
    lines += [f"2025-02-{day:02},google_ads,shared,{number + 1},{number + 1}.25" for day in range(1, 6)]
    return "\n".join(lines) + "\n", sum(clicks for _, clicks in own)


class Sender(threading.Thread):
    """Sends every batch until it is acknowledged; whatever goes wrong, the same key is sent again. Some
    batches are taken back, mostly young ones, in the same way.
    """

    def __init__(self, server, batches, seed):
        super().__init__(daemon=True)
        self.server, self.batches = server, batches
        self.random = random.Random(seed)
        self.acknowledged = {}
        self.undone = set()
        self.retries = 0
        self.fault = None

    def run(self):
        try:
            for number, (body, _) in enumerate(self.batches):
                self.acknowledged[number] = self.send(f"batch-{number}", body)
                if self.random.random() < UNDONE_SHARE:
                    self.undo(max(0, number - self.random.choice([0, 0, 1, 5])))
        except Exception as fault:  # told by the test, in its own thread
            self.fault = fault

    def undo(self, number):
        self.undone.add(number)
        path = f"/api/v1/data/batches/{self.acknowledged[number]}"
        reply = self.insist(lambda client: client.request("DELETE", path), {200, 409})
        words = ("undone already", "being taken back")
        assert reply.status == 200 or any(word in reply.json["detail"] for word in words), reply

    def send(self, key, body):
        reply = self.insist(lambda client: client.ingest(body, key=key), {202}, {409})
        return reply.json["batch_id"]

    def insist(self, ask, good, passing=frozenset()):
        deadline = time.monotonic() + RETRY_SECONDS_MAX
        while time.monotonic() < deadline:
            try:
                reply = ask(self.server.client(timeout=30))
                if reply.status in good:
                    return reply
                assert reply.status in passing | {503}, reply
            except (OSError, http.client.HTTPException):
                pass
            self.retries += 1
            time.sleep(0.01)
        raise AssertionError(f"not acknowledged in {RETRY_SECONDS_MAX} s")


class Asker(threading.Thread):
    """Asks all the time. The five shared keys are always of one batch: a sum that is not says that it counted
    in part.
    """

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.over = server, threading.Event()
        self.answers = 0
        self.fault = None

    def run(self):
        client = self.server.client(timeout=30)
        while not self.over.is_set():
            try:
                reply = client.get("/api/v1/analytics/roi", {"from": "2025-02-01"})
            except (OSError, http.client.HTTPException):
                time.sleep(0.01)
                continue
            clicks = reply.json["total_clicks"] if reply.status == 200 else None
            if reply.status not in (200, 503) or (clicks and int(clicks) % 5):
                self.fault = reply
                return
            self.answers += 1


def kill_at_random(server, sender, generator):
    """Kills and restarts the server KILLS times, spread over the sending."""
    kills = 0
    for number in range(KILLS):
        reach = BATCHES * (number + generator.random()) / KILLS
        while sender.is_alive() and len(sender.acknowledged) < reach:
            time.sleep(0.001)
        time.sleep(generator.random() * 0.05)
        server.kill()
        kills += 1
        server.start()
    return kills


def all_batches(client):
    listed, query = [], {"limit": 100}
    while True:
        page = client.get("/api/v1/data/batches", query).json
        listed += page["data"]
        if not page.get("next"):
            return listed
        query["before"] = page["next"]


def check(server, sender, batches):
    client = server.client()
    ends = {
        number: client.wait(batch_id, WAIT_SECONDS_MAX)
        for number, batch_id in sender.acknowledged.items()
    }
    faults = []
    for number, batch in ends.items():
        status = "undone" if number in sender.undone else "applied"
        # One that was taken back may never have been applied.
        rows = {str(ROWS + 5)} | ({"0"} if number in sender.undone else set())
        if batch["status"] != status or batch["rows_accepted"] not in rows:
            faults.append(f"batch {number} is lost or partial: {batch}")
    if faults:
        return faults
    if len(set(sender.acknowledged.values())) != len(batches):
        faults.append("two keys gave one batch")
    known = [batch["batch_id"] for batch in all_batches(client)]
    if sorted(known) != sorted(sender.acknowledged.values()):
        faults.append(f"{len(known)} batches are known, {len(sender.acknowledged)} were acknowledged")
    commits = [commit for batch in ends.values() for commit in (batch, batch["undo"]) if commit]
    sequences = sorted(int(commit["commit_sequence"]) for commit in commits if commit["commit_sequence"])
    if sequences != list(range(1, len(sequences) + 1)):
        faults.append(f"commit sequences are {sequences}")
    live = [number for number in range(len(batches)) if number not in sender.undone]
    last = max(live) + 1
    clicks = sum(batches[number][1] for number in live)
    for query, want in (({"to": "2025-01-31"}, clicks), ({"from": "2025-02-01"}, 5 * last)):
        got = client.roi(**query)["total_clicks"]
        if int(got) != want:
            faults.append(f"{got} clicks for {query}, {want} were sent")
    shared_cost = Decimal(client.roi(campaign_id="shared")["total_cost"])
    if shared_cost != 5 * (last + Decimal("0.25")):
        faults.append(f"the shared keys hold {shared_cost}: not the last batch's values")
    return faults


def test_killed_at_random_moments_nothing_is_lost_doubled_or_partial(tell):
    seed = int(os.environ.get("INSIGHTFLOW_CRASH_SEED", secrets.randbits(32)))
    print(f"INSIGHTFLOW_CRASH_SEED={seed}")
    generator = random.Random(seed)
    batches = [csv_of(number, generator) for number in range(BATCHES)]
    with Server("crash") as server:
        sender, asker = Sender(server, batches, seed), Asker(server)
        sender.start()
        asker.start()
        kills = kill_at_random(server, sender, generator)
        sender.join(RETRY_SECONDS_MAX)
        assert sender.fault is None and not sender.is_alive(), f"seed {seed}: {sender.fault}"
        asker.over.set()
        asker.join()
        assert asker.fault is None and asker.answers, f"seed {seed}: {asker.fault}"
        faults = check(server, sender, batches)
        assert server.stop() == 0
        server.start()
        faults += check(server, sender, batches)
        counts = f"{BATCHES} batches, {len(sender.undone)} of them taken back, {sender.retries} retries"
        counts += f", {asker.answers} questions answered"
        summary = f"seed {seed}: {kills} kills, {counts}"
        tell(f"crash: {summary}")
        assert not faults, "\n".join([summary, *faults])


def test_killed_between_commit_and_answer_a_retry_gets_the_batch_that_is_there(server):
    """The server dies at the very call that sends the 202."""
    client = server.client()
    body = csv_of(0, random.Random(0))[0]
    client.ingest_and_wait(body, key="before")
    with failing(server, "sendmsg,sendto", "signal=KILL"):
        with pytest.raises((OSError, http.client.HTTPException)):
            client.ingest(body.replace("shared", "other"), key="k")
        server.process.wait(30)
    server.start()
    (promised,) = [batch["batch_id"] for batch in all_batches(client)][:-1]
    reply = client.ingest(body.replace("shared", "other"), key="k")
    assert (reply.status, reply.json["batch_id"]) == (202, promised)
    assert reply.headers["Idempotency-Replayed"] == "true"
    assert client.wait(promised)["rows_accepted"] == str(ROWS + 5)
    assert len(all_batches(client)) == 2
