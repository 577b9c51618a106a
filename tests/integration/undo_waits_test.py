"""Batches are taken back while others are applied: who waits holds up nobody."""
import time
from concurrent.futures import ThreadPoolExecutor

from harness.patience import PATIENCE

HEADING = "date,platform,campaign_id,clicks,cost\n"
# More than the server has threads for requests.
UNDOS = 12


def test_undos_wait_behind_a_large_batch_and_everybody_else_is_answered(server):
    client = server.client()
    small = [
        client.ingest_and_wait(HEADING + f"2024-05-01,google_ads,small-{n},1,1\n")["batch_id"]
        for n in range(UNDOS)
    ]
    large = "".join(f"2024-05-{n % 28 + 1:02},google_ads,c{n // 28},1,1.5\n" for n in range(600_000))
    large_id = client.ingest(HEADING + large).json["batch_id"]
    while (client.batch(large_id)["progress"] or {}).get("stage") != "applying":
        assert client.batch(large_id)["status"] in ("queued", "loading")
        time.sleep(0.002)

    def undo(batch_id):
        return server.client().request("DELETE", f"/api/v1/data/batches/{batch_id}")

    with ThreadPoolExecutor(UNDOS) as pool:
        undone = [pool.submit(undo, batch_id) for batch_id in small]
        began = time.monotonic()
        asked = 0
        while not all(answer.done() for answer in undone):
            assert client.get("/api/v1/workspace").status == 200
            asked += 1
        assert asked > 0 and (time.monotonic() - began) / asked < 0.5 * PATIENCE
        for answer in undone:
            assert answer.result().status == 200
            assert answer.result().json["undo"]["rows_ended"] == "1"
    assert client.wait(large_id)["rows_new"] == "600000"
    assert client.roi()["total_clicks"] == "600000"


def test_a_batch_that_waits_behind_a_large_one_is_taken_back_before_it_counts(server):
    client = server.client()
    large = "".join(f"2024-05-{n % 28 + 1:02},google_ads,c{n // 28},1,1.5\n" for n in range(400_000))
    large_id = client.ingest(HEADING + large).json["batch_id"]
    small_id = client.ingest(HEADING + "2024-05-01,google_ads,small,1,1\n").json["batch_id"]
    reply = client.request("DELETE", f"/api/v1/data/batches/{small_id}")
    assert (reply.status, reply.json["status"]) == (200, "undone")
    assert client.wait(large_id)["rows_new"] == "400000"
    assert client.roi()["total_clicks"] == "400000"
