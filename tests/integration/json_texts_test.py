"""A hundred JSON texts (json_texts.py): what is valid is read, what is broken is refused with line and column
of its fault. Python's own reader is the second judge of which is which.
"""
import json

import pytest

from harness.server import Server
from json_texts import BROKEN, CHOICES, TWICE, VALID


def judged_valid(text):
    """Whether Python takes the text, or several of them one after another, and no more than RFC 8259 does."""
    try:
        rest = text.decode("utf-8-sig").strip(" \t\r\n")
        decoder = json.JSONDecoder(parse_constant=lambda name: json.loads(""))
        while rest:
            _, end = decoder.raw_decode(rest)
            rest = rest[end:].lstrip(" \t\r\n")
            if rest and not rest.startswith("{"):
                return False
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def client():
    with Server("json-texts") as running:
        yield running.client()


def batch_of(client, text, source):
    return client.ingest_and_wait(text, "application/json", source=source)


def test_there_are_fifty_of_each():
    assert (len(VALID), len(BROKEN)) == (50, 50)
    texts = [text for _, text, *_ in VALID + BROKEN]
    assert len(set(texts)) == 100


def test_python_judges_the_same():
    assert [name for name, text in VALID if not judged_valid(text)] == []
    assert [name for name, text, *_ in BROKEN if judged_valid(text)] == []


def test_every_valid_one_is_read(client, tell):
    for number, (name, text) in enumerate(VALID):
        batch = batch_of(client, text, f"valid-{number}")
        assert (batch["status"], batch["rows_rejected"]) == ("applied", "0"), (name, batch)
    tell(f"JSON texts: {len(VALID)} of {len(VALID)} valid ones read")


def test_every_broken_one_is_refused_with_its_place(client, tell):
    wrong = {}
    for name, text, line, column in BROKEN:
        batch = batch_of(client, text, "broken")
        assert batch["status"] == "rejected", (name, batch)
        if not batch["error"].startswith(f"line {line}, column {column}: "):
            wrong[name] = (batch["error"], (line, column))
    assert wrong == {}
    tell(f"JSON texts: {len(BROKEN)} of {len(BROKEN)} broken ones refused with line and column")


def test_lines_say_the_same_column(client):
    """The same faults in NDJSON, each of which breaks its line alone."""
    cases = [(text[1:-1], column - 1) for _, text, line, column in BROKEN[:46] if b"\n" not in text]
    body = b"\n".join(text for text, _ in cases)
    batch = client.ingest_and_wait(body, "application/x-ndjson", source="lines")
    assert (batch["status"], batch["rows_received"]) == ("rejected", str(len(cases)))
    rejects = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects", {"limit": 1000}).json["data"]
    for (text, column), reject in zip(cases, rejects, strict=True):
        assert reject["errors"][0]["message"].startswith(f"column {column}: "), (text, reject)


def test_what_is_left_to_the_reader_is_said_clearly(client):
    for name, text, words in CHOICES:
        batch = batch_of(client, text, "choices")
        assert batch["status"] == "rejected" and words in batch["error"], (name, batch)
    twice = batch_of(client, TWICE, "choices")
    assert (twice["rows_received"], twice["rows_rejected"]) == ("1", "1")


def test_a_number_beyond_all_bounds_is_a_reject_of_its_row_alone(client):
    rows = b'[{"date":"2024-01-01","campaign_id":"a","platform":"meta","clicks":1e99999999999},'
    rows += b'{"date":"2024-01-01","campaign_id":"b","platform":"meta","clicks":2}]'
    batch = batch_of(client, rows, "bounds")
    assert (batch["status"], batch["rows_accepted"], batch["rows_rejected"]) == ("applied", "1", "1")
