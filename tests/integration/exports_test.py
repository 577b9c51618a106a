"""Exports of the platforms give the sums that a plain script reads out of them, to the last digit."""
import csv
import json
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from harness.server import command_line

MICRO = Decimal("0.000001")


@dataclass
class Export:
    """How a file is imported, and which of its columns is which measure."""

    platform: str
    measures: dict
    arguments: list = field(default_factory=list)
    divisor: dict = field(default_factory=dict)  # of columns in other units
    rows: int = 0
    days: int = 1  # of a row


GOOGLE_MEASURES = {
    "impressions": "impressions",
    "clicks": "clicks",
    "cost": "cost_micros",
    "conversions": "conversions",
    "revenue": "conversions_value",
}
EXPORTS = {
    "exports/facebook_ads_basic_ad_data.csv": Export(
        "facebook", {"impressions": "impressions", "clicks": "inline_link_clicks", "cost": "spend"}, rows=10),
    "exports/google_ads_ad_stats_data.csv": Export(
        "google",
        GOOGLE_MEASURES,
        ["--collisions", "sum"], {"cost_micros": 1_000_000}, rows=10),
    "exports/google_ads_campaign_stats_data.csv": Export(
        "google",
        GOOGLE_MEASURES,
        ["--collisions", "sum", "--map", "id=campaign_id"], {"cost_micros": 1_000_000}, rows=16),
    "exports/linkedin_ad_analytics_by_campaign_data.csv": Export(
        "linkedin",
        {"impressions": "impressions", "clicks": "clicks", "cost": "cost_in_local_currency",
         "conversions": "external_website_conversions", "revenue": "conversion_value_in_local_currency"},
        ["--collisions", "sum", "--map", "external_website_conversions=conversions"], rows=20),
    "exports/microsoft_ads_campaign_performance_daily_report_data.csv": Export(
        "bing",
        {"impressions": "impressions", "clicks": "clicks", "cost": "spend", "conversions": "conversions",
         "revenue": "revenue"},
        ["--collisions", "sum"], rows=2630),
    "exports/tiktok_campaign_report_hourly_data.csv": Export(
        "tiktok",
        {
            "impressions": "IMPRESSIONS",
            "clicks": "CLICKS",
            "cost": "SPEND",
            "conversions": "CONVERSION",
            "revenue": "TOTAL_PURCHASE_VALUE",
        },
        rows=4,
    ),
    "exports/hike_google_ads_weekly.csv": Export(
        "google",
        {"impressions": "impressions", "clicks": "clicks", "cost": "cost", "revenue": "conv_value"},
        ["--spread", "even"],
        rows=1099,
        days=7,
    ),
    "exports/hike_meta_ads_weekly.csv": Export(
        "meta",
        {"impressions": "impressions", "clicks": "link_clicks", "cost": "spend", "revenue": "purchase_value"},
        ["--spread", "even"],
        rows=728,
        days=7,
    ),
    "facebook_ads_kag.csv": Export(
        "facebook",
        {
            "impressions": "Impressions",
            "clicks": "Clicks",
            "cost": "Spent",
            "conversions": "Approved_Conversion",
        },
        ["--collisions", "sum", "--map", "fb_campaign_id=campaign_id", "--map",
         "Approved_Conversion=conversions"], rows=1143),
}


def sums_of(file, export):
    """Every amount rounded to six decimals by itself, as semantics.md says; null where no row has one."""
    sums = {}
    with open(file, newline="", encoding="utf-8-sig") as text:
        rows = list(csv.DictReader(text))
    for measure, heading in export.measures.items():
        cells = [Decimal(row[heading]) / export.divisor.get(heading, 1) for row in rows if row[heading] != ""]
        sums[measure] = sum(cell.quantize(MICRO, ROUND_HALF_EVEN) for cell in cells) if cells else None
    return len(rows), sums


@pytest.mark.parametrize("name", EXPORTS, ids=lambda name: name.rpartition("/")[2])
def test_an_export_gives_the_sums_of_its_rows(server, shared_file, name):
    export = EXPORTS[name]
    file = shared_file(name)
    rows, sums = sums_of(file, export)
    assert rows == export.rows
    source = name.rpartition("/")[2].partition(".")[0]
    run = command_line("import", file, "--source", source, "--platform", export.platform, "--json",
                       *export.arguments, server=server)
    batch = json.loads(run.stdout)
    assert batch["status"] == "applied", batch["error"]
    assert (batch["rows_received"], batch["rows_rejected"]) == (rows * export.days, 0)
    answer = server.client().roi(source=source)
    told = {measure: answer[f"total_{measure}"] for measure in export.measures}
    assert {name: None if value is None else Decimal(str(value)) for name, value in told.items()} == sums
