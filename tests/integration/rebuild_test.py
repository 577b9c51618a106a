"""`insightflow rebuild`: the facts built anew from the bodies say the same as before, byte for byte, now and
as of every commit.
"""
import json
import random
import subprocess
import time

import pytest

from harness.accounts import create_key, create_workspace
from harness.server import BINARY, Server, command_line, die_with_parent, environment

EX_DATAERR = 65
DAYS = 6


def csv(generator, rows=12):
    """Rows of few keys, so that batches restate, confirm and overtake each other."""
    lines = ["date,platform,campaign_id,campaign_name,country,impressions,clicks,cost,revenue"]
    for _ in range(rows):
        campaign = generator.randrange(4)
        revenue = generator.choice(["", f"{generator.randrange(900)}.5"])
        lines.append(
            f"2024-01-{1 + generator.randrange(DAYS):02},{generator.choice(['Meta', 'Google'])},c{campaign},"
            f"name {generator.randrange(3)},{generator.choice(['DE', 'US', ''])},{generator.randrange(3)},"
            f"{generator.randrange(3)},{generator.randrange(3)}.25,{revenue}"
        )
    return "\n".join(lines) + "\n"


def write_history(server, keys):
    """Batches of two workspaces and sources, undos among them, one that is rejected; the ids of the rest."""
    generator = random.Random(4)
    ids = {workspace: [] for workspace in keys}
    for number in range(20):
        workspace = generator.choice(sorted(keys))
        client = server.client(key=keys[workspace])
        batch = client.ingest_and_wait(
            csv(generator), source=f"source-{generator.randrange(2)}", collisions="last"
        )
        assert batch["status"] == "applied", batch
        ids[workspace].append(batch["batch_id"])
        if number % 4 == 3:
            undone = generator.choice(ids[workspace])
            client.request("DELETE", f"/api/v1/data/batches/{undone}")
    assert server.client().ingest_and_wait("date,platform,cost\n2024-02-30,Meta,1\n")["status"] == "rejected"
    return ids


QUERIES = [
    ("/api/v1/analytics/roi", {"group_by": "date,source,campaign,country", "limit": "10000"}),
    ("/api/v1/analytics/roi", {}),
    ("/api/v1/campaigns", {}),
]


def shown(client, path, query):
    reply = client.get(path, query)
    assert reply.status == 200, reply
    return reply.body


def shown_now(server, keys):
    """As bytes."""
    return {
        (workspace, path, str(query)): shown(server.client(key=key), path, query)
        for workspace, key in keys.items()
        for path, query in QUERIES
    }


def figures(answers):
    """Without the numbers of commits."""
    told = {key: json.loads(body) for key, body in answers.items()}
    return {
        key: {name: value for name, value in answer.items() if name != "meta"} for key, answer in told.items()
    }


def all_shown(server, keys, ids):
    """Everything that is shown, now and as of every commit, and what is told of the batches; as bytes."""
    answers = shown_now(server, keys)
    for workspace, key in keys.items():
        client = server.client(key=key)
        for path, query in QUERIES:
            for as_of in ids[workspace]:
                answers[workspace, path, str(query), as_of] = shown(client, path, query | {"as_of": as_of})
        batches = ("/api/v1/data/batches", {"limit": "200"})
        changes = ("/api/v1/data/changes", {"since": ids[workspace][3]})
        for path, query in (batches, changes):
            answers[workspace, path] = shown(client, path, query)
    return answers


def with_history(server):
    create_workspace(server, "Other")
    keys = {
        workspace: create_key(server, "--label", "l", "--role", "editor", "--workspace", workspace)
        for workspace in ("default", "Other")
    }
    time.sleep(2.5)  # a key made on the console is known to the server within seconds
    ids = write_history(server, keys)
    return keys, ids, all_shown(server, keys, ids)


def start_again(server, keys, ids):
    server.start()
    return all_shown(server, keys, ids)


def rebuild(server, *options, check=True):
    return command_line("rebuild", "--data-dir", server.data_dir, *options, check=check)


def kept_files(server):
    return sorted(path.name for path in server.data_dir.glob("facts.duckdb.before-rebuild-*"))


def test_everything_is_shown_as_before_now_and_as_of_every_commit(server, tell):
    keys, ids, before = with_history(server)
    assert server.stop() == 0
    told = rebuild(server).stdout
    assert "totals: equal to the old ones" in told and "other numbers" not in told
    assert len(kept_files(server)) == 1 and kept_files(server)[0] in told
    assert command_line("verify", "--data-dir", server.data_dir).returncode == 0
    after = start_again(server, keys, ids)
    assert after == before
    listed = command_line("audit", "list", "--data-dir", server.data_dir, "--action", "facts.rebuild")
    assert "up to commit" in listed.stdout
    tell(f"rebuild: {len(before)} answers of {sum(map(len, ids.values()))} batches are the same bytes")


def test_without_the_old_facts_what_is_shown_is_the_same(server):
    keys, ids, before = with_history(server)
    assert server.stop() == 0
    (server.data_dir / "facts.duckdb").write_bytes(b"x" * 100_000)
    assert command_line("verify", "--data-dir", server.data_dir, check=False).returncode == EX_DATAERR
    run = rebuild(server)
    assert "the order is that of the ledger" in run.stderr
    assert command_line("verify", "--data-dir", server.data_dir).returncode == 0
    server.start()
    now = shown_now(server, keys)
    assert len(now) == 6 and now == {key: before[key] for key in now}


def test_a_body_that_is_gone_or_changed_is_told_and_nothing_is_replaced(server):
    keys, ids, before = with_history(server)
    assert server.stop() == 0
    spool = server.data_dir / "spool"
    gone, changed = ids["default"][0], ids["Other"][1]
    body = (spool / changed).read_bytes()
    hidden = (spool / gone).read_bytes()
    (spool / changed).write_bytes(body + b" ")
    (spool / gone).unlink()
    refused = rebuild(server, check=False)
    assert refused.returncode == EX_DATAERR
    assert f"batch {gone} has no body any more" in refused.stderr
    assert f"batch {changed} has a body that is not what came" in refused.stderr
    assert kept_files(server) == [] and not list(server.data_dir.glob("*.rebuilding*"))
    assert start_again(server, keys, ids) == before
    assert server.stop() == 0
    told = rebuild(server, "--without-missing").stdout
    assert "NOT equal" in told and "other numbers" in told and "  old: workspace" in told
    # What was left out comes back once its body is there again: the next start applies it.
    (spool / changed).write_bytes(body)
    (spool / gone).write_bytes(hidden)
    server.start()
    for workspace, key in keys.items():
        for batch_id in ids[workspace]:
            server.client(key=key).wait(batch_id)
    now = shown_now(server, keys)
    assert figures(now) == figures({key: before[key] for key in now})


def backed_up_amid(server):
    """A history of which a backup holds the beginning: keys, ids, the backup's folder and what is shown."""
    keys, ids, _ = with_history(server)
    command_line("backup", "--data-dir", server.data_dir)
    (backup,) = (server.data_dir / "backups").iterdir()
    bodies = [path.name for path in (server.data_dir / "spool").iterdir()]
    more = write_history(server, keys)
    for workspace, of_workspace in more.items():
        ids[workspace] += of_workspace
    # Of a batch that the backup holds too.
    server.client(key=keys["Other"]).request("DELETE", f"/api/v1/data/batches/{ids['Other'][0]}")
    shown_before = all_shown(server, keys, ids)
    assert server.stop() == 0
    return keys, ids, backup, bodies, shown_before


@pytest.mark.parametrize("facts", ["whole", "lost"])
def test_the_facts_of_a_backup_stand_for_bodies_that_are_gone(server, facts):
    keys, ids, backup, bodies, before = backed_up_amid(server)
    for name in bodies:
        (server.data_dir / "spool" / name).unlink()
    if facts == "lost":
        (server.data_dir / "facts.duckdb").unlink()
    assert "has no body any more" in rebuild(server, check=False).stderr
    told = rebuild(server, "--from", backup)
    assert "copied: up to commit" in told.stdout
    assert ("totals: equal to the old ones" in told.stdout) == (facts == "whole")
    assert command_line("verify", "--data-dir", server.data_dir).returncode == 0
    server.start()
    if facts == "whole":
        assert all_shown(server, keys, ids) == before
    now = shown_now(server, keys)
    assert figures(now) == figures({key: before[key] for key in now})
    # A batch of the backup, whose body is gone, can be taken back as ever.
    (taken_back,) = [i for i in ids["default"][:3] if not undone(server, keys["default"], i)][:1]
    reply = server.client(key=keys["default"]).request("DELETE", f"/api/v1/data/batches/{taken_back}")
    assert reply.json["status"] == "undone"


def undone(server, key, batch_id):
    return server.client(key=key).get(f"/api/v1/data/batches/{batch_id}").json["status"] == "undone"


def test_a_backup_that_is_damaged_or_of_another_installation_is_refused(server):
    _, _, backup, _, _ = backed_up_amid(server)
    with Server("other") as other:
        other.client().ingest_and_wait("date,platform,campaign,cost\n2024-01-01,Meta,a,1\n")
        assert other.stop() == 0
        foreign = rebuild(other, "--from", backup, check=False)
        assert foreign.returncode != 0 and "it is of another history" in foreign.stderr
        assert kept_files(other) == [] and not list(other.data_dir.glob("*.rebuilding*"))
    facts = backup / "facts.duckdb"
    facts.chmod(0o600)
    damaged = bytearray(facts.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    facts.write_bytes(damaged)
    refused = rebuild(server, "--from", backup, check=False)
    assert refused.returncode == EX_DATAERR and "facts.duckdb is damaged" in refused.stderr
    nowhere = rebuild(server, "--from", backup / "nowhere", check=False)
    assert nowhere.returncode != 0 and "there is no folder" in nowhere.stderr
    assert kept_files(server) == []


def test_a_rebuild_that_is_killed_changes_nothing(server):
    keys, ids, before = with_history(server)
    assert server.stop() == 0
    generator = random.Random(3)
    for _ in range(8):
        with subprocess.Popen(
            [str(BINARY), "rebuild", "--data-dir", str(server.data_dir)],
            env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        ) as process:  # fmt: skip
            time.sleep(generator.random() * 1.5)
            process.kill()
    assert start_again(server, keys, ids) == before


def test_a_running_server_keeps_its_folder(server):
    server.client().ingest_and_wait("date,platform,campaign,cost\n2024-01-01,Meta,a,1\n")
    refused = rebuild(server, check=False)
    assert refused.returncode == 69 and "stop it first" in refused.stderr
    with Server("new") as other:
        assert other.stop() == 0
        assert "0 batches applied" in rebuild(other).stdout
