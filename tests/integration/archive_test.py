"""Bodies of finished batches are archived compressed; everything that reads bodies reads them from there."""
import time

from harness.patience import PATIENCE
from harness.server import Server, command_line

SECONDS_MAX = 30 * PATIENCE
ROWS = 2000


def csv(day):
    lines = ["date,platform,campaign,cost"]
    lines += [f"2024-01-{day:02},Meta,campaign {row},1.5" for row in range(ROWS)]
    return "\n".join(lines) + "\n"


def names(server):
    return sorted(path.name for path in (server.data_dir / "spool").iterdir())


def wait_for(server, wanted):
    deadline = time.monotonic() + SECONDS_MAX
    while names(server) != sorted(wanted):
        assert time.monotonic() < deadline, (names(server), wanted)
        time.sleep(0.05)


def archived(server, days=3):
    """Batches whose bodies are archived by a start; the ids."""
    ids = [server.client().ingest_and_wait(csv(day))["batch_id"] for day in range(1, days + 1)]
    few = "date,platform,campaign,cost\n2024-02-01,Meta,small,1\n"
    small = server.client().ingest_and_wait(few)["batch_id"]
    assert server.stop() == 0
    plain = sum(path.stat().st_size for path in (server.data_dir / "spool").iterdir())
    server.start()
    wait_for(server, [*(batch_id + ".zst" for batch_id in ids), small])
    return [*ids, small], plain


def test_archived_bodies_serve_backup_verify_and_rebuild(server, tell):
    ids, plain = archived(server)
    packed = sum(path.stat().st_size for path in (server.data_dir / "spool").iterdir())
    assert packed * 5 < plain
    total = server.client().roi()["total_cost"]
    command_line("backup", "--data-dir", server.data_dir, "--to", server.folder / "kept")
    (folder,) = (server.folder / "kept").iterdir()
    assert command_line("backup", "verify", folder).returncode == 0
    assert server.stop() == 0
    assert command_line("verify", "--data-dir", server.data_dir).returncode == 0
    assert "equal to the old ones" in command_line("rebuild", "--data-dir", server.data_dir).stdout
    before = names(server)
    server.start()
    assert server.client().roi()["total_cost"] == total
    assert names(server) == before
    # A start without facts, and one of the backup, read the archive too.
    assert server.stop() == 0
    (server.data_dir / "facts.duckdb").unlink()
    server.start()
    for batch_id in ids:
        server.client().wait(batch_id)
    assert server.client().roi()["total_cost"] == total
    new = server.folder / "new"
    command_line("restore", folder, "--data-dir", new)
    (new / "secret.key").write_bytes((server.data_dir / "secret.key").read_bytes())
    (new / "secret.key").chmod(0o600)
    (new / "facts.duckdb").unlink()
    assert "4 batches applied" in command_line("rebuild", "--data-dir", new).stdout
    tell(f"archive: {plain} bytes of bodies take {packed}")


def test_a_damaged_archive_is_told(server):
    ids, _ = archived(server)
    assert server.stop() == 0
    packed = server.data_dir / "spool" / (ids[0] + ".zst")
    packed.write_bytes(packed.read_bytes()[:-9])
    run = command_line("verify", "--data-dir", server.data_dir, check=False)
    assert run.returncode == 65 and "have a body that is not what came" in run.stdout and ids[0] in run.stdout
    run = command_line("rebuild", "--data-dir", server.data_dir, check=False)
    assert run.returncode == 65 and f"batch {ids[0]} has a body that" in run.stderr


def test_a_batch_whose_body_is_gone_can_still_be_undone(server):
    """What a retention leaves: the body is no more, what it said is."""
    ids, _ = archived(server)
    (server.data_dir / "spool" / (ids[0] + ".zst")).unlink()
    assert server.stop() == 0
    with Server("kept", data_dir=server.data_dir, arguments=["--keep-bodies", "30"]) as kept:
        assert kept.client().request("DELETE", f"/api/v1/data/batches/{ids[0]}").status == 200
        assert kept.client().roi()["total_cost"] == str(2 * ROWS * 3 // 2 + 1)
        wait_for(kept, [ids[1] + ".zst", ids[2] + ".zst", ids[3]])
    wrong = command_line("config", "check", "--keep-bodies", "0", check=False)
    assert wrong.returncode == 78 and "--keep-bodies" in wrong.stderr
