"""Files that are not as they were written: flipped bits, zeroed pages, cut ends, garbage behind the end. A
start either refuses, and names the file and the way out, or serves right numbers; it never crashes.

INSIGHTFLOW_DAMAGES, INSIGHTFLOW_LOG_CUTS and INSIGHTFLOW_DAMAGE_SEED change the run.
"""
import os
import random
import re
import secrets
import time
from collections import Counter

import pytest

from harness.client import END_STATES
from harness.damage import KnownData, answers, outcomes, wait_for
from harness.patience import PATIENCE

DAMAGES = int(os.environ.get("INSIGHTFLOW_DAMAGES", "18"))
LOG_CUTS = int(os.environ.get("INSIGHTFLOW_LOG_CUTS", "8"))
PAGE_BYTES = 4096
GARBAGE_BYTES_MAX = 5000
DAMAGED = 65
FILES = ("facts.duckdb", "facts.duckdb", "insightflow.sqlite", "insightflow.sqlite-wal")


def flip(data, generator):
    for _ in range(generator.choice([1, 1, 8])):
        data[generator.randrange(len(data))] ^= 1 << generator.randrange(8)


def zero(data, generator):
    at = generator.randrange(len(data)) // PAGE_BYTES * PAGE_BYTES
    data[at : at + PAGE_BYTES] = bytes(len(data[at : at + PAGE_BYTES]))


def cut(data, generator):
    del data[generator.randrange(len(data)) :]


def cut_and_add_garbage(data, generator):
    cut(data, generator)
    data += generator.randbytes(generator.randrange(1, GARBAGE_BYTES_MAX))


def cut_and_add_zeros(data, generator):
    cut(data, generator)
    data += bytes(generator.randrange(1, GARBAGE_BYTES_MAX))


def add_zeros(data, generator):
    data += bytes(generator.randrange(1, GARBAGE_BYTES_MAX))


def add_garbage(data, generator):
    data += generator.randbytes(generator.randrange(1, GARBAGE_BYTES_MAX))


@pytest.fixture(scope="module")
def known():
    data = KnownData("known")
    yield data
    data.remove()


@pytest.fixture(scope="module")
def generator(request):
    seed = int(os.environ.get("INSIGHTFLOW_DAMAGE_SEED", secrets.randbits(32)))
    print(f"INSIGHTFLOW_DAMAGE_SEED={seed}")
    return random.Random(seed)


def damaged_copy(known, name, how, generator):
    server = known.copy()
    path = server.data_dir / name
    data = bytearray(path.read_bytes())
    how(data, generator)
    path.write_bytes(data)
    return server


def ended(client, batch_id):
    deadline = time.monotonic() + 60 * PATIENCE
    while True:
        reply = client.get(f"/api/v1/data/batches/{batch_id}")
        if reply.status != 200 or reply.json["status"] in END_STATES:
            return reply
        assert time.monotonic() < deadline, reply
        time.sleep(0.02)


def fault_of(server, name, known):
    """What is wrong with how a server takes its damaged file; empty where nothing is. And what it did."""
    server.launch()
    status = wait_for(server)
    if status is not None:
        words = server.log_tail(3)
        named = name.split("-")[0] in words and "insightflow restore" in words
        return ("" if status == DAMAGED and named else f"ended with {status}: {words}"), "refused"
    client = server.client()
    for batch_id in known.ids:
        ended(client, batch_id)
    try:
        found = answers(client)
    except AssertionError as fault:
        return f"does not answer: {fault}", "served"
    if found != known.answers:
        return "answers other numbers", "served"
    status = server.stop()
    return ("" if status == 0 else f"stopped with {status}"), "served"


def test_a_damaged_file_is_refused_by_name_or_served_right(known, generator, tell):
    faults, done = [], Counter()
    for number in range(DAMAGES):
        name = FILES[number % len(FILES)]
        how = generator.choice([flip, zero, cut])
        server = damaged_copy(known, name, how, generator)
        try:
            fault, what = fault_of(server, name, known)
        finally:
            server.kill()
        done[f"{name} {how.__name__} {what}"] += 1
        if fault:
            faults.append(f"{name}, {how.__name__}, {server.folder}: {fault}")
        else:
            server.remove()
    tell(f"damage: {dict(sorted(done.items()))}")
    assert not faults, "\n".join(faults)


def test_what_a_spoilt_log_has_lost_is_loaded_again_with_the_same_outcomes(known, generator, tell):
    ways = [cut, cut_and_add_garbage, cut_and_add_zeros, add_zeros, add_garbage, flip, zero]
    faults, done = [], Counter()
    for number in range(LOG_CUTS):
        how = ways[number % len(ways)]
        server = damaged_copy(known, "facts.duckdb.wal", how, generator)
        try:
            server.start()
            client = server.client()
            found = {batch_id: outcomes(ended(client, batch_id).json) for batch_id in known.ids}
            if found != known.batches:
                faults.append(f"{how.__name__}, {server.folder}: batches have other outcomes")
            if answers(client) != known.answers:
                faults.append(f"{how.__name__}, {server.folder}: answers other numbers")
            replayed = re.search(r'"recovered".*"replayed":(\d+)', server.log.read_text())
            done[how.__name__] += int(replayed.group(1)) if replayed else 0
        finally:
            server.kill()
        if not faults:
            server.remove()
    tell(f"spoilt logs: batches loaded again {dict(done)}")
    assert not faults, "\n".join(faults)
