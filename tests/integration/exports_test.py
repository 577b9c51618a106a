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

    profile: str | None  # that it is read by
    measures: dict
    arguments: list = field(default_factory=list)
    divisor: dict = field(default_factory=dict)  # of columns in other units
    rows: int = 0
    days: int = 1  # of a row
    only: tuple | None = None  # a column and its value, of the rows that count


GOOGLE_MEASURES = {
    "impressions": "impressions",
    "clicks": "clicks",
    "cost": "cost_micros",
    "conversions": "conversions",
    "revenue": "conversions_value",
}
EXPORTS = {
    "exports/facebook_ads_basic_ad_data.csv": Export(
        "meta_ads", {"impressions": "impressions", "clicks": "inline_link_clicks", "cost": "spend"}, rows=10),
    "exports/facebook_ads_basic_ad_action_values_data.csv": Export(
        "meta_action_values", {"revenue": "value"}, ["--profile", "meta_action_values"], rows=5,
        only=("action_type", "offsite_conversion.fb_pixel_purchase")),
    "exports/google_ads_ad_stats_data.csv": Export(
        "google_ads", GOOGLE_MEASURES, divisor={"cost_micros": 1_000_000}, rows=10),
    "exports/google_ads_campaign_stats_data.csv": Export(
        "google_ads", GOOGLE_MEASURES, divisor={"cost_micros": 1_000_000}, rows=16),
    "exports/linkedin_ad_analytics_by_campaign_data.csv": Export(
        "linkedin_ads_campaigns",
        {"impressions": "impressions", "clicks": "clicks", "cost": "cost_in_local_currency",
         "conversions": "external_website_conversions", "revenue": "conversion_value_in_local_currency"},
        rows=20),
    "exports/microsoft_ads_campaign_performance_daily_report_data.csv": Export(
        "microsoft_ads",
        {"impressions": "impressions", "clicks": "clicks", "cost": "spend", "conversions": "conversions",
         "revenue": "revenue"},
        rows=2630),
    "exports/tiktok_campaign_report_hourly_data.csv": Export(
        "tiktok_ads",
        {"impressions": "IMPRESSIONS", "clicks": "CLICKS", "cost": "SPEND", "conversions": "CONVERSION",
         "revenue": "TOTAL_PURCHASE_VALUE"},
        rows=4),
    "exports/hike_google_ads_weekly.csv": Export(
        None, {"impressions": "impressions", "clicks": "clicks", "cost": "cost", "revenue": "conv_value"},
        ["--platform", "google", "--spread", "even"], rows=1099, days=7),
    "exports/hike_meta_ads_weekly.csv": Export(
        None,
        {"impressions": "impressions", "clicks": "link_clicks", "cost": "spend", "revenue": "purchase_value"},
        ["--platform", "meta", "--spread", "even"], rows=728, days=7),
    "facebook_ads_kag.csv": Export(
        "facebook_ads_kag",
        {"impressions": "Impressions", "clicks": "Clicks", "cost": "Spent",
         "conversions": "Approved_Conversion"},
        rows=1143),
    "ads_spend.csv": Export(
        "ads_spend",
        {"impressions": "impressions", "clicks": "clicks", "cost": "spend", "conversions": "conversions"},
        ["--collisions", "sum"], rows=2000),
}


def sums_of(file, export):
    """Every amount rounded to six decimals by itself, as semantics.md says; null where no row has one."""
    sums = {}
    with open(file, newline="", encoding="utf-8-sig") as text:
        rows = list(csv.DictReader(text))
    if export.only:
        rows = [row for row in rows if row[export.only[0]] == export.only[1]]
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
    arguments = ["import", file, "--source", source, "--json", *export.arguments]
    preview = json.loads(command_line(*arguments, "--preview", server=server).stdout)
    assert preview["would_count"], preview["refusal"]
    assert preview["profile"]["name"] == export.profile
    assert len(preview["rows"]) == min(20, preview["outcomes"]["rows_new"])
    assert server.client().roi(source=source)["total_cost"] is None  # nothing was stored

    batch = json.loads(command_line(*arguments, server=server).stdout)
    assert batch["status"] == "applied", batch["error"]
    assert (batch["rows_received"], batch["rows_rejected"]) == (rows * export.days, 0)
    assert {name: batch[name] for name in preview["outcomes"]} == preview["outcomes"]
    assert batch["warnings"] == preview["warnings"]
    answer = server.client().roi(source=source)
    told = {measure: answer[f"total_{measure}"] for measure in export.measures}
    assert {name: None if value is None else Decimal(str(value)) for name, value in told.items()} == sums

    again = json.loads(command_line(*arguments, "--preview", server=server).stdout)
    assert again["outcomes"]["rows_unchanged"] == preview["outcomes"]["rows_new"]
