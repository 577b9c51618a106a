"""What a batch froze of its source's settings counts for good: also when the facts are built anew."""
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
