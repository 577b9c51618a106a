"""Bodies that a disk has lost or changed after the 202: nothing of them counts, and the batch says why."""
import pytest

from harness.server import Server

HEADING = "date,platform,campaign_id,clicks\n"
ROWS = 200_000
BODY = HEADING + "".join(f"2024-05-{n % 28 + 1:02},google_ads,c{n // 28},1\n" for n in range(ROWS))


def cut(data):
    del data[len(data) // 2 :]


def flip(data):
    data[len(data) // 2] ^= 1


def take_away(data):
    data.clear()


@pytest.mark.parametrize(
    ("how", "what"),
    [(cut, "is not what came"), (flip, "is not what came"), (take_away, "is not there")],
    ids=["cut", "flipped", "gone"],
)
def test_a_body_that_changed_while_the_server_was_down_does_not_count(server, how, what):
    batch_id = server.client().ingest(BODY).json["batch_id"]
    server.kill()
    body = server.data_dir / "spool" / batch_id
    whole = body.read_bytes()
    changed = bytearray(whole)
    how(changed)
    if changed:
        body.write_bytes(changed)
    else:
        body.unlink()
    server.start()
    client = server.client()
    failed = client.wait(batch_id)
    assert (failed["status"], failed["rows_accepted"]) == ("failed", "0")
    assert f"The stored body of this batch {what}: send it again" in failed["error"]
    assert client.roi()["total_clicks"] is None
    # Once it is put back, the same batch can be tried again.
    body.write_bytes(whole)
    assert client.request("POST", f"/api/v1/data/batches/{batch_id}/retry").status == 202
    assert client.wait(batch_id)["rows_new"] == str(ROWS)
    assert client.roi()["total_clicks"] == str(ROWS)


def test_a_retry_reads_what_came_and_nothing_else(server):
    client = server.client()
    client.ingest_and_wait(HEADING + "2024-05-01,google_ads,c,1\n")
    other_shape = "date,platform,campaign_id,country,cost\n2024-05-01,google_ads,c,DE,123.45\n"
    rejected = client.ingest_and_wait(other_shape)
    assert rejected["status"] == "rejected"
    body = server.data_dir / "spool" / rejected["batch_id"]
    body.write_text(other_shape.replace("123", "923"))
    assert client.request("POST", f"/api/v1/data/batches/{rejected['batch_id']}/retry").status == 202
    failed = client.wait(rejected["batch_id"])
    assert failed["status"] == "failed" and "is not what came" in failed["error"]


def test_an_undo_that_is_on_record_is_never_refused():
    """On a disk that counts as full it is still to come; with room it is done."""
    with Server("full") as server:
        batch_id = server.client().ingest_and_wait(HEADING + "2024-05-01,google_ads,c,1\n")["batch_id"]
        assert server.stop() == 0
        with Server("full", data_dir=server.data_dir, arguments=["--disk-reserve-mib", "1048576"]) as full:
            reply = full.client().request("DELETE", f"/api/v1/data/batches/{batch_id}")
            assert (reply.status, reply.json["status"]) == (202, "undoing")
            again = full.client().request("DELETE", f"/api/v1/data/batches/{batch_id}")
            assert again.status == 409 and "it is on record" in again.json["detail"]
        server.start()
        assert server.client().wait(batch_id)["status"] == "undone"
        assert server.client().roi()["total_clicks"] is None
