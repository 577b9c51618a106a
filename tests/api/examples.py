"""Examples of the OpenAPI document: real replies.

Ids, times, cursors and secrets in them have fixed values.
"""
import json
import os
import re

from harness.client import Number, read_json
from harness.server import REPOSITORY

FOLDER = REPOSITORY / "src/http/api/examples"
FIXED = [
    (r"[0-9A-HJKMNP-TV-Z]{26}", "01J1ZZ7Q3V9K5T8M2R4W6X8Y0A"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", "2024-07-04T06:00:00Z"),
]
# A cursor is signed with the installation's secret; the others are secrets, or new each time.
FIXED_MEMBERS = {
    "next": "MS4uLg",
    "access_token": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIuLi4ifQ.c2lnbmF0dXJl",
    "refresh_token": "ifr_" + "0" * 38,
    "token": "ifs_" + "0" * 38,
    "key": "ifk_" + "0" * 38,
    "remote": "192.0.2.1:50123",
    "hours_since_last_batch": Number("0.5"),
    "days_since_last_day": Number("3"),
    "request_id": "4bf92f3577b34da6",
    "hash": "0" * 64,
}


# Null where a crash came between, so not looked at but at an end.
DURATIONS = {
    name: Number(value)
    for name, value in {"waiting_us": 812, "reading_us": 2054, "staged_us": 61, "applying_us": 9377}.items()
}


def fixed(value, name=None):
    if isinstance(value, dict):
        if "durations" in value and value["status"] not in ("queued", "loading"):
            value = value | {"durations": DURATIONS}
        return {key: fixed(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [fixed(item) for item in value]
    if name in FIXED_MEMBERS and value is not None:
        return FIXED_MEMBERS[name]
    if isinstance(value, str) and not isinstance(value, Number):
        for pattern, text in FIXED:
            value = re.sub(rf"\b{pattern}\b", text, value)
    return value


def pretty(value, margin=""):
    """JSON of two spaces, in which a Number stands as it was sent."""
    if isinstance(value, Number):
        return str(value)
    if not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, ensure_ascii=False)
    inner = margin + "  "
    names = [json.dumps(name) + ": " for name in value] if isinstance(value, dict) else [""] * len(value)
    items = value.values() if isinstance(value, dict) else value
    lines = ",\n".join(inner + name + pretty(item, inner) for name, item in zip(names, items))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{lines}\n{margin}{closing}"


def check(name, value):
    file = FOLDER / name
    text = pretty(value) + "\n"
    if os.environ.get("INSIGHTFLOW_WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.exists(), f"{file} is not there: INSIGHTFLOW_WRITE_GOLDEN=1 writes it"
    assert file.read_text(encoding="utf-8") == text, f"{file} is not what was sent now:\n{text}"


def check_example(operation, reply, json_body):
    """The reply, and the body of the request where it was JSON, are the document's examples."""
    check(f"{operation}.json", fixed(reply.json))
    if json_body is not None:
        check(f"{operation}.request.json", fixed(read_json(json_body.decode("utf-8"))))
