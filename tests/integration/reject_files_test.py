"""All rejected rows of a batch, as a file."""
import csv
import io
import json

HEADING = "date,platform,campaign_id,clicks\n"
ROWS = 30_000


def test_a_batch_with_many_rejects_has_them_all_in_a_file(server):
    client = server.client()
    bad = "".join(f"2024-05-01,google_ads,c{n},=cmd|{n}\n" for n in range(ROWS))
    twice = "2024-05-02,google_ads,twice,1\n2024-05-02,google_ads,twice,2\n"
    batch = client.ingest_and_wait(HEADING + "2024-05-01,google_ads,good,1\n" + bad + twice)
    assert (batch["status"], batch["rows_rejected"]) == ("applied", str(ROWS + 2))
    path = f"/api/v1/data/batches/{batch['batch_id']}/rejects"
    assert len(client.get(path, {"limit": 1000}).json["data"]) == 1000

    reply = client.get(path, {"format": "csv"})
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == f'attachment; filename="rejects-{batch["batch_id"]}.csv"'
    rows = list(csv.reader(io.StringIO(reply.body.decode(), newline="")))
    assert rows[0] == ["row", "line", "field", "code", "message"]
    assert [row[0] for row in rows[1:]] == [str(n) for n in range(2, ROWS + 4)]
    assert rows[1][1:4] == ["3", "clicks", "not_a_number"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)

    reply = client.get(path, {"format": "ndjson"})
    assert reply.headers["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in reply.body.decode().splitlines()]
    assert len(lines) == ROWS + 2
    assert lines[0] | {"errors": []} == {"row": 2, "line": 3, "errors": []}
    assert "line" in lines[-1]["errors"][0]["message"]
    assert len(list((server.data_dir / "rejects").iterdir())) == 1


def test_a_batch_with_few_rejects_needs_no_file(server):
    client = server.client()
    batch = client.ingest_and_wait(HEADING + "2024-05-01,google_ads,good,1\n2024-05-01,google_ads,bad,x\n")
    reply = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects", {"format": "csv"})
    assert len(reply.body.decode().splitlines()) == 2
    assert list((server.data_dir / "rejects").iterdir()) == []


def test_the_file_is_of_its_workspace_alone_and_of_a_batch(server):
    client = server.client()
    unknown = "/api/v1/data/batches/01ARZ3NDEKTSV4RRFFQ69G5FAV/rejects"
    assert client.get(unknown, {"format": "csv"}).status == 404
    assert client.get(unknown, {"format": "xml"}).status == 400
