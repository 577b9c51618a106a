"""Two clients send at the same moment under one Idempotency-Key: one batch, and the other is told the truth.

INSIGHTFLOW_IDEMPOTENCY_RACES sets how many times.
"""
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

HEADING = "date,platform,campaign_id,clicks\n"
RACES = int(os.environ.get("INSIGHTFLOW_IDEMPOTENCY_RACES", "60"))


def race(server, bodies):
    """Both clients' answers, and what the one that won is told when it asks again."""
    start = Barrier(2)
    pool = ThreadPoolExecutor(2)

    def send(key, body):
        client = server.client()
        start.wait()
        return client.ingest(body, key=key)

    answers = []
    for number in range(RACES):
        key = f"race-{number}"
        given = [body.format(number) for body in bodies]
        sent = [pool.submit(send, key, body) for body in given]
        answers.append((key, given, [future.result() for future in sent]))
    pool.shutdown()
    return answers


def all_batches(server):
    client, before, found = server.client(), {}, []
    while True:
        page = client.get("/api/v1/data/batches", {"limit": 200} | before).json
        found += page["data"]
        if page["next"] is None:
            return found
        before = {"before": page["next"]}


def check_one_batch_each(server, ids):
    assert len(set(ids)) == RACES
    batches = all_batches(server)
    assert {batch["batch_id"] for batch in batches} == set(ids)
    assert len(batches) == RACES
    for batch_id in ids:
        assert server.client().wait(batch_id)["status"] == "applied"


def test_the_same_body_twice_at_once_is_one_batch(server):
    seen, ids = Counter(), []
    for key, bodies, replies in race(server, [HEADING + "2024-05-01,google_ads,c{0},1\n"] * 2):
        statuses = sorted(reply.status for reply in replies)
        seen[tuple(statuses)] += 1
        assert statuses in ([202, 202], [202, 409]), (key, replies)
        made = {reply.json["batch_id"] for reply in replies if reply.status == 202}
        assert len(made) == 1, (key, replies)
        again = server.client().ingest(bodies[0], key=key)
        assert (again.status, {again.json["batch_id"]}) == (202, made), (key, again)
        assert again.headers["Idempotency-Replayed"] == "true"
        ids += made
    check_one_batch_each(server, ids)
    assert server.client().roi()["total_clicks"] == str(RACES)
    print(f"idempotency: the same body twice at once, {RACES} times: {dict(seen)}")


def test_different_bodies_under_one_key_are_one_batch_and_a_refusal(server):
    seen, ids, clicks = Counter(), [], 0
    bodies = [HEADING + f"2024-05-01,google_ads,c{{0}},{count}\n" for count in (1, 1000)]
    for key, given, replies in race(server, bodies):
        statuses = sorted(reply.status for reply in replies)
        seen[tuple(statuses)] += 1
        assert statuses in ([202, 409], [202, 422]), (key, replies)
        winner = 0 if replies[0].status == 202 else 1
        clicks += (1, 1000)[winner]
        ids.append(replies[winner].json["batch_id"])
        assert server.client().ingest(given[1 - winner], key=key).status == 422
        again = server.client().ingest(given[winner], key=key)
        assert (again.status, again.json["batch_id"]) == (202, ids[-1]), (key, again)
    check_one_batch_each(server, ids)
    assert server.client().roi()["total_clicks"] == str(clicks)
    print(f"idempotency: different bodies at once, {RACES} times: {dict(seen)}")
