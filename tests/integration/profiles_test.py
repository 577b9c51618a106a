"""Heads of the files that platforms hand out are read by their profiles, to the last digit."""
import json
from pathlib import Path

import pytest

from harness.server import command_line

# File in tests/data/profiles, which begins with the profile's name: fields of the first row, rows that are
# accepted.
HEADS = {
    "google_ads.pages.csv": (
        {"campaign_id": "1", "cost": 1234.5, "impressions": 1000,
         "conversions": 2.5, "revenue": None, "currency": "EUR"},
        1),
    "google_ads.api.csv": (
        {"account_id": "7", "currency": "CHF", "cost": 1.23, "conversions": 0.5, "revenue": 9.25},
        1),
    "meta_ads.pages.csv": (
        {"campaign_name": "Push", "ad_group_name": "Set", "cost": 4,
         "clicks": 8, "impressions": 200, "conversions": 2, "revenue": 40, "currency": "USD"},
        2),
    "tiktok_ads.pages.csv": (
        {"campaign_id": "12", "cost": 1.5, "clicks": 3, "conversions": None},
        1),
    "linkedin_ads.pages.csv": (
        {"date": "2024-01-02", "campaign_id": "7", "campaign_name": "Group",
         "ad_group_id": "8", "cost": 1.5},
        1),
    "microsoft_ads.api.csv": (
        {"account_id": "1", "cost": 0.75, "device": "computer", "revenue": 10},
        2),
    "pinterest_ads.api.csv": (
        {"cost": 1.5, "impressions": 10, "clicks": 1, "revenue": 2.5},
        1),
    "snapchat_ads.api.csv": (
        {"ad_group_id": "2", "clicks": 3, "cost": 0.231409}, 1),
    "reddit_ads.api.csv": (
        {"cost": 1.5}, 1),
    "x_ads.api.csv": (
        {"ad_group_id": "2", "cost": 1.5}, 1),
    "amazon_ads.api.csv": (
        {"campaign_id": "1", "currency": "USD", "conversions": 1, "revenue": 20},
        1),
    "apple_search_ads.pages.csv": (
        {"clicks": 3, "conversions": 1, "cost": 1.5}, 1),
    "ga4.api.csv": (
        {"date": "2024-01-31", "campaign_name": "Brand", "cost": 1.5, "clicks": 3, "revenue": 9},
        1),
    # The first rows of whole files, which exports_test.py reads.
    "google_ads.connector.csv": (
        {"account_id": "2121450128", "ad_id": "514818869462", "cost": 0, "conversions": 1, "revenue": 10.5},
        3),
    "meta_ads.connector.csv": (
        {"account_id": "1700252260223815", "ad_id": "6215293456071", "clicks": 10, "cost": 76.53},
        2),
    "linkedin_ads_campaigns.connector.csv": (
        {"campaign_id": "148633856", "date": "2020-04-06", "clicks": 18, "impressions": None, "cost": 0},
        2),
    "tiktok_ads.connector.csv": (
        {"campaign_id": "1", "clicks": 22, "impressions": 22222, "cost": 222.12},
        2),
    "microsoft_ads.connector.csv": (
        {"account_id": "150175881", "currency": "USD", "conversions": 2, "revenue": 0.01},
        2),
    "ads_spend.whole.csv": (
        {"platform": "meta_ads", "campaign_name": "Prospecting", "country": "MX", "cost": 1115.94},
        2),
    "facebook_ads_kag.whole.csv": (
        {"date": "2023-08-31", "campaign_id": "916", "ad_group_id": "103916", "ad_id": "708746",
         "cost": 1.43, "conversions": 1},
        2),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_read_by_its_profile(server, name):
    fields, accepted = HEADS[name]
    file = Path(__file__).parents[1] / "data" / "profiles" / name
    preview = json.loads(command_line("import", file, "--preview", "--json", "--source", "heads",
                                      server=server).stdout)
    assert preview["would_count"], preview["refusal"]
    assert preview["profile"]["name"] == name.split(".")[0]
    assert (preview["outcomes"]["rows_accepted"], preview["outcomes"]["rows_rejected"]) == (accepted, 0)
    row = preview["rows"][0]
    assert {field: row[field] for field in fields} == fields


def test_every_profile_of_the_program_is_tried(server):
    listed = server.client().get("/api/v1/data/profiles").json["data"]
    profiles = {profile["profile"]["name"] for profile in listed}
    tried = {name.split(".")[0] for name in HEADS}
    # Of these a whole file is tried in exports_test.py, or there is no public example.
    tried |= {"meta_action_values", "meta_actions", "snapchat_ads_manager", "generic"}
    assert profiles == tried
