"""Fixtures of the tests over real servers."""
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from harness.packed_files import ParquetWriter  # noqa: E402
from harness.server import SHARED_DATA, Server  # noqa: E402

pytest_plugins = ["harness.plugin"]


@pytest.fixture
def server(request):
    """A server of the test's own, on an empty data folder."""
    with Server(request.node.name) as running:
        yield running


@pytest.fixture
def shared_file():
    """A file of the shared public data beside the repository; without it the test is skipped."""

    def find(name):
        if not (SHARED_DATA / name).is_file():
            pytest.skip(f"the public data set {name} is not at {SHARED_DATA}")
        return SHARED_DATA / name

    return find


@pytest.fixture(scope="session")
def parquet_writer():
    writer = ParquetWriter()
    yield writer
    shutil.rmtree(writer.folder)


@pytest.fixture(scope="session")
def parquet(parquet_writer):
    """parquet(query): the rows of a query as a Parquet file."""
    return parquet_writer.write


@pytest.fixture(scope="session")
def parquet_rows(parquet_writer):
    """The rows of packed_files.CSV as a Parquet file."""
    return parquet_writer.rows()
