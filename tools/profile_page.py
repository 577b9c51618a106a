#!/usr/bin/env python3
"""Writes docs/profiles.md from profiles/ and the heads of files in tests/data/profiles.

    tools/profile_page.py          write it
    tools/profile_page.py --check  say whether it is as it should be
"""
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/profiles.md"
WIDTH = 160  # of a line of a head; what is longer is cut
INTRODUCTION = """# Profiles of ad platforms' files

What the program knows of the files that platforms, connectors and older systems hand out: how such a file
begins, what its columns mean, and what one should know of it. How profiles work, and how to write your own,
is told in [ingestion.md](ingestion.md#profiles). This page is written by `tools/profile_page.py` from
`profiles/` and `tests/data/profiles`.

Headings are compared without regard to case and punctuation. Columns that are not named here count by the
headings that are known everywhere ([ingestion.md](ingestion.md#columns)), or are kept as unknown ones.
"""
MEANINGS = {
    "cost_micros": "cost, in micros",
    "revenue_micros": "revenue, in micros",
    "ignore": "nothing: left aside",
}


def code(texts):
    return ", ".join(f"`{text}`" for text in texts)


def heads(name):
    for file in sorted((ROOT / "tests/data/profiles").glob(f"{name}.*.csv")):
        lines = file.read_text(encoding="utf-8").splitlines()
        shown = [line if len(line) <= WIDTH else line[: WIDTH - 3] + "..." for line in lines]
        yield "\n".join(["```", *shown, "```"])


def mapping(columns):
    meanings = {}
    for column in columns:
        heading, meaning = column.rsplit("=", 1)
        meanings.setdefault(meaning, []).append(heading)
    if not meanings:
        return
    yield "| means | headings, the nearest first |\n| --- | --- |"
    for meaning, headings in meanings.items():
        yield f"| {MEANINGS.get(meaning, meaning)} | {code(headings)} |"


def facts(profile):
    if "platform" in profile:
        yield f"Rows that name no platform are of `{profile['platform']}`."
    if "adds_up_over" in profile:
        yield f"Rows that differ in these alone are added up: {code(profile['adds_up_over'])}."
    if rows := profile.get("only_rows"):
        yield f"Of `{rows['column']}` the first of these that the file has counts: {code(rows['first_of'])}."
    if "date_order" in profile:
        order = {"mdy": "month", "dmy": "day"}[profile["date_order"]]
        yield f"Where neither options nor file tell, dates have the {order} first."
    if limits := profile.get("row_limits"):
        counts = " or ".join(f"{limit:,}" for limit in limits)
        yield f"A file of just {counts} rows is warned of: the platform cuts there."
    yield from profile.get("notes", [])


def section(profile):
    yield f"## {profile['name']}\n\n{profile['title']}."
    marks = []
    for mark in profile["recognised_by"]:
        lines = f" (below a line with \"{mark['first_lines']}\")" if "first_lines" in mark else ""
        marks.append(code(mark["headings"]).replace(", ", " + ") + lines)
    yield "Recognised by " + "; ".join(marks) + "."
    yield from heads(profile["name"])
    if table := "\n".join(mapping(profile["columns"])):
        yield table
    yield "\n".join(f"- {fact}" for fact in facts(profile))


def page():
    files = sorted((ROOT / "profiles").glob("*.json"))
    profiles = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    parts = [INTRODUCTION.strip()]
    for profile in profiles:
        parts += section(profile)
    return "\n\n".join(parts) + "\n"


def main():
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit(f"{PAGE.relative_to(ROOT)} is not what tools/profile_page.py writes: run it")


if __name__ == "__main__":
    main()
