"""The requests that documents print, run as they stand, give the answers that are printed there."""
import re
import subprocess

import pytest

from harness.server import BINARY, REPOSITORY, Server, environment

# What differs from run to run: ids, times, and cursors, which are signed with a secret.
PATTERNS = {
    "<id>": "[0-9A-Z]{26}",
    "<time>": r"[-0-9T:.]+Z",
    "<cursor>": r"[-_A-Za-z0-9]+\.[-_A-Za-z0-9]+",
}


def requests_and_answers(document, section):
    """Pairs of a shell block and the block printed right after it."""
    text = (REPOSITORY / document).read_text(encoding="utf-8")
    if section:
        text = text.split(f"## {section}")[1].split("\n## ")[0]
    pairs = re.findall(r"```sh\n(.*?)```\s*```(?:json|text)\n(.*?)```", text, re.S)
    assert pairs
    assert len(pairs) == text.count("```sh"), f"every request of {document} shows its answer"
    return pairs


def run_as_printed(command, server):
    """The command with the test's own port and binary in the places of the document's."""
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


@pytest.mark.parametrize(
    "document,section,arguments",
    [
        ("README.md", "First requests", ["--demo", "--demo-end", "2026-10-31"]),
        ("docs/analytics.md", None, []),
    ],
)
def test_requests_of_a_document_give_the_printed_answers(document, section, arguments):
    with Server("readme", arguments=arguments) as server:
        for command, answer in requests_and_answers(document, section):
            done = run_as_printed(command, server)
            expected = re.escape(answer.strip())
            for mark, pattern in PATTERNS.items():
                expected = expected.replace(mark, pattern)
            printed = done.stdout.strip()
            assert re.fullmatch(expected, printed), f"{command}\nprinted:\n{printed}\n{done.stderr}"
            if "/ingest" in command:
                batch_id = re.search(r'"batch_id":"([0-9A-Z]{26})"', printed).group(1)
                server.client().wait(batch_id)
