"""Public data through the command line gives its known figures to the cent."""
import json
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from harness.server import command_line

JUNE = {"from": "2025-06-01", "to": "2025-06-30"}
MAY = {"from": "2025-05-02", "to": "2025-05-31"}
# Policy, range, figures: from the data set's own documentation, its revenue being 100 a conversion.
GOLDEN = {
    "sum": [
        (JUNE, {"cost": "285036.15", "conversions": "9562", "cac": "29.8093", "roas": "3.3547"}),
        (MAY, {"cac": "32.2715", "roas": "3.0987"}),
    ],
    "last": [(JUNE, {"cost": "270363.97", "cac": "29.8910", "roas": "3.3455"})],
}


def as_golden(text, golden):
    """The figure rounded to as many decimals as the golden one has."""
    return str(Decimal(text).quantize(Decimal(golden), ROUND_HALF_EVEN))


def import_file(server, file, policy):
    run = command_line(
        "import",
        file,
        "--source",
        policy,
        "--value-per-conversion",
        "100",
        "--collisions",
        policy,
        "--json",
        server=server,
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize("policy", GOLDEN)
def test_ads_spend_gives_its_golden_figures(server, shared_file, policy):
    file = shared_file("ads_spend.csv")
    first = import_file(server, file, policy)
    assert first["status"] == "applied"
    assert (first["rows_received"], first["rows_rejected"]) == (2000, 0)
    assert first["rows_new"] + first["rows_folded"] == 2000
    assert 0 < first["rows_folded"] < 54
    client = server.client()
    for days, golden in GOLDEN[policy]:
        answer = client.roi(source=policy, **days)
        assert {name: as_golden(answer[name], value) for name, value in golden.items()} == golden
    total = client.roi(source=policy)

    again = import_file(server, file, policy)
    assert (again["status"], again["rows_new"], again["rows_restated"]) == ("applied", 0, 0)
    assert again["rows_unchanged"] == first["rows_new"]
    assert again["identical_to"] == first["batch_id"]
    assert client.roi(source=policy) == total


def test_ads_spend_under_the_default_policy_rejects_what_collides(server, shared_file):
    file = shared_file("ads_spend.csv")
    run = command_line("import", file, "--json", server=server)
    batch = json.loads(run.stdout)
    assert batch["rows_rejected"] > 53
    assert batch["rows_accepted"] + batch["rows_rejected"] == 2000


def test_query_command_agrees_with_the_interface(server, shared_file):
    import_file(server, shared_file("ads_spend.csv"), "last")
    run = command_line(
        "query",
        "--metrics",
        "roas,cost",
        "--by",
        "platform",
        "--from",
        "2025-06-01",
        "--to",
        "2025-06-30",
        "--format",
        "csv",
        server=server,
    )
    rows = server.client().roi(group_by="platform", **JUNE)["data"]
    assert run.stdout.splitlines() == [
        "platform,roas,cost",
        *(f"{row['platform']},{row['roas']},{row['cost']}" for row in rows),
    ]
