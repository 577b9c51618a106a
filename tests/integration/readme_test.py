"""The README's first requests, run as they stand, give the answers that are printed there."""
import re
import subprocess

from harness.server import BINARY, REPOSITORY, Server, environment


def requests_and_answers():
    """Pairs of a shell block and the block printed right after it."""
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    section = text.split("## First requests")[1].split("\n## ")[0]
    pairs = re.findall(r"```sh\n(.*?)```\s*```(?:json|text)\n(.*?)```", section, re.S)
    assert len(pairs) == section.count("```sh"), "every request of the README shows its answer"
    return pairs


def run_as_printed(command, server):
    """The command with the test's own port and binary in the places of the README's."""
    script = command.replace("http://127.0.0.1:8080", server.url).replace(
        "build/release/insightflow", str(BINARY)
    )
    return subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment({"INSIGHTFLOW_URL": server.url}),
    )


def test_first_requests_give_the_printed_answers():
    with Server("readme", arguments=["--demo", "--demo-end", "2026-10-31"]) as server:
        for command, answer in requests_and_answers():
            done = run_as_printed(command, server)
            expected = re.escape(answer.strip()).replace("<id>", "[0-9A-Z]{26}")
            printed = done.stdout.strip()
            assert re.fullmatch(expected, printed), f"{command}\nprinted:\n{printed}\n{done.stderr}"
            if "/ingest" in command:
                batch_id = re.search(r'"batch_id":"([0-9A-Z]{26})"', printed).group(1)
                server.client().wait(batch_id)
