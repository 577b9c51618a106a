"""Small files with one defect each: preview and import report what is expected of it, and nothing else.

The files are in tests/data/defects, NAME.expected.yaml beside each; its README says what stands there.
"""
from pathlib import Path

import pytest
import yaml

from harness.server import Server

DEFECTS = Path(__file__).parents[1] / "data/defects"
TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".json": "application/json",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FILES = {file.stem: file for file in sorted(DEFECTS.iterdir()) if file.suffix in TYPES}
FILES_MIN = 80


@pytest.fixture(scope="module")
def client():
    """Of one server for all files: each has a source of its own."""
    with Server("defects") as server:
        yield server.client()


def expected_of(name):
    return yaml.safe_load((DEFECTS / f"{name}.expected.yaml").read_text("utf-8"))


def rows(report):
    return {name: int(report[f"rows_{name}"]) for name in ("received", "accepted", "rejected", "folded")}


def warnings(found):
    return [
        {"code": one["code"], "field": one["field"], "rows": int(one["rows"]), "line": int(one["first_line"])}
        for one in found
    ]


def rejects(found):
    return [
        {"line": int(one["line"]), "field": fault["field"], "code": fault["code"]}
        for one in found
        for fault in one["errors"]
    ]


def questions(found):
    return [
        {
            "code": one["code"],
            "field": one["field"],
            "line": int(one["line"]),
            "choices": [choice["option"] for choice in one["choices"]],
        }
        for one in found
    ]


def looked_at(client, body, content_type, options):
    """What a preview says of the file, in the form of what is expected."""
    reply = client.request("POST", "/api/v1/data/preview", options, {"Content-Type": content_type}, body)
    assert reply.status == 200, reply
    preview = reply.json
    assert preview["would_count"] == (preview["refusal"] is None)
    return {
        "status": "applied" if preview["would_count"] else "rejected",
        "error": preview["refusal"],
        "rows": rows(preview["outcomes"]),
        "rejects": rejects(preview["rejects"]),
        "warnings": warnings(preview["warnings"]),
        "questions": questions(preview["questions"]),
    }


def imported(client, body, content_type, options):
    """The same of a batch; it asks no questions, its error does."""
    batch = client.ingest_and_wait(body, content_type, **options)
    listed = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects")
    assert listed.status == 200, listed
    return {
        "status": batch["status"],
        "error": batch["error"],
        "rows": rows(batch),
        "rejects": rejects(listed.json["data"]),
        "warnings": warnings(batch["warnings"]),
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_one_defect_is_reported_exactly(client, name):
    expected = expected_of(name)
    wanted = {
        "status": expected["status"],
        "error": expected.get("error"),
        "rows": expected["rows"],
        "rejects": expected["rejects"],
        "warnings": expected["warnings"],
    }
    file = FILES[name]
    options = expected["options"] | {"source": name}
    told = looked_at(client, file.read_bytes(), TYPES[file.suffix], options)
    assert told == wanted | {"questions": expected["questions"]}
    assert imported(client, file.read_bytes(), TYPES[file.suffix], options) == wanted


LINKEDIN_ROWS_MAX = 15_000
LINKEDIN = (
    "Start Date (in UTC),Campaign Group Name,Campaign Group ID,Campaign Name,Campaign ID,Total Spent,Clicks\n"
)


def linkedin(count):
    """So many rows as LinkedIn's pages hand them out."""
    return LINKEDIN + "".join(f"1/15/2024,Group,7,C{row},{row},1.50,3\n" for row in range(count))


@pytest.mark.parametrize("more, signs", [(0, 1), (-1, 0), (1, 0)])
def test_just_as_many_rows_as_linkedin_hands_out_are_warned_of(client, more, signs):
    count = LINKEDIN_ROWS_MAX + more
    options = {"source": f"linkedin{count}"}
    told = looked_at(client, linkedin(count), "text/csv", options)
    assert told == {
        "status": "applied",
        "error": None,
        "rows": {"received": count, "accepted": count, "rejected": 0, "folded": 0},
        "rejects": [],
        "warnings": [
            {"code": "writing", "field": "", "rows": 0, "line": 0},
            {"code": "profile", "field": "", "rows": 0, "line": 0},
            *[{"code": "looks_truncated", "field": "", "rows": 0, "line": 0}] * signs,
        ],
        "questions": [],
    }
    batch = imported(client, linkedin(count), "text/csv", options)
    assert batch == {name: told[name] for name in batch}


def test_there_are_enough_files_and_each_has_what_is_expected_of_it():
    assert len(FILES) >= FILES_MIN
    told = {path.name.removesuffix(".expected.yaml") for path in DEFECTS.glob("*.expected.yaml")}
    assert told == set(FILES)
