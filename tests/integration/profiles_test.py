"""Heads of the files that platforms hand out are read by their profiles, to the last digit."""
import json
from pathlib import Path

import pytest

from harness.server import command_line

# File in tests/data/profiles: the profile, fields of the first row, rows that are accepted.
HEADS = {
    "google_pages.csv": (
        "google_ads",
        {"campaign_id": "1", "cost": 1234.5, "impressions": 1000,
         "conversions": 2.5, "revenue": None, "currency": "EUR"},
        1),
    "google_api.csv": (
        "google_ads",
        {"account_id": "7", "currency": "CHF", "cost": 1.23, "conversions": 0.5, "revenue": 9.25},
        1),
    "meta_pages.csv": (
        "meta_ads",
        {"campaign_name": "Push", "ad_group_name": "Set", "cost": 4,
         "clicks": 8, "impressions": 200, "conversions": 2, "revenue": 40, "currency": "USD"},
        2),
    "tiktok_pages.csv": (
        "tiktok_ads",
        {"campaign_id": "12", "cost": 1.5, "clicks": 3, "conversions": None},
        1),
    "linkedin_pages.csv": (
        "linkedin_ads",
        {"date": "2024-01-02", "campaign_id": "7", "campaign_name": "Group",
         "ad_group_id": "8", "cost": 1.5},
        1),
    "microsoft_api.csv": (
        "microsoft_ads",
        {"account_id": "1", "cost": 0.75, "device": "computer", "revenue": 10},
        2),
    "pinterest_api.csv": (
        "pinterest_ads",
        {"cost": 1.5, "impressions": 10, "clicks": 1, "revenue": 2.5},
        1),
    "snapchat_api.csv": ("snapchat_ads", {"ad_group_id": "2", "clicks": 3, "cost": 0.231409}, 1),
    "reddit_api.csv": ("reddit_ads", {"cost": 1.5}, 1),
    "x_api.csv": ("x_ads", {"ad_group_id": "2", "cost": 1.5}, 1),
    "amazon_api.csv": (
        "amazon_ads",
        {"campaign_id": "1", "currency": "USD", "conversions": 1, "revenue": 20},
        1),
    "apple_pages.csv": ("apple_search_ads", {"clicks": 3, "conversions": 1, "cost": 1.5}, 1),
    "ga4.csv": (
        "ga4",
        {"date": "2024-01-31", "campaign_name": "Brand", "cost": 1.5, "clicks": 3, "revenue": 9},
        1),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_is_read_by_its_profile(server, name):
    profile, fields, accepted = HEADS[name]
    file = Path(__file__).parents[1] / "data" / "profiles" / name
    preview = json.loads(command_line("import", file, "--preview", "--json", "--source", "heads",
                                      server=server).stdout)
    assert preview["would_count"], preview["refusal"]
    assert preview["profile"]["name"] == profile
    assert (preview["outcomes"]["rows_accepted"], preview["outcomes"]["rows_rejected"]) == (accepted, 0)
    row = preview["rows"][0]
    assert {field: row[field] for field in fields} == fields


def test_every_profile_of_the_program_is_tried(server):
    listed = server.client().get("/api/v1/data/profiles").json["data"]
    profiles = {profile["profile"]["name"] for profile in listed}
    tried = {profile for profile, *_ in HEADS.values()}
    # These are tried with whole files in exports_test.py; what is left has no public example.
    tried |= {"ads_spend", "facebook_ads_kag", "linkedin_ads_campaigns", "meta_action_values", "meta_actions",
              "snapchat_ads_manager", "generic"}
    assert profiles == tried
