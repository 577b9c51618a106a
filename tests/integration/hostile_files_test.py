"""Files that are broken, or made to do harm: each is refused with a reason, and the server lives on."""
import gzip
import os
import random
import signal
import subprocess
import time
import zipfile
import zlib
from pathlib import Path

from harness.packed_files import (
    CSV,
    OCTETS,
    PACKED,
    ROWS,
    XLSX,
    applied,
    member,
    refused,
    workbook_of_shared_texts,
    zipped,
)
from harness.patience import PATIENCE
from harness.server import BINARY

GROWTH_KIB_MAX = 64 * 1024
FLIPPED_FILES = 200

CONTAINERS_REFUSED = {
    "a gzip that is cut short": (gzip.compress(CSV.encode())[:-9], "the gzip breaks off at byte"),
    "a zstd that is cut short": (PACKED["zstd"](CSV.encode())[:-9], "the zstd breaks off at byte"),
    "a zip that is cut short": (zipped(("r.csv", CSV))[:-30], "the zip is broken or cut short"),
    "a gzip with something behind it": (gzip.compress(CSV.encode()) + b"garbage", "is not valid at byte"),
    "two files": (zipped(("a.csv", CSV), ("b.csv", CSV)), "holds 2 files ('a.csv', 'b.csv')"),
    "no file": (zipped(("a/", "")), "the zip holds no file"),
    "an empty zip": (zipped(), "the zip holds no file"),
    "a gzip in a gzip": (gzip.compress(gzip.compress(b"a")), "the gzip holds gzip again"),
    "another way to pack": (zipped(("r.csv", CSV), method=zipfile.ZIP_BZIP2), "pack it with deflate"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel file"),
    "a PDF": (b"%PDF-1.7\n", "the file is a PDF, which is not read: send a table as text (CSV"),
    "an xz": (b"\xfd7zXZ\0" + bytes(99), "an xz file"),
    "an empty gzip": (gzip.compress(b""), "the file is empty"),
}


def test_what_is_no_body_is_refused_with_a_reason(server):
    client = server.client()
    for name, (body, words) in CONTAINERS_REFUSED.items():
        assert words in refused(client, body), name
    flags = bytearray(zipped(("r.csv", CSV)))
    flags[6] |= 1
    flags[flags.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refused(client, bytes(flags))
    assert "send it as application/gzip" in refused(client, gzip.compress(CSV.encode()), "text/csv")


def test_a_bomb_is_refused_with_flat_memory(server):
    client = server.client()
    client.ingest_and_wait(CSV)
    before = server.rss_kib("VmHWM")
    piece = b"2024-01-01,meta\n" * 65_536
    packer = zlib.compressobj(9, wbits=31)
    bombs = [b"".join(packer.compress(piece) for _ in range(2048)) + packer.flush()]  # 2 GiB from 6 MiB
    bombs.append(zipped(("bomb.csv", piece * 256)))
    zeros = zlib.compressobj(9, wbits=31)
    bombs.append(b"".join(zeros.compress(bytes(1 << 20)) for _ in range(512)) + zeros.flush())
    for bomb in bombs:
        assert "grows too large" in refused(client, bomb)
    assert server.rss_kib("VmHWM") - before < GROWTH_KIB_MAX


BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lollollollol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>
</worksheet>"""
SHEET = "xl/worksheets/sheet1.xml"
WORKBOOKS_REFUSED = {
    "entities": (lambda xml: BILLION_LAUGHS, "it has a document type"),
    "an entity of a file": (
        lambda xml: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "it has a document type",
    ),
    "cut short": (lambda xml: xml[: len(xml) // 2], "it is no well-formed XML"),
    "deep": (lambda xml: b"<a>" * 100_000, "nested more than 64 deep"),
    "rows backwards": (lambda xml: xml.replace(b'<row r="3"', b'<row r="1"'), "not one behind it"),
    "a row beyond all": (lambda xml: xml.replace(b'<row r="3"', b'<row r="99999999"'), "not one behind it"),
    "no such text": (lambda xml: xml.replace(b't="s"><v>1<', b't="s"><v>99999<'), "there is no shared text"),
    "no rows": (lambda xml: b"<worksheet><sheetData/></worksheet>", "no sheet of the workbook holds rows"),
}


def test_a_workbook_made_to_do_harm_is_refused(server):
    client = server.client()
    for name, (change, words) in WORKBOOKS_REFUSED.items():
        batch = client.ingest_and_wait(member(workbook_of_shared_texts(ROWS[:5]), SHEET, change), OCTETS)
        assert words in (batch["error"] or "applied"), (name, batch["error"])
    space = b"<sheetData>" + b" " * (1 << 28)
    bomb = member(XLSX, SHEET, lambda xml: xml.replace(b"<sheetData>", space))
    assert "times its size" in refused(client, bomb)
    assert "lacks its file" in refused(client, zipped(("[Content_Types].xml", ""), ("xl/workbook.bin", "")))


def test_parquet_with_flipped_bytes_by_the_hundred_leaves_the_server_alive(server, parquet_rows, tell):
    client, chance = server.client(), random.Random(7)
    process, ends = server.process.pid, {"applied": 0, "rejected": 0}
    for number in range(FLIPPED_FILES):
        body = bytearray(parquet_rows)
        # The last ones hit what the file says of itself, where a reader is led astray.
        places = range(4, len(body) - 4) if number % 2 else range(len(body) - 1500, len(body) - 4)
        for place in chance.sample(places, 1 + number % 8):
            body[place] ^= 1 << chance.randrange(8)
        batch = client.ingest_and_wait(bytes(body), OCTETS, source=f"flipped-{number}")
        assert batch["status"] in ends and (batch["status"] == "applied" or batch["error"]), batch
        assert "/" not in (batch["error"] or "").replace(".../", ""), batch["error"]
        ends[batch["status"]] += 1
    assert server.process.poll() is None and server.process.pid == process
    assert ends["rejected"] > FLIPPED_FILES // 4
    assert applied(client, parquet_rows, source="good")["rows_new"] == "1400"
    tell(f"Parquet files with flipped bytes: {FLIPPED_FILES}, {ends['rejected']} refused, server alive")


def test_workbooks_and_zips_with_flipped_bytes_leave_the_server_alive(server):
    client, chance = server.client(), random.Random(8)
    for number in range(FLIPPED_FILES):
        body = bytearray([XLSX, zipped(("r.csv", CSV)), gzip.compress(CSV.encode())][number % 3])
        for place in chance.sample(range(4, len(body)), 1 + number % 8):
            body[place] ^= 1 << chance.randrange(8)
        batch = client.ingest_and_wait(bytes(body), OCTETS, source=f"flipped-{number}")
        assert batch["status"] in ("applied", "rejected") and (batch["status"] == "applied" or batch["error"])
    assert server.process.poll() is None


def children_of(process):
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


def test_a_process_that_is_killed_costs_its_batch_alone(server, parquet, parquet_rows):
    client = server.client()
    body = parquet("SELECT DATE '2024-01-01' AS date, i AS campaign_id, 1 AS clicks FROM range(4000000) r(i)")
    reply = client.ingest(body, OCTETS, source="killed")
    deadline = time.monotonic() + 30 * PATIENCE
    while not (children := children_of(server.process.pid)) and time.monotonic() < deadline:
        time.sleep(0.001)
    os.kill(children[0], signal.SIGKILL)
    batch = client.wait(reply.json["batch_id"])
    assert (batch["status"], "was ended by signal 9" in batch["error"]) == ("rejected", True), batch
    assert applied(client, parquet_rows, source="good")["rows_new"] == "1400"


def test_more_rows_than_a_batch_may_have_are_not_converted(server, parquet):
    """A few bytes of Parquet can say a row again and again."""
    body = parquet("SELECT DATE '2024-01-01' AS date, 'c' AS campaign_id, 1 AS clicks FROM range(20000000)")
    assert len(body) < 1 << 20
    assert "more than 5000000 rows" in refused(server.client(), body)


def test_the_process_that_converts_is_confined(tmp_path):
    """It reads no network and starts no program; what it is given that is no body, it refuses."""
    for what in ("xlsx", "parquet"):
        body, rows = tmp_path / "body", tmp_path / "rows"
        body.write_bytes(b"PK\x03\x04 nothing")
        script = f"exec '{BINARY}' convert-body {what} 1000000 3<'{body}' 4>'{rows}'"
        run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        assert run.returncode == 65 and run.stderr, run
