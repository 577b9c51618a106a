"""A disk that fails: an fsync that reports an error, writes that are cut short or interrupted. Nothing is
acknowledged that is not safe, all that was acknowledged is there, and the server goes on without a restart.
"""
import time

import pytest

from harness.broken_disk import failing, times_injected
from harness.patience import PATIENCE
from harness.server import command_line

HEADING = "date,platform,campaign_id,clicks\n"
SYNC = "fsync,fdatasync"


def metrics(server):
    lines = server.client(key=None).get("/metrics").body.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[:1] != "#"}


def failures(server, store):
    return metrics(server)[f'insightflow_store_failures_total{{store="{store}"}}']


def wait_until(condition, what, seconds=30 * PATIENCE):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def batch(number):
    return HEADING + f"2024-01-01,tiktok,c{number},1\n"


def check_all_there(server, acknowledged):
    client = server.client()
    assert all(client.wait(batch_id)["status"] == "applied" for batch_id in acknowledged)
    assert int(client.roi()["total_clicks"]) == len(acknowledged)


@pytest.mark.parametrize("place", ["spool", "ledger"])
def test_after_a_failed_fsync_nothing_is_acknowledged(server, place):
    client = server.client()
    acknowledged = [client.ingest_and_wait(batch(0))["batch_id"]]
    folder = server.data_dir / "spool"
    ledger = server.data_dir / "insightflow.sqlite"
    bodies = len(list(folder.iterdir()))
    # strace takes a path as it is when it starts, so a body that is to come is told by its name to come.
    paths = {
        "spool": [folder, *(folder / f"{number}.part" for number in range(1, 50))],
        "ledger": [ledger, f"{ledger}-wal"],
    }[place]
    with failing(server, SYNC, "error=EIO", *paths):
        for number in (1, 2):
            reply = client.ingest(batch(number), key=f"k{number}")
            assert reply.status in (500, 503), reply
            assert reply.headers.get_content_type() == "application/problem+json"
        assert client.roi()["total_clicks"] == "1"
    assert times_injected(server) >= 2
    assert failures(server, place) >= 2
    if place == "spool":
        assert len(list(folder.iterdir())) == bodies
    assert "Input/output error" in server.log_tail(400) or "disk I/O error" in server.log_tail(400)
    for number in (1, 2, 3):
        reply = client.ingest(batch(number), key=f"k{number}")
        assert reply.status == 202, reply
        acknowledged.append(reply.json["batch_id"])
    check_all_there(server, acknowledged)
    server.kill()
    server.start()
    check_all_there(server, acknowledged)


@pytest.mark.parametrize("first", [1, 2, 3])
def test_the_fact_store_is_opened_again_after_a_failed_fsync(server, first):
    """The first fsync that fails is that of a commit, of its log, or of the checkpoint at the reopening."""
    client = server.client()
    acknowledged = [client.ingest_and_wait(batch(0))["batch_id"]]
    facts = server.data_dir / "facts.duckdb"
    statuses = set()
    with failing(server, SYNC, f"error=EIO:when={first}..{first + 3}", facts, f"{facts}.wal"):
        # Batches that wait together share a commit: so many, with pauses, are several commits.
        for number in range(1, 41):
            reply = client.ingest(batch(number))
            assert reply.status == 202, reply
            acknowledged.append(reply.json["batch_id"])
            statuses.add(client.get("/api/v1/analytics/roi").status)
            if number >= 4 and times_injected(server) >= 2:
                break
            time.sleep(0.05)
        wait_until(lambda: times_injected(server) >= 2, "no fsync failed")
        wait_until(lambda: client.get("/readyz").status == 200, "the store stays closed")
    assert statuses <= {200, 503}
    check_all_there(server, acknowledged)
    after = metrics(server)
    assert after["insightflow_fact_store_reopened_total"] >= 1
    assert after["insightflow_fact_store_dead"] == 0
    assert failures(server, "facts") >= 1
    assert server.stop() == 0
    server.start()
    check_all_there(server, acknowledged)


def is_applied(client, batch_id):
    """False too while the store is opened again."""
    reply = client.get(f"/api/v1/data/batches/{batch_id}")
    assert reply.status in (200, 503), reply
    return reply.status == 200 and reply.json["status"] == "applied"


@pytest.mark.parametrize("first", [1, 4])
def test_a_disk_that_is_full_amid_a_checkpoint_loses_nothing(server, first):
    """Batches of which a few fill the log, so that it is put into the file: no other call writes there."""
    client = server.client()
    rows = 60_000
    batches = []
    how = f"error=ENOSPC:when={first}..{first + 2}"
    with failing(server, "pwrite64", how, server.data_dir / "facts.duckdb"):
        while len(batches) < 10 and not times_injected(server):
            number = len(batches)
            lines = "".join(f"2024-01-{1 + row % 28:02},tiktok,c{number}-{row},1\n" for row in range(rows))
            reply = client.ingest(HEADING + lines)
            while reply.status == 503:  # the store is opened again: nothing is promised
                time.sleep(0.05)
                reply = client.ingest(HEADING + lines)
            assert reply.status == 202, reply
            batches.append(reply.json["batch_id"])
            wait_until(lambda: is_applied(client, batches[-1]), "the batch is not applied")
        wait_until(lambda: client.get("/readyz").status == 200, "the store stays closed")
    assert times_injected(server)
    assert failures(server, "facts") >= 1

    def answered():
        return server.client().get("/api/v1/analytics/roi").status == 200

    def all_there():
        wait_until(answered, "the store stays closed")
        return int(server.client().roi()["total_clicks"]) == rows * len(batches)

    assert all_there()
    assert metrics(server)["insightflow_fact_store_dead"] == 0
    server.kill()
    server.start()
    assert all_there()
    assert server.stop() == 0
    assert command_line("verify", "--data-dir", server.data_dir).returncode == 0


@pytest.mark.parametrize("calls", ["write,sendmsg,recvmsg", "pwrite64,pread64", "fsync,fdatasync,ftruncate"])
def test_calls_that_are_interrupted_are_made_again(server, calls):
    """Every third call of each thread; what an engine does not make again itself is 503 and sent again."""
    client = server.client()
    acknowledged = []
    with failing(server, calls, "error=EINTR:when=2+3"):
        for number in range(8):
            reply = client.ingest(batch(number), key=f"k{number}")
            while reply.status != 202:
                assert reply.status in (500, 503), reply
                time.sleep(0.05)
                reply = client.ingest(batch(number), key=f"k{number}")
            acknowledged.append(reply.json["batch_id"])
            assert client.get("/api/v1/analytics/roi").status in (200, 503)
    assert times_injected(server) > 0
    wait_until(lambda: client.get("/readyz").status == 200, "the store stays closed")
    check_all_there(server, acknowledged)
    server.kill()
    server.start()
    check_all_there(server, acknowledged)
