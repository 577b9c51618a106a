"""Pytest plugin of every suite here: a suite in which nothing ran has failed, a skip says why, loudly, and
what tests tell stands at the end, however many processes ran them.
"""
import pytest

from harness.server import BINARY


TOLD = "told"


@pytest.fixture
def tell(request):
    """tell(line): worth reading where the test passes too. A print is lost where several run at once."""

    def add(line):
        request.node.user_properties.append((TOLD, line))

    return add


def pytest_sessionstart(session):
    if not BINARY.is_file():
        pytest.exit(f"there is no server at {BINARY}: `make build` makes it", returncode=1)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:
        return  # one of several processes: the one that reports for all of them judges
    counts = {kind: len(reporter.stats.get(kind, ())) for kind in ("passed", "skipped")}
    if exitstatus == 0 and counts["skipped"] and not counts["passed"]:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter):
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, line in report.user_properties:
                    if name == TOLD:
                        terminalreporter.write_line(line)
    for report in terminalreporter.stats.get("skipped", ()):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"SKIPPED {report.nodeid}: {reason}", yellow=True, bold=True)
