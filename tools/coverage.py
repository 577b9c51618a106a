#!/usr/bin/env python3
"""Reads what a build of the coverage preset left when its tests ran. Usage: tools/coverage.py BUILD_FOLDER

Prints the share of lines run per folder of src/ and every line of the domain that no test ran. The exit
status is 1 if there is one, or if less than OVERALL_PERCENT_MIN of all lines ran. A line counts as run if it
was in any program; a source that no program ran counts with all its lines.
"""
import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
COMPLETE = "domain/"  # the folder of src/ whose every line must run
OVERALL_PERCENT_MIN = 80


def runs_of(build: Path) -> dict[str, dict[int, int]]:
    """For each file of src/: how often each of its lines ran."""
    runs: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    data = sorted(str(file.resolve()) for file in build.rglob("*.gcno"))  # beside them the counts, if any

    def report(start: int) -> str:
        command = ["gcov", "--json-format", "--stdout", *data[start : start + 20]]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=build).stdout

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for document in chain.from_iterable(map(str.splitlines, pool.map(report, range(0, len(data), 20)))):
            for file in json.loads(document or "{}").get("files", []):
                path = (build / file["file"]).resolve()
                if path.is_relative_to(REPOSITORY / "src"):
                    lines = runs[path.relative_to(REPOSITORY / "src").as_posix()]
                    for line in file["lines"]:
                        lines[line["line_number"]] += line["count"]
    return runs


def main() -> int:
    runs = runs_of(Path(sys.argv[1]))
    folders: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    missed = []
    for path, lines in sorted(runs.items()):
        text = (REPOSITORY / "src" / path).read_text(encoding="utf-8").splitlines()
        # At a brace alone gcov counts the clean-up after an exception, which is no line of ours.
        braces = ("}", "};")
        idle = sorted(n for n, count in lines.items() if count == 0 and text[n - 1].strip() not in braces)
        run = sum(count > 0 for count in lines.values())
        total = folders["/".join(path.split("/")[:2])]
        total[0] += run
        total[1] += run + len(idle)
        if path.startswith(COMPLETE):
            missed += [f"src/{path}:{number}: no test runs this line" for number in idle]
    for folder, (run, all_lines) in sorted(folders.items()):
        print(f"{folder:28} {100 * run / max(all_lines, 1):6.1f} %  {run} of {all_lines} lines")
    run, all_lines = (sum(counts) for counts in zip(*folders.values()))
    percent = 100 * run / all_lines
    print(f"{'all of src':28} {percent:6.1f} %  {run} of {all_lines} lines")
    print("\n".join(missed) if missed else "coverage: every line of the domain is run")
    return 1 if missed or percent < OVERALL_PERCENT_MIN else 0


if __name__ == "__main__":
    sys.exit(main())
