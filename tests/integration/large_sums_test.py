"""Sums of very many rows with the largest values there are: exact, to the last digit.

INSIGHTFLOW_SUM_ROWS says how many (`make fuzz`: 10,000,000).
"""
import os
from fractions import Fraction

import pytest

from harness.client import Number
from harness.server import Server

ROWS = int(os.environ.get("INSIGHTFLOW_SUM_ROWS", "100000"))
ROWS_PER_FILE = 1_000_000
CAMPAIGNS = 50_000
COUNT_MAX = 2**63 - 1
MICROS_MAX = 10**18 - 1  # 999,999,999,999.999999
FIELDS = ("impressions", "clicks", "cost", "revenue")


def values(number):
    """Of the row of that number: two counts, and two amounts in millionths."""
    return COUNT_MAX - number % 7, COUNT_MAX - number, MICROS_MAX - number, MICROS_MAX - 3 * number


def decimal_text(micros):
    return f"{micros // 10**6}.{micros % 10**6:06}"


def line(number):
    impressions, clicks, cost, revenue = values(number)
    day, campaign = divmod(number, CAMPAIGNS)
    platform = ("google_ads", "meta_ads")[campaign % 2]
    return (
        f"{2020 + day // 336}-{1 + day // 28 % 12:02}-{1 + day % 28:02},{platform},c{campaign},"
        f"{impressions},{clicks},{decimal_text(cost)},{decimal_text(revenue)}\n"
    )


def csv(first, end):
    return "date,platform,campaign_id," + ",".join(FIELDS) + "\n" + "".join(map(line, range(first, end)))


def sums(numbers):
    total = [0, 0, 0, 0]
    for number in numbers:
        total = [sum(pair) for pair in zip(total, values(number))]
    impressions, clicks, cost, revenue = total
    return dict(zip(FIELDS, (impressions, clicks, Fraction(cost, 10**6), Fraction(revenue, 10**6))))


@pytest.fixture
def client():
    with Server("large-sums") as running:
        yield running.client()


def exact(shown):
    assert isinstance(shown, Number)
    return Fraction(str(shown))


def test_sums_of_very_many_rows_are_exact(client, tell):
    for first in range(0, ROWS, ROWS_PER_FILE):
        end = min(first + ROWS_PER_FILE, ROWS)
        batch = client.ingest_and_wait(csv(first, end))
        assert int(batch["rows_new"]) == end - first, batch
    total = client.roi()
    assert {field: exact(total["total_" + field]) for field in FIELDS} == sums(range(ROWS))
    by_platform = {row["platform"]: row for row in client.roi(group_by="platform")["data"]}
    for offset, platform in enumerate(("google_ads", "meta_ads")):
        wanted = sums(range(offset, ROWS, 2))
        assert {field: exact(by_platform[platform][field]) for field in FIELDS} == wanted
    tell(f"sums of {ROWS:,} rows: clicks {total['total_clicks']}, cost {total['total_cost']}, exact")
