"""Set-up, logins, keys and members over HTTP and by the command line, on the real server."""
import os
import pty
import re
import signal
import sqlite3
import subprocess
import termios
import time

import jwt
import pytest

from harness.accounts import PASSWORD, add_user, create_key, create_workspace, log_in, send_json
from harness.patience import SANITIZER
from harness.server import API_KEY, BINARY, Server, command_line

REVOKED_SECONDS_MAX = 5


def until_refused(client, path="/api/v1/me"):
    """Seconds until a key or token is refused."""
    began = time.monotonic()
    while client.get(path).status != 401:
        assert time.monotonic() - began < REVOKED_SECONDS_MAX, "still let in"
        time.sleep(0.05)
    return time.monotonic() - began


def audit_head(server, *options):
    """The head of a log that is whole."""
    said = command_line("audit", "verify", *options, "--data-dir", server.data_dir).stdout
    found = re.fullmatch(r"(\d+) events, whole; head (\d+:[0-9a-f]{64})\n", said)
    assert found and int(found[1]) >= 2, said
    return found[2]


class TestSetUp:
    @pytest.fixture
    def fresh(self):
        server = Server("setup", env={"API_KEY": None}).launch()
        deadline = time.monotonic() + 30
        while "set-up token" not in server.log_tail(100_000):
            assert time.monotonic() < deadline and server.process.poll() is None, server.log_tail()
            time.sleep(0.02)
        yield server
        server.kill()
        server.remove()

    def token(self, server):
        return re.search(r"ifs_\w+", server.log_tail(100_000))[0]

    def set_up(self, server, token, **changes):
        body = {"token": token, "email": "anna@example.com", "password": PASSWORD} | changes
        return send_json(server.client(key=None), "POST", "/api/v1/auth/setup", body)

    def test_the_token_makes_the_owner_once_and_the_server_is_ready_then(self, fresh):
        client = fresh.client(key=None)
        ready = client.get("/readyz")
        assert ready.status == 503 and "set it up" in ready.json["reasons"][0]
        assert client.get("/healthz").status == 200
        assert self.set_up(fresh, "ifs_wrong").status == 401
        refused = self.set_up(fresh, self.token(fresh), password="short", time_zone="Mars/Olympus")
        assert refused.status == 400
        places = [fault["pointer"] for fault in refused.json["errors"]]
        assert places == ["#/body/password", "#/body/time_zone"]
        made = self.set_up(fresh, self.token(fresh), workspace="Acme", currency="EUR")
        assert made.status == 201, made
        assert self.set_up(fresh, self.token(fresh)).status == 409
        assert client.get("/readyz").status == 200
        me = fresh.client(key=log_in(fresh, "anna@example.com")["access_token"]).get("/api/v1/me").json
        assert (me["workspace"], me["currency"], me["label"]) == ("Acme", "EUR", "anna@example.com")

    def test_the_token_stands_in_no_reply_and_in_no_log_record(self, fresh):
        token = self.token(fresh)
        client = fresh.client(key=None)
        for path in ("/setup", "/setup/setup.js", "/readyz", "/healthz", "/api/openapi.json"):
            assert token.encode() not in client.get(path).body
        self.set_up(fresh, token)
        records = [line for line in fresh.log_tail(1000).splitlines() if line.startswith("{")]
        assert records and not any(token in line for line in records)

    def test_a_user_made_on_the_console_makes_it_ready_too(self, fresh):
        add_user(fresh, "anna@example.com", "owner")
        fresh.wait_until_ready()
        assert self.set_up(fresh, self.token(fresh)).status == 409
        assert log_in(fresh, "anna@example.com")["role"] == "owner"


class TestRevocation:
    def test_a_key_revoked_on_the_console_is_dead_within_seconds(self, server):
        key = create_key(server, "--label", "sheet", "--role", "viewer")
        client = server.client(key=key)
        deadline = time.monotonic() + REVOKED_SECONDS_MAX
        while client.get("/api/v1/me").status != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        key_id = client.get("/api/v1/me").json["id"]
        command_line("key", "revoke", key_id, "--data-dir", server.data_dir)
        until_refused(client)

    def test_a_logout_is_seen_by_the_next_request(self, server):
        add_user(server, "anna@example.com", "owner")
        tokens = log_in(server, "anna@example.com")
        client = server.client(key=tokens["access_token"])
        assert client.get("/api/v1/me").status == 200
        reply = send_json(
            server.client(key=None), "POST", "/api/v1/auth/logout", {"refresh_token": tokens["refresh_token"]}
        )
        assert reply.status == 204 and reply.body == b""
        assert client.get("/api/v1/me").status == 401

    def test_a_changed_role_holds_for_tokens_that_are_out(self, server):
        add_user(server, "anna@example.com", "owner")
        add_user(server, "ben@example.com", "editor")
        anna = server.client(key=log_in(server, "anna@example.com")["access_token"])
        ben = server.client(key=log_in(server, "ben@example.com")["access_token"])
        assert ben.ingest("date,platform,campaign,cost\n2024-01-01,Meta,a,1\n").status == 202
        users = {user["email"]: user["id"] for user in anna.get("/api/v1/users").json["data"]}
        changed = send_json(anna, "PUT", f"/api/v1/users/{users['ben@example.com']}", {"role": "viewer"})
        assert changed.status == 200 and changed.json["role"] == "viewer"
        assert ben.ingest("date,platform,campaign,cost\n2024-01-01,Meta,a,1\n").status == 403
        assert anna.request("DELETE", f"/api/v1/users/{users['ben@example.com']}").status == 204
        assert ben.get("/api/v1/me").status == 401
        assert anna.request("DELETE", f"/api/v1/users/{users['anna@example.com']}").status == 409

    def test_a_signing_key_rotated_at_once_refuses_all_tokens(self, server):
        add_user(server, "anna@example.com", "owner")
        tokens = log_in(server, "anna@example.com")
        client = server.client(key=tokens["access_token"])
        command_line("signing-key", "rotate", "--now", "--data-dir", server.data_dir)
        until_refused(client)
        reply = send_json(
            client, "POST", "/api/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]}
        )
        assert reply.status == 200
        assert server.client(key=reply.json["access_token"]).get("/api/v1/me").status == 200


def test_sessions_and_keys_outlive_a_restart(server):
    add_user(server, "anna@example.com", "owner")
    tokens = log_in(server, "anna@example.com")
    key = create_key(server, "--label", "sheet")
    assert server.stop() == 0
    server.start()
    assert server.client(key=tokens["access_token"]).get("/api/v1/me").status == 200
    assert server.client(key=key).get("/api/v1/me").status == 200


def test_forged_tokens_are_refused(server):
    add_user(server, "anna@example.com", "owner")
    token = log_in(server, "anna@example.com")["access_token"]
    # An independent library reads it as what it should be.
    claims = jwt.decode(token, options={"verify_signature": False})
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "HS256" and claims["exp"] - claims["iat"] == 600
    assert claims["aud"] == "insightflow-api" and claims["iss"].startswith("insightflow:")
    forged = [jwt.encode(claims, key="", algorithm="none", headers={"kid": header["kid"]})]
    for secret in ("secret", API_KEY, "", "\0" * 32, token.split(".")[0], header["kid"]):
        for algorithm in ("HS256", "HS384", "HS512"):
            forged.append(jwt.encode(claims, secret, algorithm, headers={"kid": header["kid"]}))
    forged += [
        jwt.encode(claims, "k", "HS256", headers={"kid": kid, **more})
        for kid in ("../../../../dev/null", "' OR '1'='1", "http://127.0.0.1/")
        for more in ({}, {"jku": kid}, {"x5u": kid}, {"jwk": {"kty": "oct", "k": "aw"}})
    ]
    head, body, signature = token.split(".")
    forged += [f"{head}.{body}.", f"{head}.{body}", f"{head}..{signature}"]
    forged += [f"{token}=", f"{token}.", f".{token}"]
    for attempt in forged:
        assert server.client(key=attempt).get("/api/v1/me").status == 401, attempt
    assert server.client(key=token).get("/api/v1/me").status == 200


def test_guessing_a_password_is_slowed_down_with_a_retry_after(server):
    add_user(server, "anna@example.com", "owner")
    statuses = []
    for _ in range(8):
        wrong = {"email": "anna@example.com", "password": "wrong"}
        reply = send_json(server.client(key=None), "POST", "/api/v1/auth/login", wrong)
        statuses.append(reply.status)
    assert statuses[:5] == [401] * 5 and 429 in statuses[5:]
    assert reply.status == 401 or int(reply.headers["Retry-After"]) >= 1


class TestCommands:
    def test_workspaces_are_made_changed_and_listed(self, server):
        create_workspace(server, "Acme", "--time-zone", "Europe/Berlin", "--currency", "EUR")
        again = command_line("workspace", "create", "Acme", "--data-dir", server.data_dir, check=False)
        assert again.returncode == 65 and "has this name" in again.stderr
        wrong = command_line(
            "workspace", "set", "Acme", "--currency", "QQQ", "--data-dir", server.data_dir, check=False
        )
        assert wrong.returncode == 65 and "currency: must be a currency" in wrong.stderr
        command_line("workspace", "set", "Acme", "--name", "Acme Ltd", "--data-dir", server.data_dir)
        listed = command_line("workspace", "list", "--format", "csv", "--data-dir", server.data_dir).stdout
        assert listed.splitlines() == [
            "name,time_zone,currency,reporting_currency",
            "default,UTC,USD,",
            "Acme Ltd,Europe/Berlin,EUR,",
        ]

    def test_a_reporting_currency_is_set_and_taken_away(self, server):
        for said, shown in [("chf", "CHF"), ("none", "")]:
            command = ["workspace", "set", "default", "--reporting-currency", said, "--format", "csv"]
            changed = command_line(*command, "--data-dir", server.data_dir).stdout
            assert changed.splitlines()[1] == f"default,UTC,USD,{shown}"

    def test_what_is_set_of_sources_is_changed_shown_and_listed(self, server):
        def source(*arguments, check=True):
            return command_line("source", *arguments, "--data-dir", server.data_dir, check=check)

        source("set", "shop", "--platform", "AdWords", "--currency", "eur")
        source("set", "shop", "--value-per-conversion", "2.5", "--time-zone", "UTC")
        source("set", "shop", "--account", "a=1=USD,Asia/Kolkata", "--account", "b=,UTC")
        source("set", "shop", "--profile", "generic")
        rows = source("show", "shop", "--format", "csv").stdout.splitlines()
        assert rows == [
            "source,account,platform,currency,time_zone,value_per_conversion,profile,"
            "dimensions,measures,amounts",
            "shop,,google_ads,EUR,UTC,2.5,generic,,,",
            "shop,a=1,,USD,Asia/Kolkata,,,,,",
            "shop,b,,,UTC,,,,,",
        ]
        source("set", "shop", "--currency", "none", "--value-per-conversion", "none", "--account", "b=")
        source("set", "shop", "--profile", "none")
        assert source("list", "--format", "csv").stdout.splitlines()[1:] == [
            "shop,,google_ads,,UTC,,,,,",
            "shop,a=1,,USD,Asia/Kolkata,,,,,",
        ]
        wrong = source("set", "shop", "--account", "x=QQQ,Mars", check=False)
        assert wrong.returncode == 65 and "currency: must be" in wrong.stderr
        assert "time_zone: must be" in wrong.stderr
        assert source("set", "shop", "--account", "x", check=False).returncode == 2
        assert source("set", "shop", "--value-per-conversion", "1.2345678", check=False).returncode == 2

    def test_users_are_added_listed_changed_and_removed(self, server):
        add_user(server, "anna@example.com", "owner")
        add_user(server, "ben@example.com", "viewer")
        command_line("user", "role", "ben@example.com", "editor", "--data-dir", server.data_dir)
        listed = command_line("user", "list", "--format", "csv", "--data-dir", server.data_dir).stdout
        assert [line.split(",")[:2] for line in listed.splitlines()] == [
            ["email", "role"],
            ["anna@example.com", "owner"],
            ["ben@example.com", "editor"],
        ]
        new = "a new long password"
        command_line("user", "password", "ben@example.com", "--data-dir", server.data_dir, input=new + "\n")
        assert log_in(server, "ben@example.com", password=new)["role"] == "editor"
        command_line("user", "remove", "ben@example.com", "--data-dir", server.data_dir)
        last = command_line("user", "remove", "anna@example.com", "--data-dir", server.data_dir, check=False)
        assert last.returncode == 65 and "without an owner" in last.stderr
        short = command_line(
            "user", "add", "c@example.com", "--data-dir", server.data_dir, input="short\n", check=False
        )
        assert short.returncode == 65 and "password: must have at least 12" in short.stderr

    def test_a_folder_that_is_none_is_named(self, tmp_path):
        run = command_line("key", "list", "--data-dir", tmp_path / "nowhere", check=False)
        assert run.returncode == 65 and str(tmp_path / "nowhere") in run.stderr

    def test_the_audit_log_is_verified_and_an_edit_is_found(self, server):
        key = create_key(server, "--label", "sheet")
        assert server.client(key=key).get("/api/v1/audit").status in (401, 403)
        audit_head(server, "--head", audit_head(server))
        database = sqlite3.connect(server.data_dir / "insightflow.sqlite")
        database.execute("UPDATE audit_event SET actor_label = 'somebody else' WHERE action = 'key.create'")
        database.commit()
        database.close()
        broken = command_line("audit", "verify", "--data-dir", server.data_dir, check=False)
        assert broken.returncode == 65
        assert "was changed" in broken.stderr and "NOT whole" in broken.stdout


def test_who_did_what_is_in_the_audit_log(server):
    add_user(server, "anna@example.com", "owner")
    anna = server.client(key=log_in(server, "anna@example.com")["access_token"])
    made = send_json(anna, "POST", "/api/v1/keys", {"label": "loader", "scopes": ["data:write"]})
    assert made.status == 201
    loader = server.client(key=made.json["key"])
    batch = loader.ingest("date,platform,campaign,cost\n2024-01-01,Meta,a,1\n")
    assert batch.status == 202
    assert anna.request("DELETE", f"/api/v1/keys/{made.json['details']['id']}").status == 204
    assert loader.get("/api/v1/data/batches").status == 401
    events = anna.get("/api/v1/audit").json["data"]
    told = [(event["actor_label"], event["action"], event["target"]) for event in reversed(events)]
    key = f"key:{made.json['details']['id']}"
    assert told[-3:] == [
        ("anna@example.com", "key.create", key),
        ("loader", "batch.accept", f"batch:{batch.json['batch_id']}"),
        ("anna@example.com", "key.revoke", key),
    ]
    assert all(event["remote"].startswith("127.0.0.1:") for event in events[:3])
    assert anna.get("/api/v1/audit", {"action": "key."}).json["data"][0]["action"] == "key.revoke"
    keys = anna.get("/api/v1/keys").json["data"]
    assert keys[0]["label"] == "loader" and keys[0]["revoked_at"] and "key" not in keys[0]
    for secret in (made.json["key"], PASSWORD, anna.key):
        grep = ["grep", "-rlaF", secret, str(server.folder)]
        found = subprocess.run(grep, capture_output=True, check=False)
        assert found.stdout == b"", "a secret is stored or logged"


def test_a_lost_secret_stops_the_start_and_the_console_makes_a_new_key(server):
    add_user(server, "anna@example.com", "owner")
    tokens = log_in(server, "anna@example.com")
    head = audit_head(server)
    assert server.stop() == 0
    (server.data_dir / "secret.key").unlink()
    server.launch()
    assert server.process.wait(30) == 1
    assert "signing-key rotate --now" in server.log_tail()
    for command in (("user", "list"), ("audit", "verify"), ("signing-key", "rotate")):
        refused = command_line(*command, "--data-dir", server.data_dir, check=False)
        assert refused.returncode == 65 and "secret.key" in refused.stderr, refused
    assert not (server.data_dir / "secret.key").exists()
    command_line("signing-key", "rotate", "--now", "--data-dir", server.data_dir)
    server.start()
    assert server.client(key=tokens["access_token"]).get("/api/v1/me").status == 401
    assert log_in(server, "anna@example.com")["role"] == "owner"
    broken = command_line("audit", "verify", "--data-dir", server.data_dir, check=False)
    assert broken.returncode == 65
    since = broken.stdout.split("head ")[1].strip()
    assert int(since.split(":")[0]) > int(head.split(":")[0])
    for _ in range(2):
        log_in(server, "anna@example.com")
    audit_head(server, "--after", since)
    forged = head[:-1] + ("0" if head[-1] != "0" else "1")
    no_head = "NUMBER:HASH"
    for after, words in ((forged, "is not that of the given head"), ("7", no_head), ("", no_head)):
        broken = command_line(
            "audit", "verify", "--after", after, "--data-dir", server.data_dir, check=False
        )
        assert broken.returncode == 65 and words in broken.stderr, broken


def test_a_command_with_another_secret_is_refused_and_changes_nothing(server):
    create_key(server, "--label", "before")
    wrong = {"INSIGHTFLOW_SECRET_KEY": "w" * 32}
    for command in (("key", "create", "--label", "x"), ("audit", "verify"), ("signing-key", "rotate")):
        refused = command_line(*command, "--data-dir", server.data_dir, env=wrong, check=False)
        assert refused.returncode == 65 and "INSIGHTFLOW_SECRET_KEY" in refused.stderr, refused
    assert "whole" in command_line("audit", "verify", "--data-dir", server.data_dir).stdout


def test_the_secret_of_the_configuration_file_is_found(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    file = tmp_path / "other.toml"
    file.write_text(f'data_dir = "{data}"\nsecret_key = "{"s" * 32}"\n')
    command_line("workspace", "create", "Acme", "--config", file)
    assert not (data / "secret.key").exists()
    assert "whole" in command_line("audit", "verify", env={"INSIGHTFLOW_CONFIG": str(file)}).stdout
    file.rename(tmp_path / "insightflow.toml")
    assert "Acme" in command_line("workspace", "list", cwd=tmp_path).stdout
    without = command_line("workspace", "list", "--data-dir", data, check=False)
    assert without.returncode == 65 and "INSIGHTFLOW_SECRET_KEY" in without.stderr
    assert not (data / "secret.key").exists()


def test_a_wrong_configuration_has_the_exit_code_of_one(tmp_path):
    run = command_line("user", "list", env={"INSIGHTFLOW_LISTEN": "nowhere"}, cwd=tmp_path, check=False)
    assert run.returncode == 78 and "INSIGHTFLOW_LISTEN" in run.stderr


def test_a_scope_that_no_key_may_have_is_refused_with_those_that_it_may(server):
    run = command_line(
        "key", "create", "--label", "x", "--scope", "metrics:read", "--data-dir", server.data_dir, check=False
    )
    assert run.returncode == 2 and "data:read" in run.stderr and "audit:read" in run.stderr


@pytest.mark.skipif("thread" in SANITIZER, reason="there a signal waits for the read to end")
def test_a_signal_at_the_password_leaves_the_terminal_its_echo(server):
    for ending in (signal.SIGINT, signal.SIGTERM):
        ours, terminal = pty.openpty()
        asking = subprocess.Popen(
            [str(BINARY), "user", "add", "ben@example.com", "--data-dir", str(server.data_dir)],
            stdin=terminal, stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            assert time.monotonic() < deadline and asking.poll() is None
            time.sleep(0.02)
        asking.send_signal(ending)
        assert asking.wait(30) == -ending
        assert termios.tcgetattr(terminal)[3] & termios.ECHO
        os.close(ours)
        os.close(terminal)
