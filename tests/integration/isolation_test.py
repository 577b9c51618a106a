"""Every route x every role x two workspaces, generated from the product's own table of routes.

A route that states no scope, or for which nobody wrote down how it is called, fails the test.
"""
import json
import time

import pytest

from harness.accounts import PASSWORD, add_user, create_key, create_workspace, log_in, send_json
from harness.server import Server, command_line

ROLES = ("viewer", "editor", "owner")
OPEN = {
    "/setup",
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/problems",
    "/healthz",
    "/readyz",
    "/metrics",
}
OPEN_BELOW = ("/api/v1/auth/", "/api/docs/", "/setup/")
# What stands in data of each workspace, and must never be seen in the other.
CANARY = {"default": "canary-of-default", "Other": "canary-of-other"}
STRANGE_IDS = ("{id}", ":id", "*", "%7Bid%7D", "..%2f..", "0", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "' OR 1=1 --")


def routes():
    table = json.loads(command_line("routes", "--format", "json").stdout)
    return [(row["method"], row["path"], row["scope"]) for row in table]


class World:
    """Two workspaces with the same things in them, and somebody of every role in each."""

    def __init__(self, server):
        self.server = server
        create_workspace(server, "Other")
        self.tokens, self.batches, self.users = {}, {}, 0
        for workspace in CANARY:
            for role in ROLES:
                add_user(server, self.email(workspace, role), role, workspace)
                self.log_in(workspace, role)
            self.fill(workspace)

    def email(self, workspace, role):
        return f"{role}@{workspace.lower()}.example.com"

    def log_in(self, workspace, role):
        token = log_in(self.server, self.email(workspace, role))["access_token"]
        self.tokens[workspace, role] = token

    def client(self, workspace, role):
        return self.server.client(key=self.tokens[workspace, role])

    def fill(self, workspace):
        name = CANARY[workspace]
        csv = (
            "date,platform,campaign_id,campaign_name,ad_group_id,ad_group_name,ad_id,ad_name,cost,clicks\n"
            f"2024-01-01,Meta,{name},{name},{name},{name},{name},{name},1.50,3\n"
            f"2024-02-30,Meta,{name},{name},{name},{name},{name},{name},1,1\n"
        )
        batch = self.client(workspace, "editor").ingest_and_wait(csv, source=name)
        assert batch["status"] == "applied" and batch["rows_rejected"] == "1", batch
        self.batches[workspace] = batch["batch_id"]

    def new_batch(self, workspace):
        csv = "date,platform,campaign,cost\n2024-01-02,Meta,taken back,1\n"
        return self.client(workspace, "editor").ingest_and_wait(csv)["batch_id"]

    def rejected_batch(self, workspace):
        client = self.client(workspace, "editor")
        return client.ingest_and_wait("date,platform,campaign,cost\nnever,Meta,a,1\n")["batch_id"]

    def key_id(self, workspace):
        body = {"label": CANARY[workspace]}
        made = send_json(self.client(workspace, "owner"), "POST", "/api/v1/keys", body)
        assert made.status == 201, made
        return made.json["details"]["id"]

    def profile(self, workspace):
        """Saves it, so that it is there whatever was done before."""
        name = CANARY[workspace]
        body = {"name": name, "title": name}
        made = send_json(self.client(workspace, "editor"), "PUT", f"/api/v1/data/profiles/{name}", body)
        assert made.status == 200, made
        return name

    def new_user(self, workspace):
        self.users += 1
        return {"email": f"{CANARY[workspace]}-{self.users}@example.com", "password": PASSWORD}

    def user_id(self, workspace):
        client = self.client(workspace, "owner")
        made = send_json(client, "POST", "/api/v1/users", self.new_user(workspace))
        assert made.status == 201, made
        return made.json["id"]


def call(path, query=None, body=None, status=200, raw=None):
    return {"path": path, "query": query, "json": body, "status": status, "raw": raw}


# How each route is called so that it succeeds in the workspace whose things it names.
CALLS = {
    "GET /api/v1/analytics/roi": lambda world, of: call(
        "/api/v1/analytics/roi", {"group_by": "campaign"}
    ),
    "GET /api/v1/analytics/trends": lambda world, of: call(
        "/api/v1/analytics/trends", {"group_by": "campaign", "from": "2024-01-01", "to": "2024-01-03"}
    ),
    "GET /api/v1/campaigns": lambda world, of: call("/api/v1/campaigns"),
    "GET /api/v1/ad-groups": lambda world, of: call("/api/v1/ad-groups"),
    "GET /api/v1/ads": lambda world, of: call("/api/v1/ads"),
    "GET /api/v1/sources": lambda world, of: call("/api/v1/sources"),
    "GET /campaign/{id}/insights": lambda world, of: call(f"/campaign/{CANARY[of]}/insights"),
    "POST /api/v1/data/ingest": lambda world, of: call(
        "/api/v1/data/ingest", raw="date,platform,campaign,cost\n2024-01-01,Meta,a,1\n", status=202
    ),
    "POST /api/v1/data/preview": lambda world, of: call(
        "/api/v1/data/preview", raw="date,platform,campaign,cost\n2024-01-01,Meta,a,1\n"
    ),
    "GET /api/v1/data/profiles": lambda world, of: call("/api/v1/data/profiles"),
    "GET /api/v1/data/profiles/{name}": lambda world, of: call(f"/api/v1/data/profiles/{world.profile(of)}"),
    "PUT /api/v1/data/profiles/{name}": lambda world, of: call(
        "/api/v1/data/profiles/anybodys", body={"name": "anybodys", "title": "Anybody's"}
    ),
    "DELETE /api/v1/data/profiles/{name}": lambda world, of: call(
        f"/api/v1/data/profiles/{world.profile(of)}", status=204
    ),
    "GET /api/v1/data/batches": lambda world, of: call("/api/v1/data/batches"),
    "GET /api/v1/data/batches/{id}": lambda world, of: call(f"/api/v1/data/batches/{world.batches[of]}"),
    "GET /api/v1/data/changes": lambda world, of: call("/api/v1/data/changes", {"since": "2020-01-01"}),
    "GET /api/v1/data/quality": lambda world, of: call("/api/v1/data/quality"),
    "DELETE /api/v1/data/batches/{id}": lambda world, of: call(f"/api/v1/data/batches/{world.new_batch(of)}"),
    "GET /api/v1/data/batches/{id}/events": lambda world, of: call(
        f"/api/v1/data/batches/{world.batches[of]}/events"
    ),
    "POST /api/v1/data/batches/{id}/retry": lambda world, of: call(
        f"/api/v1/data/batches/{world.rejected_batch(of)}/retry", status=202
    ),
    "GET /api/v1/data/batches/{id}/rejects": lambda world, of: call(
        f"/api/v1/data/batches/{world.batches[of]}/rejects"
    ),
    "GET /api/v1/me": lambda world, of: call("/api/v1/me"),
    "PUT /api/v1/me/password": lambda world, of: call(
        "/api/v1/me/password", body={"current_password": PASSWORD, "new_password": PASSWORD}, status=204
    ),
    "GET /api/v1/keys": lambda world, of: call("/api/v1/keys"),
    "POST /api/v1/keys": lambda world, of: call("/api/v1/keys", body={"label": CANARY[of]}, status=201),
    "DELETE /api/v1/keys/{id}": lambda world, of: call(f"/api/v1/keys/{world.key_id(of)}", status=204),
    "GET /api/v1/users": lambda world, of: call("/api/v1/users"),
    "POST /api/v1/users": lambda world, of: call("/api/v1/users", body=world.new_user(of), status=201),
    "PUT /api/v1/users/{id}": lambda world, of: call(
        f"/api/v1/users/{world.user_id(of)}", body={"role": "viewer"}
    ),
    "DELETE /api/v1/users/{id}": lambda world, of: call(f"/api/v1/users/{world.user_id(of)}", status=204),
    "GET /api/v1/workspace": lambda world, of: call("/api/v1/workspace"),
    "PUT /api/v1/workspace": lambda world, of: call("/api/v1/workspace", body={"time_zone": "Europe/Berlin"}),
    "GET /api/v1/fx": lambda world, of: call("/api/v1/fx"),
    "PUT /api/v1/fx": lambda world, of: call(
        "/api/v1/fx",
        body={"base": "EUR", "rates": [{"date": "2024-01-02", "currency": "USD", "rate": 1.1}]},
    ),
    "DELETE /api/v1/fx": lambda world, of: call("/api/v1/fx"),
    "GET /api/v1/data/sources": lambda world, of: call("/api/v1/data/sources"),
    "GET /api/v1/data/sources/{source}": lambda world, of: call("/api/v1/data/sources/anybodys"),
    "PUT /api/v1/data/sources/{source}": lambda world, of: call(
        "/api/v1/data/sources/anybodys", body={"currency": "EUR"}
    ),
    "GET /api/v1/audit": lambda world, of: call("/api/v1/audit"),
}
# A password is changed by a user alone, and no key makes a key or a user, or changes one, that may do more
# than itself.
MORE_THAN_ONE_SCOPE = {
    "PUT /api/v1/me/password",
    "POST /api/v1/keys",
    "POST /api/v1/users",
    "PUT /api/v1/users/{id}",
    "DELETE /api/v1/users/{id}",
}
# The name that is given there is the caller's to choose: nothing foreign can be meant by it.
NAMED_BY_THE_CALLER = {
    "PUT /api/v1/data/profiles/{name}",
    "GET /api/v1/data/sources/{source}",
    "PUT /api/v1/data/sources/{source}",
}
# What each role may, written down here once more: the product's own table is what is tested.
SCOPES = {
    "viewer": {"data:read", "analytics:read", "workspace:read"},
    "editor": {"data:read", "analytics:read", "workspace:read", "data:write"},
    "owner": {
        "data:read", "analytics:read", "workspace:read", "data:write", "workspace:write", "keys:manage",
        "users:manage", "audit:read",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    with Server("isolation") as server:
        yield World(server)


def names_something(method, path):
    return "{" in path and f"{method} {path}" not in NAMED_BY_THE_CALLER


def send(client, method, wanted):
    headers = {}
    body = None
    if wanted["json"] is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(wanted["json"]).encode()
    elif wanted["raw"] is not None:
        headers["Content-Type"] = "text/csv"
        body = wanted["raw"].encode()
    return client.request(method, wanted["path"], wanted["query"], headers, body)


def is_open(path):
    return path in OPEN or path.startswith(OPEN_BELOW)


def guarded_routes():
    return [(method, path, scope) for method, path, scope in routes() if not is_open(path)]


def test_open_routes_are_those_that_were_decided_and_no_others():
    table = routes()
    assert table
    assert [path for _, path, scope in table if scope == "none" and not is_open(path)] == []
    assert [path for _, path, scope in table if scope != "none" and is_open(path)] == []
    assert {f"{method} {path}" for method, path, _ in guarded_routes()} == set(CALLS)


def test_the_matrix(world, tell):
    tried = leaks = 0
    for method, path, scope in guarded_routes():
        make = CALLS[f"{method} {path}"]
        names_a_thing = names_something(method, path)
        for home, away in (("default", "Other"), ("Other", "default")):
            nobody = send(world.server.client(key=None), method, make(world, home))
            assert nobody.status == 401, (method, path, nobody)
            for role in ROLES:
                client = world.client(home, role)
                may = scope in SCOPES[role]
                own = make(world, home)
                reply = send(client, method, own)
                assert reply.status == (own["status"] if may else 403), (method, path, role, home, reply)
                if path == "/api/v1/me/password":
                    world.log_in(home, role)  # a new password ends all sessions
                foreign = send(client, method, make(world, away)) if names_a_thing else reply
                if names_a_thing:
                    assert foreign.status == (404 if may else 403), (method, path, role, home, foreign)
                # A foreign thing's name may stand in the request: the reply to one's own is looked at.
                leaks += CANARY[away].encode() in reply.body
                tried += 2 + names_a_thing
    assert leaks == 0
    count = len(guarded_routes())
    roles = len(ROLES) + 1
    tell(f"isolation: {count} routes x {roles} roles x 2 workspaces, {tried} requests, {leaks} leaks")


def test_foreign_and_unknown_things_get_the_same_answer(world):
    """A thing of another workspace must not be told from one that never was."""
    for method, path, _ in guarded_routes():
        if not names_something(method, path):
            continue
        owner = world.client("Other", "owner")
        foreign = CALLS[f"{method} {path}"](world, "default")
        foreign_id = foreign["path"].removeprefix(path.split("{")[0]).split("/")[0]
        unknown_id = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
        unknown = foreign | {"path": foreign["path"].replace(foreign_id, unknown_id)}
        answers = [send(owner, method, wanted).json for wanted in (foreign, unknown)]
        told = [answer["detail"].replace(foreign_id, "ID").replace(unknown_id, "ID") for answer in answers]
        assert told[0] == told[1] and [answer["status"] for answer in answers] == ["404", "404"], answers


def test_strange_ids_are_not_found(world):
    tried = 0
    for method, path, _ in guarded_routes():
        if not names_something(method, path):
            continue
        own = CALLS[f"{method} {path}"](world, "default")
        own_id = own["path"].removeprefix(path.split("{")[0]).split("/")[0]
        for strange in STRANGE_IDS:
            segment = strange.replace(" ", "%20").replace("'", "%27")
            wanted = own | {"path": own["path"].replace(own_id, segment)}
            reply = send(world.client("default", "owner"), method, wanted)
            assert reply.status == 404, (method, wanted["path"], reply)
            tried += 1
    assert tried


def test_a_key_of_one_scope_opens_the_routes_of_that_scope_and_no_others(world):
    for scope in sorted(SCOPES["owner"]):
        client = world.server.client(
            key=create_key(world.server, "--label", f"only {scope}", "--scope", scope, "--workspace", "Other")
        )
        world.server.wait_until_ready()
        for method, path, demanded in guarded_routes():
            wanted = CALLS[f"{method} {path}"](world, "Other")
            reply = send_when_known(client, method, wanted)
            if demanded != scope:
                assert reply.status == 403, (scope, method, path, reply)
            else:
                forbidden = f"{method} {path}" in MORE_THAN_ONE_SCOPE
                assert reply.status == (403 if forbidden else wanted["status"]), (scope, method, path, reply)


def send_when_known(client, method, wanted):
    """A key made on the console is known to the server within seconds."""
    deadline = time.monotonic() + 5
    while True:
        reply = send(client, method, wanted)
        if reply.status != 401 or time.monotonic() > deadline:
            return reply
        time.sleep(0.05)


def test_without_a_key_nothing_tells_what_exists(world):
    client = world.server.client(key=None)
    for path in ("/api/v1/nothing", "/campaign", "/", "/api/v1/data", "/api/v1/keys/x/y", "/admin"):
        assert client.get(path).status == 401, path
