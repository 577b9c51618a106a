"""`insightflow backup`, `backup verify` and `restore`: whole or absent, of one moment, and every flipped bit
is found.
"""
import json
import os
import random
import shutil
import subprocess
import threading
import time
from pathlib import Path

from harness.patience import PATIENCE
from harness.server import BINARY, Server, command_line, die_with_parent, environment

INSERTS_A_SECOND = 100
SECONDS_OF_LOAD = 2
SENDERS = 4
FLIPS = 100
EX_DATAERR, EX_IOERR = 65, 74


def backup(data_dir, *arguments):
    """The folder of a new backup, and what was told of it."""
    told = json.loads(command_line("backup", "--json", "--data-dir", data_dir, *arguments).stdout)
    return Path(told["backup"]), told


def verify(folder):
    run = command_line("backup", "verify", "--json", folder, check=False)
    return run.returncode, json.loads(run.stdout)


def restore(folder, data_dir, secret_of=None, **options):
    run = command_line("restore", folder, "--data-dir", data_dir, **options)
    if secret_of:
        shutil.copy(Path(secret_of) / "secret.key", data_dir)
    return run


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def all_batches(client):
    listed, query = [], {"limit": 200}
    while True:
        page = client.get("/api/v1/data/batches", query).json
        listed += page["data"]
        if not page.get("next"):
            return listed
        query["before"] = page["next"]


class Load(threading.Thread):
    """Sends its share of the batches at an even pace: a row of the batch's own, and one that all restate."""

    def __init__(self, server, number):
        super().__init__(daemon=True)
        self.server, self.number = server, number
        self.acknowledged = []
        self.fault = None

    def run(self):
        try:
            client = self.server.client()
            begin = time.monotonic()
            for turn in range(INSERTS_A_SECOND * SECONDS_OF_LOAD // SENDERS):
                name = f"c{self.number}-{turn}"
                body = (
                    "date,platform,campaign_id,clicks,cost\n"
                    f"2025-01-{1 + turn % 28:02},google_ads,{name},{turn},{turn}.25\n"
                    f"2025-02-01,google_ads,shared-{self.number},{turn},{turn}.5\n"
                )
                reply = client.ingest(body, source=f"source-{self.number}")
                assert reply.status == 202, reply
                self.acknowledged.append(reply.json["batch_id"])
                time.sleep(max(0, begin + (turn + 1) * SENDERS / INSERTS_A_SECOND - time.monotonic()))
        except Exception as fault:  # told by the test, in its own thread
            self.fault = fault


def shown(client, **query):
    """Totals, series and listings; without what says when it was asked."""
    answers = []
    for path, extra in (
        ("/api/v1/analytics/roi", {}),
        ("/api/v1/analytics/roi", {"group_by": "source,campaign", "limit": "1000"}),
        ("/api/v1/analytics/trends", {"from": "2025-01-01", "to": "2025-02-28", "group_by": "source"}),
        ("/api/v1/campaigns", {"limit": "500"}),
        ("/api/v1/sources", {}),
    ):
        reply = client.get(path, query | extra)
        assert reply.status == 200, reply
        answers.append({name: value for name, value in reply.json.items() if name not in ("next", "meta")})
    return answers


def test_under_load_it_is_of_one_moment_and_goes_on_elsewhere(server, tell):
    data = server.data_dir
    load = [Load(server, number) for number in range(SENDERS)]
    for sender in load:
        sender.start()
    time.sleep(SECONDS_OF_LOAD / 2)
    begin = time.monotonic()
    folder, told = backup(data)
    seconds = time.monotonic() - begin
    sent_before = sum(len(sender.acknowledged) for sender in load)
    for sender in load:
        sender.join(timeout=120 * PATIENCE)
        assert sender.fault is None, sender.fault
    assert verify(folder)[0] == 0

    client = server.client()
    for sender in load:
        for batch_id in sender.acknowledged:
            assert client.wait(batch_id)["status"] == "applied"
    originals = all_batches(client)
    assert len(originals) == INSERTS_A_SECOND * SECONDS_OF_LOAD
    # In the midst: some batches came before the backup's moment, some after it.
    assert 0 < told["commit_sequence"] < len(originals)
    last = next(b for b in originals if int(b["commit_sequence"]) == told["commit_sequence"])

    elsewhere = server.folder / "elsewhere"
    restore(folder, elsewhere, secret_of=data)
    with Server("restored", data_dir=elsewhere) as restored:
        copy = restored.client()
        assert shown(copy, as_of=last["batch_id"]) == shown(client, as_of=last["batch_id"])
        # What was accepted by then and not applied is applied by the start of the copy.
        known = all_batches(copy)
        assert {int(b["acceptance"]) for b in known} == set(range(1, told["acceptance"] + 1))
        taken = {b["batch_id"] for b in known}
        for batch_id in taken:
            assert copy.wait(batch_id)["status"] == "applied"
        # Every batch restates rows of its own sender alone, so the copy is the original without the rest.
        newest = {b["source"]: b for b in reversed(known)}
        for sender in load:
            mine = [batch_id for batch_id in sender.acknowledged if batch_id in taken]
            assert mine == sender.acknowledged[: len(mine)]
            total = copy.roi(source=f"source-{sender.number}")["total_clicks"]
            assert int(total) == sum(range(len(mine))) + len(mine) - 1
            assert newest[f"source-{sender.number}"]["batch_id"] == mine[-1]
        assert command_line("audit", "verify", "--data-dir", elsewhere).returncode == 0
        # It takes in new ones.
        assert copy.ingest_and_wait("date,platform,campaign,cost\n2025-03-01,Meta,new,1\n")
    tell(
        f"backup: {seconds:.2f} s in the midst of {INSERTS_A_SECOND} inserts/s ({sent_before} of "
        f"{len(originals)} acknowledged by its end), commit {told['commit_sequence']}, "
        f"batch {told['acceptance']}: the copy equals as_of"
    )


def small_backup(server, batches=3):
    for number in range(batches):
        server.client().ingest_and_wait(f"date,platform,campaign,cost\n2024-01-0{number + 1},Meta,a,1.5\n")
    # Its own folder, so that bodies that are damaged there are the backup's alone.
    folder, _ = backup(server.data_dir)
    own = server.folder / "own"
    shutil.copytree(folder, own)
    return own


def test_every_flipped_bit_is_found_and_named(server, tell):
    folder = small_backup(server)
    code, verdict = verify(folder)
    assert code == 0 and verdict["whole"] is True and verdict["faults"] == []
    generator = random.Random(20240501)
    files = files_of(folder)
    found = 0
    for number in range(FLIPS):
        # Each file is hit, the small ones too; then wherever most bits are.
        file = files[number % len(files)] if number % 2 else generator.choices(
            files, [path.stat().st_size for path in files]
        )[0]
        bit = generator.randrange(file.stat().st_size * 8)
        sound = file.read_bytes()
        broken = bytearray(sound)
        broken[bit // 8] ^= 1 << bit % 8
        file.write_bytes(broken)
        code, verdict = verify(folder)
        named = [fault["path"] for fault in verdict["faults"]]
        assert code == EX_DATAERR and verdict["whole"] is False, (file, bit)
        assert named == [str(file.relative_to(folder))], (file, bit, verdict)
        found += 1
        file.write_bytes(sound)
    assert verify(folder)[0] == 0
    tell(f"backup verify: {found} of {FLIPS} flipped bits found, each in its file, of {len(files)} files")


def test_missing_and_foreign_files_are_named(server):
    folder = small_backup(server)
    for file in files_of(folder):
        name = str(file.relative_to(folder))
        hidden = server.folder / "hidden"
        file.rename(hidden)
        code, verdict = verify(folder)
        assert code == EX_DATAERR and [f["path"] for f in verdict["faults"]] == [name]
        assert verdict["faults"][0]["detail"].startswith("is missing")
        # A link is no file of the backup, whatever it leads to.
        file.symlink_to(hidden)
        code, verdict = verify(folder)
        assert code == EX_DATAERR and [f["path"] for f in verdict["faults"]] == [name]
        file.unlink()
        hidden.rename(file)
    (folder / "spool" / "more").write_text("x")
    code, verdict = verify(folder)
    assert code == EX_DATAERR
    assert verdict["faults"] == [{"path": "spool/more", "detail": "is not of the backup"}]
    words = command_line("backup", "verify", folder, check=False)
    assert words.returncode == EX_DATAERR and "spool/more is not of the backup" in words.stderr
    assert command_line("backup", "verify", folder / "nothing", check=False).returncode == EX_IOERR


def test_a_damaged_backup_and_a_folder_that_is_not_empty_are_refused(server):
    folder = small_backup(server)
    target = server.folder / "target"
    target.mkdir()
    (target / "precious").write_text("mine")
    refused = command_line("restore", folder, "--data-dir", target, check=False)
    assert refused.returncode == EX_DATAERR and "is not empty" in refused.stderr
    assert [path.name for path in target.iterdir()] == ["precious"]
    # The server's own folder is in use and not empty.
    refused = command_line("restore", folder, "--data-dir", server.data_dir, check=False)
    assert refused.returncode == EX_DATAERR and "is not empty" in refused.stderr

    body = next((folder / "spool").iterdir())
    body.write_bytes(body.read_bytes() + b"!")
    new = server.folder / "new"
    refused = command_line("restore", folder, "--data-dir", new, check=False)
    assert refused.returncode == EX_DATAERR and f"spool/{body.name} has" in refused.stderr
    assert "nothing was restored" in refused.stderr and not new.exists()


def test_no_backup_holds_the_secret_and_a_start_without_it_says_so(server):
    secret = (server.data_dir / "secret.key").read_bytes().strip()
    folder = small_backup(server)
    for file in files_of(folder):
        assert secret not in file.read_bytes(), file
    new = server.folder / "new"
    told = restore(folder, new).stdout
    assert "secret.key" in told and str(new) in told
    refused = command_line("query", "--data-dir", new, check=False)
    assert refused.returncode != 0 and "secret.key" in refused.stderr
    # Whoever has the secret in the environment needs no file.
    told = restore(folder, server.folder / "newer", env={"INSIGHTFLOW_SECRET_KEY": secret.decode()}).stdout
    assert "secret.key" not in told
    # Where it is lost, a new one is made.
    command_line("signing-key", "rotate", "--now", "--data-dir", new)
    asked = command_line("query", "--data-dir", new, "--metrics", "cost", "--format", "csv")
    assert asked.stdout == "cost\n4.5\n"


def test_without_a_server_it_takes_what_a_crash_left(server):
    client = server.client()
    for day in range(1, 4):
        client.ingest_and_wait(f"date,platform,campaign,cost\n2024-01-0{day},Meta,a,1.5\n")
    server.kill()
    assert (server.data_dir / "facts.duckdb.wal").exists()
    to = server.folder / "kept"
    folder, told = backup(server.data_dir, "--to", to)
    assert told["commit_sequence"] == 3 and folder.parent == to
    with_new = server.folder / "restored"
    restore(folder, with_new, secret_of=server.data_dir)
    with Server("restored", data_dir=with_new) as restored:
        assert restored.client().roi()["total_cost"] == "4.5"
    # The audit log says who made it.
    listed = command_line("audit", "list", "--data-dir", server.data_dir, "--action", "backup.create")
    assert "console" in listed.stdout and folder.name in listed.stdout
    nothing = command_line("backup", "--data-dir", server.folder / "nothing", check=False)
    assert nothing.returncode == EX_DATAERR and "no installation" in nothing.stderr


def test_one_that_is_killed_leaves_no_backup_and_the_next_one_cleans_up(server):
    client = server.client()
    for day in range(1, 29):
        client.ingest_and_wait(f"date,platform,campaign,cost\n2024-01-{day:02},Meta,a,1.5\n")
    folder = server.data_dir / "backups"
    generator = random.Random(7)
    whole = 0
    for _ in range(12):
        with subprocess.Popen(
            [str(BINARY), "backup", "--data-dir", str(server.data_dir)],
            env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        ) as process:  # fmt: skip
            time.sleep(generator.random() * 0.2)
            process.kill()
        for made in folder.glob("insightflow-*"):
            assert verify(made)[0] == 0, made
            whole += 1
            shutil.rmtree(made)
    kept, _ = backup(server.data_dir)
    assert os.listdir(folder) == [kept.name]
    assert client.roi()["total_cost"] == "42"
    assert client.ingest_and_wait("date,platform,campaign,cost\n2024-02-01,Meta,a,1\n")["status"] == "applied"
