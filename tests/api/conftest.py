"""Collects tests/api/*.yaml: a fresh server for each file, a test for each step. See README.md."""
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "integration"))

from harness.server import Server  # noqa: E402
from steps import Run, load  # noqa: E402

pytest_plugins = ["harness.plugin"]


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".yaml":
        return ApiFile.from_parent(parent, path=file_path)
    return None


class ApiFile(pytest.File):
    def collect(self):
        document = load(self.path.read_text(encoding="utf-8"))
        self.settings = document.get("server", {})
        self.steps_run = None
        for step in document["steps"]:
            yield ApiStep.from_parent(self, name=step["name"], step=step)

    def setup(self):
        self.server = Server(
            self.path.stem, arguments=self.settings.get("arguments", ()), env=self.settings.get("env")
        )
        self.server.start()
        self.addfinalizer(self.stop)
        self.steps_run = Run(self.server)

    def stop(self):
        assert self.server.stop() == 0, self.server.log_tail()
        self.server.remove()


class ApiStep(pytest.Item):
    def __init__(self, *, step, **options):
        super().__init__(**options)
        self.step = step

    def runtest(self):
        self.parent.steps_run.step(self.step)

    def repr_failure(self, excinfo, style=None):
        if excinfo.errisinstance(AssertionError):
            return f"{self.path.name}: {self.name}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self):
        return self.path, None, f"{self.path.name}: {self.name}"
