#!/usr/bin/env python3
"""Rows a second of a large CSV, POST to applied, beside DuckDB's read_csv of it. README.md tells more."""
import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build-dir", type=Path, default=Path("build/release"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def make_file(build, rows):
    generator = build / "tests/bench/bench_mktgen"
    if not generator.is_file():
        sys.exit(
            f"bench: there is no generator: {generator} is built where ../shared/tools/mktgen is beside us"
        )
    file = build / f"bench/m{rows}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.is_file():
        part = file.with_suffix(".part")
        subprocess.run([generator, "-n", str(rows), "-o", part], check=True, stderr=subprocess.DEVNULL)
        part.rename(file)
    return file


def row_count(file):
    with file.open("rb") as lines:
        return sum(piece.count(b"\n") for piece in iter(lambda: lines.read(1 << 20), b"")) - 1


def ingest(file, rows):
    """Seconds from the POST's first byte to applied and to the 202, and the server's peak memory in MiB."""
    from harness.server import Server

    with Server("bench") as server:
        client = server.client(timeout=600)
        begun = time.perf_counter()
        with file.open("rb") as body:
            reply = client.ingest(body, "text/csv", collisions="last")
        accepted = time.perf_counter() - begun
        assert reply.status == 202, reply
        batch = client.wait(reply.json["batch_id"], seconds=600)
        applied = time.perf_counter() - begun
        assert (batch["status"], batch["rows_received"], batch["rows_rejected"]) == (
            "applied",
            str(rows),
            "0",
        ), batch
        return applied, accepted, server.rss_kib("VmHWM") / 1024


def read_csv(build, file, rows):
    database = build / "bench/duck.db"
    database.unlink(missing_ok=True)
    begun = time.perf_counter()
    run = subprocess.run(
        [build / "tests/bench/bench_read_csv", file, database], check=True, capture_output=True
    )
    seconds = time.perf_counter() - begun
    database.unlink()
    assert int(run.stdout) == rows, run.stdout
    return seconds


def line(name, seconds, rows):
    middle = statistics.median(seconds)
    spread = f"{min(seconds):.2f}-{max(seconds):.2f}"
    return f"{name:34} {middle:7.2f} s  ({spread} s)  {rows / middle / 1e6:6.2f} M rows/s"


def main():
    asked = arguments()
    build = asked.build_dir.resolve()
    os.environ["INSIGHTFLOW_BUILD"] = str(build)
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))
    file = make_file(build, asked.rows)
    rows = row_count(file)
    print(
        f"{file.name}: {rows:,} rows, {file.stat().st_size / 1e6:.0f} MB; {os.cpu_count()} cores", flush=True
    )
    ours, accepted, theirs, memory = [], [], [], []
    for number in range(asked.runs):
        applied_s, accepted_s, peak = ingest(file, rows)
        ours.append(applied_s)
        accepted.append(accepted_s)
        memory.append(peak)
        theirs.append(read_csv(build, file, rows))
        print(f"  run {number + 1}: insightflow {ours[-1]:.2f} s, read_csv {theirs[-1]:.2f} s", flush=True)
    print(line("insightflow, POST to 202", accepted, rows))
    print(line("insightflow, POST to applied", ours, rows))
    print(line("duckdb read_csv, typed, to file", theirs, rows))
    ratio = statistics.median(theirs) / statistics.median(ours)
    print(f"ratio of medians {ratio:.2f} (above 1: faster than read_csv)")
    print(f"peak memory of the server {max(memory):.0f} MiB")


if __name__ == "__main__":
    main()
