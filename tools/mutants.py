#!/usr/bin/env python3
"""Breaks the product in small ways, one after the other, and sees whether the model test notices each.

    tools/mutants.py [--sequences N] [--check] [NAME ...]

Works in a copy of the sources under build/mutants. Fails where a mutant survives, or no longer applies.
"""
import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPY = ROOT / "build/mutants/tree"
COPIED = ["CMakeLists.txt", "CMakePresets.json", "cmake", "src", "tests"]
DUCKDB = "src/adapters/duckdb/"
SETTLEMENT, IN_TURN, UNDO, TOTALS = (
    DUCKDB + file for file in ("settlement.cpp", "in_turn.cpp", "undo.cpp", "totals.cpp"))

# Name, file, what stands there once, and what takes its place.
MUTANTS = [
    ("the lower acceptance wins", SETTLEMENT, "f.acceptance >= $8)", "f.acceptance <= $8)"),
    ("versions are not compared", SETTLEMENT, "f.version_held > s.version OR (f.version_held = s.version AND",
     "(true AND"),
    ("an older version is compared with the row's own", SETTLEMENT, "f.version_held > s.version OR",
     "f.version > s.version OR"),
    ("unchanged before stale", SETTLEMENT, "f.acceptance >= $8)",
     "f.acceptance >= $8 AND f.cost IS DISTINCT FROM s.cost)"),
    ("a superseded row ends one commit late", SETTLEMENT, "SELECT f.*, $5\n", "SELECT f.*, $5 + 1\n"),
    ("an unchanged row keeps its precedence", SETTLEMENT, "acceptance = c.acceptance\n",
     "acceptance = least(performance.acceptance, c.acceptance)\n"),
    ("an unchanged row keeps its version", SETTLEMENT, "SET version_held = c.version,", "SET"),
    ("null is 0", DUCKDB + "staging.cpp", "return measure.present[row] == 0;", "return row > 1000000;"),
    ("null does not equal null", DUCKDB + "row_sql.cpp", '" IS NOT DISTINCT FROM "', '" = "'),
    ("the estimated mark is not compared", DUCKDB + "row_sql.cpp", '"currency_id", "revenue_estimated"};',
     '"currency_id"};'),
    ("confirmations are not kept", SETTLEMENT, "    WHERE is_own\n", "    WHERE is_own AND line_id < 0\n"),
    ("a run has holes", SETTLEMENT, "GROUP BY day, version, others_before", "GROUP BY day, version"),
    ("the rows of a run have one version", SETTLEMENT, "CASE WHEN is_own THEN version_held END AS version",
     "CASE WHEN is_own THEN max(version_held) OVER () END AS version"),
    ("confirmations of a group are not kept", IN_TURN, "    WHERE v.outcome = $2)",
     "    WHERE v.outcome = -$2)"),
    ("a batch of a group meets what was there before the group", IN_TURN, "standing.said = said;", ""),
    ("what a group confirms keeps its precedence", IN_TURN, "shown->held = precedence;", ""),
    ("what a group restates ends a commit late", IN_TURN, "shown->seq_to = batch.applied.commit_sequence;",
     "shown->seq_to = batch.applied.commit_sequence + 1;"),
    ("the last of a group wins", IN_TURN, "if (precedence <= standing.best)",
     "if (precedence.version < standing.best.version)"),
    ("a group does not know what is not there", IN_TURN,
     "if (lowest_acceptance >= highest_complete(connection_, source_id_, stop_)) return;",
     "if (highest_complete(connection_, source_id_, stop_) >= 0) return;"),
    ("rows that lost are not kept", SETTLEMENT, "if (stale.rows > 0) keep_stale",
     "if (stale.rows < 0) keep_stale"),
    ("complete batches end what is younger", SETTLEMENT, "AND acceptance < $3 AND day",
     "AND acceptance <> $3 AND day"),
    ("complete batches end all accounts", SETTLEMENT, "AND a.account_id IS NOT DISTINCT FROM $6))sql",
     "AND (a.account_id IS NOT DISTINCT FROM $6 OR true)))sql"),
    ("what was ended comes back late", SETTLEMENT, "if (what_.acceptance < highest_complete(",
     "if (what_.acceptance < -highest_complete("),
    ("undone absences stay", UNDO, "WHERE c.seq = $3)sql", "WHERE c.seq = -$3)sql"),
    ("absences of others are forgotten", UNDO, "AND x.acceptance > best.acceptance)sql",
     "AND x.acceptance > best.acceptance + 1000)sql"),
    ("undone batches still count", UNDO, "WHERE source_id = $2 AND undone_seq IS NULL),",
     "WHERE source_id = $2),"),
    ("the first of the others is shown, not the best", UNDO, "arg_max(seq, precedence)",
     "arg_min(seq, precedence)"),
    ("an undo does not look at versions", UNDO, "version::HUGEINT * 9223372036854775808 + acceptance AS",
     "acceptance AS"),
    ("the last confirmation before a restatement is lost", UNDO, "c.seq < v.seq_to)",
     "c.seq < v.seq_to - 1)"),
    ("the last row of a run is left out", UNDO, "WHERE c.key <= r.last_key", "WHERE c.key < r.last_key"),
    ("rows of which another batch says the same begin anew", UNDO, "AND f.day BETWEEN $2 AND $3 AND @)sql",
     "AND f.day BETWEEN $2 AND $3 AND @ AND f.clicks > 1)sql"),
    ("names are not taken back", DUCKDB + "entity_dictionary.cpp",
     "WHERE e.source_id = $2 AND e.named_by = $3", "WHERE e.source_id = $2 AND e.named_by = -$3"),
    ("the history ends a commit early", "src/adapters/sql_text/rendering.cpp", '" AND seq_to > " + commit',
     '" AND seq_to > 1 + " + commit'),
    ("undone shapes stay", DUCKDB + "source_dictionary.cpp", "source_id = $1 AND undone_seq IS NULL LIMIT 1",
     "source_id = $1 LIMIT 1"),
    ("a source keeps its first shape", DUCKDB + "source_dictionary.cpp", "ORDER BY h.seq DESC LIMIT 1",
     "ORDER BY h.seq LIMIT 1"),
    ("the totals before a batch hold the batch", TOTALS, "change->first < commit;",
     "change->first <= commit;"),
    ("totals call nothing 0", TOTALS, "if (groups[m] > 0) result", "if (rows > 0) result"),
    ("the first commit of a group ends nothing in the totals", TOTALS, "seq_to >= $3)", "seq_to > $3)"),
    ("days of ended rows are not touched", TOTALS, "ends_elsewhere |= batch",
     "ends_elsewhere &= batch"),
    ("an undo touches no day on which a row comes back", UNDO, "UNION\nSELECT r.day",
     "EXCEPT\nSELECT r.day"),
    ("rows of one key are not folded", "src/domain/ingestion/fold.cpp",
     "rows.facts.line[row], is_split", "row, is_split"),
    ("older versions of a batch count", "src/domain/ingestion/fold.cpp",
     "if (version_of(facts_, row) >= version_of(facts_, newest)) newest = row;", "newest = row;"),
]


def run(*command, **options):
    return subprocess.run(command, cwd=COPY, text=True, capture_output=True, **options)


def copy_sources():
    COPY.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source, copy = ROOT / name, COPY / name
        if source.is_dir():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy)
        else:
            shutil.copy2(source, copy)
    # What an earlier run has built of a mutant must not pass for its source.
    for file in {file for _, file, _, _ in MUTANTS}:
        (COPY / file).touch()
    (COPY / "tools").mkdir(exist_ok=True)
    if not (COPY / "tools/npm").exists():
        (COPY / "tools/npm").symlink_to(ROOT / "tools/npm")
    built = run("cmake", "--preset", "release", "-D", "INSIGHTFLOW_TESTS=ON")
    if built.returncode:
        sys.exit(built.stdout + built.stderr)


def check_places():
    """Of all of them, asked for or not: what is changed elsewhere must not lose one unseen."""
    for name, file, old, _ in MUTANTS:
        found = (ROOT / file).read_text().count(old)
        if found != 1:
            sys.exit(f"mutants: {name}: {file} holds {found} times: {old}")


def build():
    built = run("cmake", "--build", "build/release", "--target", "model_test")
    if built.returncode:
        sys.exit(built.stdout[-3000:])


def survives(sequences):
    settings = os.environ | {"RC_PARAMS": f"noshrink=1 max_success={sequences} seed=1"}
    if Path("/dev/shm").is_dir():
        settings["TMPDIR"] = "/dev/shm"
    test = run("build/release/tests/model/model_test", "--gtest_filter=Differential.*", env=settings)
    return test.returncode == 0


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sequences", type=int, default=300, help="of batches, for each mutant")
    options.add_argument("--check", action="store_true", help="only whether each still finds its place")
    options.add_argument("names", nargs="*", metavar="NAME", help="mutants; all where none is given")
    asked = options.parse_args()
    check_places()
    if asked.check:
        return
    copy_sources()
    build()
    if not survives(20):
        sys.exit("mutants: the test fails without a mutant too")
    alive = []
    for name, file, old, new in MUTANTS:
        if asked.names and name not in asked.names:
            continue
        text = (ROOT / file).read_text()
        (COPY / file).write_text(text.replace(old, new))
        build()
        lives = survives(asked.sequences)
        alive += [name] if lives else []
        print(f"{'SURVIVED' if lives else 'caught  '} {name}", flush=True)
        shutil.copy2(ROOT / file, COPY / file)
        (COPY / file).touch()
    if alive:
        sys.exit(f"mutants: {len(alive)} survived")


if __name__ == "__main__":
    main()
