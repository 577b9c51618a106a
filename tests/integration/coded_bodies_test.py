"""Compressed bodies and forms, as curl and browsers send them: the file as it is then is what counts."""
import gzip
import subprocess
import zlib

import pytest
import zstandard

ROWS = "date,platform,campaign_id,clicks,cost\n" + "".join(
    f"2024-01-{day:02},tiktok,c{campaign},{campaign * day},1.5\n"
    for day in range(1, 29)
    for campaign in range(50)
)
CLICKS = str(sum(campaign * day for day in range(1, 29) for campaign in range(50)))
GROWTH_KIB_MAX = 48 * 1024
PACK = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}


def pack_stream(coding, piece, count):
    """count pieces as one compressed stream, without ever holding them together."""
    is_zstd = coding == "zstd"
    maker = zstandard.ZstdCompressor().compressobj() if is_zstd else zlib.compressobj(9, wbits=31)
    return b"".join(maker.compress(piece) for _ in range(count)) + maker.flush()


def send(client, body, coding, **options):
    headers = {"Content-Type": "text/csv", "Content-Encoding": coding}
    return client.request("POST", "/api/v1/data/ingest", options, headers, body)


@pytest.mark.parametrize("coding", PACK)
def test_a_compressed_body_is_loaded_and_kept_as_plain_text(server, coding):
    client = server.client()
    reply = send(client, PACK[coding](ROWS.encode()), coding)
    assert reply.status == 202, reply
    assert client.wait(reply.json["batch_id"])["rows_new"] == "1400"
    assert client.roi()["total_clicks"] == CLICKS
    spooled = [file.read_bytes() for file in (server.data_dir / "spool").iterdir() if file.is_file()]
    assert spooled == [ROWS.encode()]


def test_a_retry_in_another_coding_is_the_same_request(server):
    client = server.client()
    plain = client.ingest(ROWS, key="once")
    for coding, pack in PACK.items():
        headers = {"Content-Type": "text/csv", "Content-Encoding": coding, "Idempotency-Key": "once"}
        again = client.request("POST", "/api/v1/data/ingest", None, headers, pack(ROWS.encode()))
        assert (again.status, again.json["batch_id"]) == (202, plain.json["batch_id"])
        assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("coding", PACK)
def test_a_bomb_is_413_with_flat_memory_and_leaves_nothing(server, coding):
    client = server.client()
    client.ingest_and_wait(ROWS)
    before = server.rss_kib("VmHWM")
    bomb = pack_stream(coding, b"0" * (1 << 20), 1024)  # 1 GiB from about 1 MiB, or from 100 KiB
    assert len(bomb) < 2 << 20
    assert send(client, bomb, coding).status == 413
    assert server.rss_kib("VmHWM") - before < GROWTH_KIB_MAX
    assert len(client.get("/api/v1/data/batches").json["data"]) == 1
    assert len([file for file in (server.data_dir / "spool").iterdir() if file.is_file()]) == 1


def test_a_bomb_in_a_bomb_is_refused_by_its_header(server):
    reply = send(server.client(), gzip.compress(gzip.compress(ROWS.encode())), "gzip, gzip")
    assert reply.status == 415
    assert [fault["pointer"] for fault in reply.json["errors"]] == ["#/header/Content-Encoding"]


@pytest.mark.parametrize("coding", PACK)
def test_damage_is_400_and_leaves_nothing(server, coding):
    client, good = server.client(), PACK[coding](ROWS.encode())
    for bad in (good[:-1], good[: len(good) // 2], good + b"garbage", b"", ROWS.encode()):
        assert send(client, bad, coding).status == 400
    assert client.get("/api/v1/data/batches").json["data"] == []


def test_curl_sends_a_form_with_options(server, tmp_path):
    (tmp_path / "rows.csv").write_text(ROWS)
    run = subprocess.run(
        ["curl", "-s", "-H", "Authorization: Bearer secret123", "-F", "source=meta", "-F", "currency=EUR",
         "-F", f"file=@{tmp_path}/rows.csv", f"{server.url}/api/v1/data/ingest?platform=facebook"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    client = server.client()
    batch = client.wait(client.get("/api/v1/data/batches").json["data"][0]["batch_id"])
    assert batch["batch_id"] in run.stdout
    assert (batch["source"], batch["status"], batch["rows_new"]) == ("meta", "applied", "1400")


def test_a_form_without_a_file_names_its_place(server):
    body = b'--x\r\nContent-Disposition: form-data; name="source"\r\n\r\nmeta\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    reply = server.client().request("POST", "/api/v1/data/ingest", None, headers, body)
    assert reply.status == 400
    assert [fault["pointer"] for fault in reply.json["errors"]] == ["#/body/file"]
