"""More than twenty secrets, each used as it is meant and then looked for: none stands in clear in the log, in
a file of the data folder, or in a refusal. (The private key of TLS: tls_test.py.)
"""
import base64
import os
import re
import resource
import signal
import subprocess

import pytest

from harness.accounts import PASSWORD, add_user, create_key, log_in, send_json
from harness.server import Server, command_line
from harness.signing import signing_key

SECRETS_MIN = 20
# What stands in the URL itself is told to who wrote it, as the fault that it is.
ECHOED = {("a value of a query", "the refusals"), ("a key as a path", "the refusals")}
ENVIRONMENT = {
    "API_KEY": "canary-api-key-0123456789",
    "INSIGHTFLOW_METRICS_TOKEN": "canary-metrics-token-0123456789",
    "INSIGHTFLOW_LOG_LEVEL": "debug",
}
OWNER, CALLER = "owner@example.com", "caller-canary@example.com"
ROWS = "date,platform,campaign,cost\n2024-01-01,google,a,1\n"


class Witness:
    """Uses secrets and keeps them, by name, with the bodies of all refusals."""

    def __init__(self, server):
        self.server, self.secrets, self.refusals = server, {}, []

    def keep(self, name, secret):
        assert name not in self.secrets and secret not in self.secrets.values()
        self.secrets[name] = secret
        return secret

    def seen(self, reply, status):
        assert reply.status == status, reply
        if status >= 400:
            self.refusals.append(reply.body)
        return reply

    def get(self, path, status=200, key=None, **more):
        return self.seen(self.server.client(key=key).request("GET", path, **more), status)

    def send(self, method, path, body, status, key=None):
        return self.seen(send_json(self.server.client(key=key), method, path, body), status)


def use_set_up(witness):
    """The console shows the token, which is what it is for; the log's records do not."""
    token = witness.keep("set-up token", re.search(r"ifs_\w+", witness.server.log_tail())[0])
    wrong = witness.keep("a wrong set-up token", "ifs_canaryCanaryCanaryCanaryCanary")
    first = witness.keep("the first password", "canary of the first password")
    body = {"email": OWNER, "password": first}
    witness.send("POST", "/api/v1/auth/setup", body | {"token": wrong}, 401)
    witness.send("POST", "/api/v1/auth/setup", body | {"token": token}, 201)
    witness.send("POST", "/api/v1/auth/setup", body | {"token": token}, 409)


def use_passwords(witness):
    tokens = log_in(witness.server, OWNER, password=witness.secrets["the first password"])
    ended = witness.keep("an access token that was ended", tokens["access_token"])
    wrong = witness.keep("a wrong password", "canary of a wrong password")
    second = witness.keep("the second password", "canary of the second password")
    change = {"current_password": wrong, "new_password": second}
    witness.send("PUT", "/api/v1/me/password", change, 400, key=ended)
    change["current_password"] = witness.secrets["the first password"]
    witness.send("PUT", "/api/v1/me/password", change, 204, key=ended)
    witness.get("/api/v1/me", 401, key=ended)
    witness.send("POST", "/api/v1/auth/login", {"email": OWNER, "password": wrong}, 401)
    short = witness.keep("a password that is too short", "canary-9")
    witness.send("POST", "/api/v1/users", {"email": "b@example.com", "password": short}, 401, key=ended)
    on_console = witness.keep("a password from the console", "canary of the console")
    add_user(witness.server, "console@example.com", "viewer", password=on_console)
    log_in(witness.server, "console@example.com", password=on_console)


def use_sessions(witness):
    tokens = log_in(witness.server, OWNER, password=witness.secrets["the second password"])
    refresh = witness.keep("a refresh token", tokens["refresh_token"])
    access = witness.keep("an access token", tokens["access_token"])
    witness.get("/api/v1/me", key=access)
    again = witness.send("POST", "/api/v1/auth/refresh", {"refresh_token": refresh}, 200).json
    witness.keep("the next refresh token", again["refresh_token"])
    witness.get("/api/v1/me", 401, key=witness.keep("a forged access token", access[:-6] + "canary"))
    short = witness.secrets["a password that is too short"]
    witness.send("POST", "/api/v1/users", {"email": "b@example.com", "password": short}, 400, key=access)
    return again["access_token"]


def use_keys(witness, owner):
    for number in range(2):
        body = {"label": f"made {number}", "scopes": ["data:read", "data:write"]}
        made = witness.send("POST", "/api/v1/keys", body, 201, key=owner).json
        key = witness.keep(f"an API key, {number}", made["key"])
        assert witness.server.client(key=key).ingest_and_wait(ROWS)["status"] == "applied"
    path = f"/api/v1/keys/{made['details']['id']}"
    witness.seen(witness.server.client(key=owner).request("DELETE", path), 204)
    witness.get("/api/v1/data/batches", 401, key=key)
    witness.keep("an API key of the console", create_key(witness.server, "--label", "console"))
    witness.get("/api/v1/me", 401, key=witness.keep("an API key that never was", "ifk_canary" + "a" * 32))
    key = ENVIRONMENT["API_KEY"]
    witness.get("/api/v1/data/batches", key=witness.keep("API_KEY", key))
    command_line("query", server=witness.server, env={"API_KEY": key})
    token = witness.keep("the token of metrics", ENVIRONMENT["INSIGHTFLOW_METRICS_TOKEN"])
    witness.get("/metrics", key=token)
    witness.get("/metrics", 401)


def use_wrong_places(witness):
    key = ENVIRONMENT["API_KEY"]
    basic = witness.keep("Basic of a refused request", base64.b64encode(b"canary:of basic").decode())
    witness.get("/api/v1/me", 401, headers={"Authorization": f"Basic {basic}"})
    in_query = witness.keep("a value of a query", "canary-of-a-query")
    witness.get("/api/v1/analytics/roi", 400, key=key, query={"access_token": in_query})
    witness.get("/api/v1/analytics/roi", 400, key=key, query={"group_by": "date", "from": in_query})
    address = witness.keep("an address in a query", "address-canary@example.com")
    witness.get("/api/v1/campaigns", key=key, query={"name": address})
    headers = {"Cookie": "session=" + witness.keep("a cookie", "canary-of-a-cookie")}
    headers["X-Api-Key"] = witness.keep("a header of another product", "canary-of-a-header")
    headers["Referer"] = "http://a/?key=" + witness.keep("a key in a referrer", "canary-of-a-referrer")
    headers["User-Agent"] = witness.keep("a key as an agent", "canary-of-an-agent")
    witness.get("/healthz", headers=headers)
    witness.get("/" + witness.keep("a key as a path", "canary-of-a-path"), 404, key=key)
    body = witness.keep("a body that is refused", "canary-of-a-body").encode()
    sent = {"Content-Type": "text/html"}
    witness.seen(witness.server.client(key).request("POST", "/api/v1/data/ingest", None, sent, body), 415)


def spellings(secret):
    """As bytes: as it is, and where it is bytes, as they are written down."""
    if isinstance(secret, str):
        return [secret.encode()]
    return [secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret)]


def found_in(witness, records):
    files = {path: path.read_bytes() for path in witness.server.data_dir.rglob("*") if path.is_file()}
    assert len(files) > 3 and len(records) > 10_000
    places = {path.name: data for path, data in files.items() if path.name != "secret.key"}
    places |= {"the log": records, "the refusals": b"\n".join(witness.refusals)}
    return [
        (name, place)
        for name, secret in witness.secrets.items()
        for place, data in places.items()
        if (name, place) not in ECHOED and any(spelling in data for spelling in spellings(secret))
    ]


def log_records(server):
    return b"\n".join(line for line in server.log.read_bytes().splitlines() if line.startswith(b"{"))


@pytest.fixture
def server():
    with Server("secrets", env=ENVIRONMENT) as running:
        yield running


def test_no_secret_stands_in_clear_anywhere(server, tell):
    witness = Witness(server)
    use_set_up(witness)
    use_passwords(witness)
    owner = use_sessions(witness)
    use_keys(witness, owner)
    use_wrong_places(witness)
    witness.keep("the key that signs", signing_key(server))
    witness.keep("the secret file", (server.data_dir / "secret.key").read_text().strip())
    assert found_in(witness, log_records(server)) == []
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    server.start()
    assert server.stop() == 0
    records = log_records(server)
    assert found_in(witness, records) == [] and b'"route":"/api/v1/me/password"' in records
    assert len(witness.secrets) >= SECRETS_MIN and len(witness.refusals) >= 15
    tell(f"secrets: {len(witness.secrets)} used, none in clear in the log, the data or a refusal")


def test_no_address_of_a_user_is_in_the_log(server):
    add_user(server, CALLER, "owner")
    client = server.client(key=log_in(server, CALLER)["access_token"])
    assert client.get("/api/v1/me").json["label"] == CALLER
    wrong = {"email": CALLER, "password": PASSWORD + "!"}
    assert send_json(server.client(key=None), "POST", "/api/v1/auth/login", wrong).status == 401
    assert client.get("/api/v1/users").status == 200
    assert server.stop() == 0
    records = log_records(server)
    assert records.count(b'"route":"/api/v1/me"') == 1
    assert b"caller-canary" not in records


def dumped(process):
    """Whether it left a core when it was aborted; then its limit let it."""
    unlimited = resource.prlimit(process.pid, resource.RLIMIT_CORE)[1]
    resource.prlimit(process.pid, resource.RLIMIT_CORE, (unlimited, unlimited))
    process.send_signal(signal.SIGABRT)
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert ended.si_status == signal.SIGABRT
    process.wait()
    return ended.si_code == os.CLD_DUMPED


def test_a_crash_leaves_no_core_with_secrets(server, tmp_path):
    with subprocess.Popen(["sleep", "60"], cwd=tmp_path) as other:
        if not dumped(other):
            pytest.skip("no process leaves a core on this machine")
    assert not dumped(server.process)
