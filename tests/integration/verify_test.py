"""`insightflow verify`: says what is damaged in a data folder, and what to do."""
import json
import random
import shutil
import sqlite3

from harness.server import Server, command_line

EX_DATAERR, EX_UNAVAILABLE = 65, 69
FLIPS = 30


def csv(day, name="a"):
    return f"date,platform,campaign,cost\n2024-01-{day:02},Meta,{name},1.5\n2024-02-30,Meta,{name},1\n"


def filled(server, batches=4):
    """Applied batches, one that is undone, one that is rejected; then the server stops."""
    client = server.client()
    ids = [client.ingest_and_wait(csv(day))["batch_id"] for day in range(1, batches + 1)]
    assert client.request("DELETE", f"/api/v1/data/batches/{ids[1]}").status == 200
    refused = client.ingest_and_wait("date,platform,campaign,cost\n2024-02-30,Meta,a,1\n")
    assert refused["status"] == "rejected"
    assert server.stop() == 0
    return ids


def verify(data_dir, **options):
    run = command_line("verify", "--json", "--data-dir", data_dir, check=False, **options)
    return run.returncode, json.loads(run.stdout) if run.stdout else run.stderr


def verdicts(findings):
    return {finding["check"]: finding["verdict"] for finding in findings}


def of_check(findings, check):
    return [finding for finding in findings if finding["check"] == check]


def test_a_sound_folder_is_found_sound_and_stays_so(server):
    filled(server)
    for _ in range(2):
        code, findings = verify(server.data_dir)
        assert code == 0, findings
        assert set(verdicts(findings).values()) == {"ok"}
        assert set(verdicts(findings)) == {"ledger", "facts", "batches", "bodies", "audit log"}
        assert of_check(findings, "bodies")[0]["detail"].startswith("5 are there")
    words = command_line("verify", "--data-dir", server.data_dir).stdout
    assert "ok    facts: can be read to their end" in words
    server.start()
    assert server.client().roi()["total_cost"] == "4.5"
    code, refused = verify(server.data_dir)
    assert code == EX_UNAVAILABLE and "stop it first" in refused


def test_bodies_that_are_missing_or_changed_are_told(server):
    ids = filled(server)
    spool = server.data_dir / "spool"
    body = spool / ids[0]
    sound = body.read_bytes()
    body.write_bytes(sound.replace(b"1.5", b"2.5"))
    (spool / ids[2]).unlink()
    code, findings = verify(server.data_dir)
    bodies = {finding["verdict"]: finding for finding in of_check(findings, "bodies")}
    assert code == EX_DATAERR and set(bodies) == {"warn", "fail"}
    assert ids[0] in bodies["fail"]["detail"] and "backup" in bodies["fail"]["remedy"]
    assert ids[2] in bodies["warn"]["detail"]
    body.write_bytes(sound)
    # What is only missing is no damage: what it brought counts.
    assert verify(server.data_dir)[0] == 0


def test_facts_that_lost_their_end_are_told_and_the_next_start_mends_them(server):
    client = server.client()
    for day in range(1, 4):
        client.ingest_and_wait(csv(day))
    server.kill()
    (server.data_dir / "facts.duckdb.wal").unlink()
    code, findings = verify(server.data_dir)
    assert code == 0, findings
    (lost,) = of_check(findings, "batches")
    assert lost["verdict"] == "warn" and "3 batches were applied and are lost" in lost["detail"]
    assert "next start" in lost["remedy"]
    server.start()
    for batch in server.client().get("/api/v1/data/batches").json["data"]:
        server.client().wait(batch["batch_id"])
    assert server.client().roi()["total_cost"] == "4.5"
    assert server.stop() == 0
    code, findings = verify(server.data_dir)
    assert code == 0 and set(verdicts(findings).values()) == {"ok"}


def test_an_older_ledger_is_told(server):
    server.client().ingest_and_wait(csv(1))
    assert server.stop() == 0
    older = server.folder / "older.sqlite"
    shutil.copy(server.data_dir / "insightflow.sqlite", older)
    server.start()
    later = server.client().ingest_and_wait(csv(2))["batch_id"]
    assert server.stop() == 0
    shutil.copy(older, server.data_dir / "insightflow.sqlite")
    code, findings = verify(server.data_dir)
    (unknown,) = of_check(findings, "batches")
    assert code == EX_DATAERR and later in unknown["detail"] and "older copy" in unknown["remedy"]


def test_what_somebody_changed_in_the_ledger_is_told(server):
    ids = filled(server)
    database = sqlite3.connect(server.data_dir / "insightflow.sqlite")
    with database:
        database.execute("UPDATE intake SET rows_accepted = rows_accepted + 1 WHERE batch_id = ?", (ids[0],))
        database.execute("UPDATE intake SET state = 'undone' WHERE batch_id = ?", (ids[2],))
        database.execute("UPDATE intake SET state = 'done' WHERE batch_id = ?", (ids[1],))
        database.execute("UPDATE audit_event SET detail = 'nothing' WHERE sequence = 2")
    database.close()
    code, findings = verify(server.data_dir)
    assert code == EX_DATAERR
    told = {finding["verdict"] + " " + finding["detail"] for finding in of_check(findings, "batches")}
    assert any(words.startswith("fail") and "do not add up" in words and ids[0] in words for words in told)
    assert any(words.startswith("warn") and "still count" in words and ids[2] in words for words in told)
    assert any(words.startswith("fail") and "nobody took" in words and ids[1] in words for words in told)
    assert verdicts(findings)["audit log"] == "fail"


def test_flipped_bits_in_ledger_or_facts_never_crash_it(server, tell):
    """Not every bit means something; a flip that is not told must change nothing that is shown."""
    filled(server)
    with Server("sound", data_dir=server.data_dir) as sound:
        shown = sound.client().roi(group_by="date,campaign")["data"]
        assert sound.stop() == 0
    kept = server.folder / "kept"
    shutil.copytree(server.data_dir, kept)
    generator = random.Random(11)
    told = 0
    for number in range(FLIPS):
        name = ("facts.duckdb", "insightflow.sqlite")[number % 2]
        broken = bytearray((kept / name).read_bytes())
        bit = generator.randrange(len(broken) * 8)
        broken[bit // 8] ^= 1 << bit % 8
        shutil.rmtree(server.data_dir)
        shutil.copytree(kept, server.data_dir)
        (server.data_dir / name).write_bytes(broken)
        code, findings = verify(server.data_dir)
        assert code in (0, EX_DATAERR), (name, bit, code, findings)
        told += code == EX_DATAERR
        if code == 0:
            with Server("flipped", data_dir=server.data_dir) as flipped:
                assert flipped.client().roi(group_by="date,campaign")["data"] == shown, (name, bit)
    tell(f"verify: {told} of {FLIPS} flipped bits in the databases told, the others changed nothing shown")
