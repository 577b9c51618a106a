"""The docs page in a real browser."""
import json

from harness.server import API_KEY, Server
from scenario import play, screenshot

OPERATIONS = {"getRoi", "getCampaignInsights"}


def test_docs_page_shows_the_operations_and_tries_one_out(tmp_path):
    csv = "date,platform,campaign_id,clicks,cost,revenue\n2024-01-01,Google,c1,10,5.25,10.5\n"
    with Server("e2e-docs") as server:
        assert server.client().ingest_and_wait(csv)["status"] == "applied"
        seen = play("docs.mjs", server, tmp_path, key=API_KEY, screenshot=screenshot("docs"))
    assert OPERATIONS <= set(seen["operations"])
    assert seen["roi"]["status"] == "200"
    assert json.loads(seen["roi"]["body"])["total_cost"] == 5.25
