"""A new user's first day, as `make run` starts it: set-up page, Swagger UI, a key, figures that move."""
import json
import re

from harness.accounts import PASSWORD
from harness.server import BINARY, Server
from scenario import play, screenshot

OWNER = "anna@example.com"
CREATE_KEY = "key create --label dashboard --scope analytics:read --scope workspace:read"


def test_from_the_set_up_token_to_moving_figures(tmp_path):
    with Server("e2e-first-day", arguments=["--demo"], env={"DATA_SOURCE": "fake"}) as server:
        token = re.search(r"ifs_\w+", server.log_tail(100_000))[0]
        seen = play(
            "first_day.mjs",
            server,
            tmp_path,
            setup={"token": token, "email": OWNER, "password": PASSWORD, "workspace": "Acme"},
            createKey=[str(BINARY), *CREATE_KEY.split(), "--data-dir", str(server.data_dir)],
            screenshots={name: screenshot(f"first-day-{name}") for name in ("setup", "done", "moving")},
        )
    assert seen["setup"].startswith(f"Done: {OWNER} is the owner.")
    assert seen["login"]["status"] == "200"
    user, key = json.loads(seen["asUser"]["body"]), json.loads(seen["asKey"]["body"])
    assert (user["workspace"], user["label"]) == ("Acme", OWNER)
    assert (key["workspace"], key["label"]) == ("Acme", "dashboard")
    first, later = json.loads(seen["first"]["body"]), json.loads(seen["later"]["body"])
    assert 0 < first["total_impressions"] < later["total_impressions"]
