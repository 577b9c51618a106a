#!/usr/bin/env python3
"""Plays random histories of batches and undos through the product and its model, in parts, each with a seed.

    tools/histories.py [--build build/release] [--histories 100000] [--first-seed 1] [--part 250] [--log FILE]

Each part is a run of the model test of its own; a part that is in the log as agreed is not played again, so
what was stopped goes on. Fails where product and model differ; RC_PARAMS="seed=SEED max_success=PART"
plays that part again.
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path


def name_of(test):
    """Of the program that plays: parts that another build has played do not count."""
    return hashlib.sha256(test.read_bytes()).hexdigest()[:16]


def played(log, build):
    """Histories of the parts of this build that agreed, by seed, from the log of earlier runs."""
    if not log.exists():
        return {}
    agreed = re.findall(rf"^{build} seed (\d+): agreed, (\d+) histories", log.read_text(), re.M)
    return {int(seed): int(histories) for seed, histories in agreed}


def play(test, seed, histories):
    settings = os.environ | {"RC_PARAMS": f"noshrink=1 max_success={histories} seed={seed}"}
    if Path("/dev/shm").is_dir():
        settings["TMPDIR"] = "/dev/shm"
    begin = time.monotonic()
    command = [test, "--gtest_filter=Differential.*"]
    run = subprocess.run(command, env=settings, text=True, capture_output=True)
    agreed = run.returncode == 0 and f"passed {histories} tests" in run.stdout + run.stderr
    return agreed, time.monotonic() - begin, run.stdout + run.stderr


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--build", type=Path, default=Path("build/release"))
    options.add_argument("--histories", type=int, default=100_000)
    options.add_argument("--first-seed", type=int, default=1)
    options.add_argument("--part", type=int, default=250, help="histories of one run")
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    options.add_argument("--log", type=Path, default=Path("build/histories.log"))
    asked = options.parse_args()
    test = asked.build / "tests/model/model_test"
    parts = -(-asked.histories // asked.part)
    build = name_of(test)
    done = played(asked.log, build)
    seeds = [seed for seed in range(asked.first_seed, asked.first_seed + parts) if seed not in done]
    differ = 0
    with open(asked.log, "a", encoding="utf-8") as log, ThreadPoolExecutor(asked.jobs) as pool:
        runs = {pool.submit(play, test, seed, asked.part): seed for seed in seeds}
        try:
            for run in as_completed(runs):
                seed, (agreed, seconds, said) = runs[run], run.result()
                verdict = "agreed" if agreed else "DIFFER"
                print(f"{build} seed {seed}: {verdict}, {asked.part} histories, {seconds:.0f} s",
                      file=log, flush=True)
                if not agreed:
                    differ += 1
                    (asked.log.parent / f"histories-{seed}.txt").write_text(said, encoding="utf-8")
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
    agreed = sum(played(asked.log, build).values())
    print(f"{agreed} histories of this build agreed, {differ} parts differ")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
