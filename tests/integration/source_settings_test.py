"""What a batch froze of its source's settings counts for good: also when the facts are built anew."""
import json

from harness.client import Number
from harness.server import command_line

ROWS = "date,hour,platform,account_id,campaign_id,cost,conversions\n2024-11-03,1,Meta,in,c1,10,2\n"


def shown(server):
    answer = server.client().get("/api/v1/analytics/roi", {"group_by": "currency,account"})
    names = ("currency", "account_id", "cost", "revenue")
    return [tuple(group[name] for name in names) for group in answer.json["data"]]


def test_rebuilt_facts_have_the_settings_of_their_day(server):
    place = ("--data-dir", server.data_dir)
    command_line("source", "set", "shop", "--currency", "EUR", "--value-per-conversion", "1.5", *place)
    command_line("source", "set", "shop", "--account", "in=INR,Asia/Kolkata", *place)
    first = server.client().ingest_and_wait(ROWS, source="shop")
    assert first["status"] == "applied" and first["options"]["accounts"]["in"]["currency"] == "INR"
    command_line("source", "set", "shop", "--account", "in=JPY,America/New_York", *place)
    second = server.client().ingest_and_wait(ROWS.replace("c1", "c2"), source="shop")
    # 1:00 comes twice on that day in New York, once in Kolkata.
    assert [warning["code"] for warning in second["warnings"]] == ["repeated_hour"]
    before = shown(server)
    assert [(currency, account) for currency, account, _, _ in before] == [("INR", "in"), ("JPY", "in")]
    assert [str(revenue) for _, _, _, revenue in before] == ["3", "3"]
    command_line("source", "set", "shop", "--currency", "none", "--account", "in=", *place)
    assert server.stop() == 0
    command_line("rebuild", *place)
    server.start()
    assert shown(server) == before


BY_AGE = "date,platform,campaign_id,Age,clicks\n2024-01-15,Meta,c1,25-34,1\n2024-01-15,Meta,c1,65+,{}\n"


def rows_of_a_preview(server, text, source="ages"):
    reply = server.client().request(
        "POST", "/api/v1/data/preview", {"source": source}, {"Content-Type": "text/csv"}, text.encode()
    )
    return reply.json["outcomes"], reply.json["refusal"]


def test_dimensions_of_a_sources_own_outlive_rebuild_and_backup(server):
    place = ("--data-dir", server.data_dir)
    command_line("source", "set", "ages", "--dimension", "Age=age", *place)
    (listed,) = json.loads(command_line("source", "show", "ages", *place, "--format", "json").stdout)
    assert listed["dimensions"] == "Age=age"
    assert server.client().ingest_and_wait(BY_AGE.format(2), source="ages")["rows_new"] == Number("2")
    taken_back = server.client().ingest_and_wait(BY_AGE.format(3), source="ages")
    assert (taken_back["rows_restated"], taken_back["rows_unchanged"]) == (Number("1"), Number("1"))
    undone = server.client().request("DELETE", f"/api/v1/data/batches/{taken_back['batch_id']}")
    assert undone.json["undo"]["rows_restored"] == Number("1")
    command_line("backup", *place)
    (backup,) = (server.data_dir / "backups").iterdir()
    assert command_line("backup", "verify", backup).returncode == 0
    # A batch has the promotions of its day: what is set by now does not matter.
    command_line("source", "set", "ages", "--dimension", "Age=years", *place)
    assert server.stop() == 0
    assert "totals: equal to the old ones" in command_line("rebuild", *place).stdout
    assert command_line("verify", *place).returncode == 0
    server.start()
    _, refusal = rows_of_a_preview(server, BY_AGE.format(2))
    assert "by age; this batch has day rows at campaign level, by years" in refusal
    command_line("source", "set", "ages", "--dimension", "Age=age", *place)
    assert rows_of_a_preview(server, BY_AGE.format(2))[0]["rows_unchanged"] == Number("2")
    command_line("source", "set", "ages", "--dimension", "Age=", *place)
    (listed,) = json.loads(command_line("source", "show", "ages", *place, "--format", "json").stdout)
    assert listed["dimensions"] is None


WITH_VIEWS = (
    "date,platform,campaign_id,Video views,Refunds\n2024-01-15,Meta,c1,{},-1.5\n2024-01-16,Meta,c1,2,\n"
)


def test_measures_of_a_sources_own_outlive_rebuild_and_backup(server):
    place = ("--data-dir", server.data_dir)
    views = ("--measure", "Video views=views")
    command_line("source", "set", "video", *views, "--amount", "Refunds=refunds", *place)
    (listed,) = json.loads(command_line("source", "show", "video", *place, "--format", "json").stdout)
    assert (listed["measures"], listed["amounts"]) == ("Video views=views", "Refunds=refunds")
    first = server.client().ingest_and_wait(WITH_VIEWS.format(2), source="video")
    assert (first["status"], first["rows_new"]) == ("applied", Number("2"))
    second = server.client().ingest_and_wait(WITH_VIEWS.format(3), source="video")
    assert (second["rows_restated"], second["rows_unchanged"]) == (Number("1"), Number("1"))
    undone = server.client().request("DELETE", f"/api/v1/data/batches/{second['batch_id']}")
    assert undone.json["undo"]["rows_restored"] == Number("1")
    state = server.client().get("/api/v1/data/sources/video").json
    in_use = [{"name": "refunds", "as": "amount"}, {"name": "views", "as": "measure"}]
    assert state["measures_in_use"] == in_use
    command_line("backup", *place)
    (backup,) = (server.data_dir / "backups").iterdir()
    assert command_line("backup", "verify", backup).returncode == 0
    command_line("source", "set", "video", "--measure", "Video views=", *place)
    assert server.stop() == 0
    assert "totals: equal to the old ones" in command_line("rebuild", *place).stdout
    assert command_line("verify", *place).returncode == 0
    server.start()
    assert server.client().get("/api/v1/data/sources/video").json["measures_in_use"] == in_use
    command_line("source", "set", "video", *views, *place)
    outcomes, refusal = rows_of_a_preview(server, WITH_VIEWS.format(2), "video")
    assert (refusal, outcomes["rows_unchanged"]) == (None, Number("2"))
    outcomes, _ = rows_of_a_preview(server, WITH_VIEWS.format(4), "video")
    assert outcomes["rows_restated"] == Number("1")
