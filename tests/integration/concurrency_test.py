"""Many clients at once: nothing lost, nothing doubled, answers always of one moment."""
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from harness.server import API_KEY

HEADING = "date,platform,campaign_id,clicks,cost\n"
CLIENTS = 8
BATCHES = 10


def test_batches_of_many_clients_all_count_once(server):
    def send(number):
        client = server.client()
        for batch in range(BATCHES):
            body = HEADING + "".join(
                f"2024-01-{day:02},google_ads,c{number}-{batch},1,0.5\n" for day in range(1, 32)
            )
            assert client.ingest_and_wait(body, key=f"{number}-{batch}")["rows_new"] == "31"

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(send, range(CLIENTS)))
    answer = server.client().roi()
    assert answer["total_clicks"] == str(CLIENTS * BATCHES * 31)
    assert answer["total_cost"] == str(CLIENTS * BATCHES * 31 / 2).removesuffix(".0")
    batches = server.client().get("/api/v1/data/batches", {"limit": 100}).json["data"]
    sequences = sorted(int(batch["commit_sequence"]) for batch in batches)
    assert sequences == list(range(1, CLIENTS * BATCHES + 1))


def test_of_batches_with_one_key_the_one_accepted_last_counts(server):
    def send(number):
        reply = server.client().ingest(HEADING + f"2024-01-01,google_ads,c,{number},1\n")
        return number, reply.json["batch_id"]

    with ThreadPoolExecutor(CLIENTS) as pool:
        sent = list(pool.map(send, range(1, 41)))
    client = server.client()
    batches = [(client.wait(batch_id), number) for number, batch_id in sent]
    last = max(batches, key=lambda pair: int(pair[0]["acceptance"]))
    assert client.roi()["total_clicks"] == str(last[1])
    for name in ("new", "restated", "stale"):
        assert all(batch[f"rows_{name}"] in ("0", "1") for batch, _ in batches)
    assert sum(batch["rows_new"] == "1" for batch, _ in batches) == 1


def test_an_answer_never_holds_half_a_batch(server):
    """Every batch restates a hundred keys to one value, so that a sum is a hundred times it."""
    client, seen, done = server.client(), set(), threading.Event()

    def body(value):
        return HEADING + "".join(f"2024-01-01,google_ads,c{number},{value},1\n" for number in range(100))

    def ask():
        while not done.is_set():
            seen.add(int(server.client().roi()["total_clicks"]))

    client.ingest_and_wait(body(0))
    readers = [threading.Thread(target=ask) for _ in range(4)]
    for reader in readers:
        reader.start()
    for value in range(1, 31):
        client.ingest_and_wait(body(value))
        assert client.roi()["total_clicks"] == str(100 * value)
    done.set()
    for reader in readers:
        reader.join()
    assert all(total % 100 == 0 for total in seen), seen


def test_a_key_whose_first_request_still_arrives_is_409(server):
    body = (HEADING + "2024-01-01,google_ads,c,1,1\n").encode()
    head = (
        "POST /api/v1/data/ingest HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: text/csv\r\n"
        f"Authorization: Bearer {API_KEY}\r\nIdempotency-Key: one\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\n\r\n"
    )
    client = server.client()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        stream = connection.makefile("rb")
        assert stream.readline() == b"HTTP/1.1 100 Continue\r\n"
        assert client.ingest(body, key="one").status == 409
        assert client.ingest(body, key="two").status == 202
        connection.sendall(body)
        assert b"HTTP/1.1 202 " in stream.read()
    assert client.ingest(body, key="one").status == 202
    assert len(client.get("/api/v1/data/batches").json["data"]) == 2


def test_a_key_whose_first_request_broke_off_is_free(server):
    body = (HEADING + "2024-01-01,google_ads,c,1,1\n").encode()
    head = (
        "POST /api/v1/data/ingest HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
        f"Authorization: Bearer {API_KEY}\r\nIdempotency-Key: one\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[:-5])
    client = server.client()
    for _ in range(200):
        reply = client.ingest(body, key="one")
        if reply.status != 409:
            break
    assert reply.status == 202
    assert client.wait(reply.json["batch_id"])["rows_new"] == "1"
