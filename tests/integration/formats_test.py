"""Every format and container that is read: the same rows come to the same facts in each of them."""
import datetime
import gzip
import subprocess

import pytest

from harness.packed_files import (
    CLICKS,
    CSV,
    HEADINGS,
    JSON,
    NDJSON,
    OCTETS,
    PACKED,
    ROWS,
    XLSX,
    applied,
    member,
    workbook,
    workbook_of_shared_texts,
    zipped,
)
from harness.server import command_line


@pytest.mark.parametrize("text", [CSV, JSON, NDJSON], ids=["csv", "json", "ndjson"])
def test_a_text_is_the_same_whatever_it_is_packed_in(server, text):
    client = server.client()
    for number, pack in enumerate(PACKED.values()):
        source = f"packed-{number}"
        assert applied(client, pack(text.encode()), source=source)["rows_new"] == "1400"
        assert client.roi(source=source)["total_clicks"] == CLICKS


def test_each_type_of_a_container_lets_the_bytes_tell(server):
    for kind in ("gzip", "x-gzip", "zip", "x-zip-compressed", "zstd", "vnd.apache.parquet"):
        batch = applied(server.client(), PACKED["zip"](CSV.encode()), f"application/{kind}", source=kind)
        assert batch["rows_new"] == "1400"


def test_the_body_that_came_is_the_one_that_is_kept(server):
    client, body = server.client(), gzip.compress(CSV.encode())
    applied(client, body)
    spooled = [file.read_bytes() for file in (server.data_dir / "spool").iterdir() if file.is_file()]
    assert spooled == [body]
    again = client.ingest_and_wait(body, OCTETS)
    assert (again["rows_unchanged"], again["identical_to"] is not None) == ("1400", True)


def test_the_progress_is_of_the_body_that_came(server):
    client, body = server.client(), gzip.compress(CSV.encode())
    reply = client.ingest(body, OCTETS)
    while True:
        batch = client.get(f"/api/v1/data/batches/{reply.json['batch_id']}").json
        if progress := batch.get("progress"):
            assert int(progress["bytes_read"]) <= int(progress["bytes_total"]) == len(body)
        if batch["status"] not in ("queued", "loading"):
            break


def test_a_name_in_a_zip_tells_which_text_it_is(server):
    broken = NDJSON.splitlines()[0] + "\noops\n"
    batch = applied(server.client(), zipped(("rows.ndjson", broken)))
    assert (batch["rows_accepted"], batch["rows_rejected"]) == ("1", "1")


def test_formats_come_by_the_command_line(server, tmp_path, parquet_rows):
    files = {
        "r.csv.gz": gzip.compress(CSV.encode()),
        "r.zip": zipped(("r.csv", CSV)),
        "r.xlsx": XLSX,
        "r.json.zst": PACKED["zstd"](JSON.encode()),
        "r.parquet": parquet_rows,
        "r": CSV.encode(),
    }
    for number, (name, body) in enumerate(files.items()):
        (tmp_path / name).write_bytes(body)
        run = command_line("import", tmp_path / name, "--source", f"s{number}", server=server)
        assert "1400 accepted" in run.stdout, run
    assert server.client().roi(source="s0")["total_clicks"] == CLICKS


def test_a_workbook_and_parquet_are_read_out_of_a_container(server, parquet_rows):
    client = server.client()
    bodies = [gzip.compress(parquet_rows), zipped(("r.parquet", parquet_rows)), zipped(("r.xlsx", XLSX))]
    for number, body in enumerate(bodies):
        assert applied(client, body, source=f"s{number}")["rows_new"] == "1400"
        assert client.roi(source=f"s{number}")["total_clicks"] == CLICKS


def test_a_form_with_a_packed_file(server, tmp_path):
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    run = subprocess.run(
        ["curl", "-s", "-H", "Authorization: Bearer secret123", "-F", f"file=@{tmp_path}/rows.csv.gz",
         f"{server.url}/api/v1/data/ingest"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    client = server.client()
    batch = client.wait(client.get("/api/v1/data/batches").json["data"][0]["batch_id"])
    assert batch["batch_id"] in run.stdout
    assert batch["rows_new"] == "1400"


def test_a_rebuild_reads_the_same(server, parquet_rows):
    client = server.client()
    for source, body in {"a": gzip.compress(CSV.encode()), "b": XLSX, "c": parquet_rows}.items():
        applied(client, body, source=source)
    before = [client.roi(source=source) for source in "abc"]
    server.stop()
    command_line("rebuild", "--data-dir", server.data_dir)
    server.start()
    assert [server.client().roi(source=source) for source in "abc"] == before


def test_a_workbook_comes_to_the_facts_of_its_csv(server):
    client = server.client()
    batch = applied(client, XLSX, source="sheet")
    assert (batch["rows_new"], batch["unknown_columns"]) == ("1400", ["note"])
    applied(client, CSV, "text/csv", source="text")
    sheet, text = (client.roi(source=source) for source in ("sheet", "text"))
    assert (sheet["total_clicks"], sheet["total_cost"]) == (text["total_clicks"], text["total_cost"])


def test_texts_that_cells_share_are_those_of_the_cells(server):
    client = server.client()
    applied(client, workbook_of_shared_texts([HEADINGS, *ROWS]), source="shared")
    assert client.roi(source="shared")["total_clicks"] == CLICKS


def test_cells_mean_what_is_seen_in_them(server):
    client = server.client()
    rows = [
        ["Campaign report"],
        ["1 January 2024 - 31 January 2024"],
        [],
        ["Day", "Campaign", "Platform", "Clicks", "Cost", "Revenue", "Hour"],
        [datetime.datetime(2024, 1, 2), "a", "meta", 7, 0.1, "1,234.50", datetime.time(13, 0)],
        [datetime.datetime(2024, 1, 3), "b", "meta", 8, 1234.56, None, datetime.time(0, 0)],
        ["2024-01-04", "c", "meta", 9, 12345678.25, "#N/A", datetime.time(5, 0)],
        [datetime.date(2024, 1, 5), "d", "meta", "oops", 1, None, datetime.time(6, 0)],
        ["Total", None, None, 24, "=SUM(E5:E7)"],
    ]
    batch = applied(client, workbook([["nothing", "here"]], rows), source="cells")
    told = {warning["code"]: warning["message"] for warning in batch["warnings"]}
    assert "has 2 sheets" in told["sheet"] and "'Sheet2' was read" in told["sheet"]
    assert {"preamble", "total_row"} <= set(told)
    assert (batch["rows_accepted"], batch["rows_rejected"]) == ("3", "1")
    reject = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects").json["data"][0]
    assert int(reject["line"]) == 8
    days = {row["date"]: row for row in client.roi(source="cells", group_by="date")["data"]}
    assert [days[day]["cost"] for day in sorted(days)] == ["0.1", "1234.56", "12345678.25"]
    assert [days[day]["revenue"] for day in sorted(days)] == ["1234.5", None, None]


def test_numbers_of_a_double_written_out_are_what_was_meant(server):
    client = server.client()
    sheet = "xl/worksheets/sheet1.xml"
    rows = [HEADINGS[:5], ["2024-01-01", "meta", "c", 1, 0.25]]
    body = member(workbook(rows), sheet, lambda xml: xml.replace(b"0.25", b"0.10000000000000001"))
    applied(client, body, source="meant")
    assert client.roi(source="meant")["total_cost"] == "0.1"


def test_types_of_parquet_are_exact(server, parquet):
    client = server.client()
    body = parquet(
        "SELECT DATE '2024-01-02' AS date, 'meta' AS platform, 12345678901234567::BIGINT AS campaign_id, "
        "7::UTINYINT AS clicks, 12345678901.123456::DECIMAL(18, 6) AS cost, 0.1::DOUBLE AS revenue, "
        "2.5::FLOAT AS conversions, {'a': [1, NULL], 'b': 'x'} AS parts, true AS flag, "
        "NULL::INTEGER AS nothing"
    )
    batch = applied(client, body, source="types")
    assert sorted(batch["unknown_columns"]) == ["flag", "nothing", "parts"]
    got = client.roi(source="types", group_by="campaign")["data"][0]
    assert (got["campaign_id"], got["cost"]) == ("12345678901234567", "12345678901.123456")
    assert (got["clicks"], got["revenue"], got["conversions"]) == ("7", "0.1", "2.5")


@pytest.mark.parametrize(
    ("column", "day"),
    [
        ("TIMESTAMP '2024-01-31 23:30:00'", "2024-01-31"),
        ("TIMESTAMPTZ '2024-01-31 23:30:00+00'", "2024-02-01"),
    ],
)
def test_a_time_of_parquet_with_a_zone_is_a_moment(server, parquet, column, day):
    client = server.client()
    body = parquet(f"SELECT {column} AS timestamp, 'meta' AS platform, 'c' AS campaign_id, 1 AS clicks")
    applied(client, body, source="time", time_zone="Europe/Berlin")
    assert client.roi(source="time", group_by="date")["data"][0]["date"] == day


def test_a_parquet_of_many_rows_is_read(server, parquet):
    client = server.client()
    body = parquet(
        "SELECT DATE '2024-01-01' + (i % 28)::INTEGER AS date, 'meta' AS platform, "
        "'c' || (i // 28) AS campaign_id, 1 AS clicks FROM range(280000) r(i)"
    )
    assert applied(client, body)["rows_new"] == "280000"


def test_a_stop_does_not_wait_for_a_conversion(server, parquet):
    body = parquet("SELECT DATE '2024-01-01' AS date, i AS campaign_id, 1 AS clicks FROM range(4000000) r(i)")
    reply = server.client().ingest(body, OCTETS)
    assert reply.status == 202
    assert server.stop() == 0
    server.start()
    assert server.client().wait(reply.json["batch_id"])["status"] in ("applied", "rejected")
