"""Proves that every rule of tools/tidy.py fires on a tree that breaks it, and is silent on others."""
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"
sys.path.insert(0, str(TOOLS))
import tidy  # noqa: E402  (it lives beside no package)

CONTRACT = "// A contract.\n#pragma once\n"
ANY_HEADERS = [
    "domain/base.hpp",
    "application/use.hpp",
    "adapters/duckdb/store.hpp",
    "adapters/duckdb/detail.hpp",
    "adapters/sql/store.hpp",
    "adapters/sql_text/render.hpp",
    "http/core/router.hpp",
    "http/api/routes.hpp",
    "cli/cli.hpp",
    "app/wiring.hpp",
]


def faults_of(root, files):
    """Rules that fire on a tree of the given files, as (path, line, rule)."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(fault.path, fault.line, fault.rule) for fault in tidy.check(root)]


def tree_with(path, include):
    files = {f"src/{header}": CONTRACT for header in ANY_HEADERS}
    adapters = ("duckdb", "sql", "sql_text", "readers", "x")
    files |= {f"src/adapters/{name}/README.md": "hazards" for name in adapters}
    files[path] = f"#include {include}\n"
    return files


FORBIDDEN = [
    ("src/domain/a.cpp", "<boost/json.hpp>"),
    ("src/domain/a.cpp", "<unistd.h>"),
    ("src/domain/a.cpp", "<date/iso_week.h>"),
    ("src/domain/a.cpp", '"application/use.hpp"'),
    ("src/application/a.cpp", "<boost/asio.hpp>"),
    ("src/application/a.cpp", "<spdlog/spdlog.h>"),
    ("src/application/a.cpp", '"adapters/duckdb/store.hpp"'),
    ("src/application/a.cpp", '"http/core/router.hpp"'),
    ("src/adapters/duckdb/a.cpp", '"adapters/sql/store.hpp"'),
    ("src/adapters/duckdb/a.cpp", "<soci/soci.h>"),
    ("src/adapters/duckdb/a.cpp", '"http/core/router.hpp"'),
    ("src/adapters/sql/a.cpp", "<duckdb.h>"),
    ("src/adapters/readers/a.cpp", '"adapters/sql/store.hpp"'),
    ("src/adapters/x/a.cpp", "<sodium.h>"),
    ("src/adapters/x/a.cpp", '"adapters/duckdb/store.hpp"'),
    ("src/http/core/a.cpp", '"http/api/routes.hpp"'),
    ("src/http/core/a.cpp", '"adapters/duckdb/store.hpp"'),
    ("src/http/api/a.cpp", '"adapters/sql/store.hpp"'),
    ("src/http/api/a.cpp", "<duckdb.h>"),
    ("src/http/api/a.cpp", '"cli/cli.hpp"'),
    ("src/cli/a.cpp", '"adapters/duckdb/store.hpp"'),
    ("src/cli/a.cpp", '"http/core/router.hpp"'),
    ("src/domain/a.cpp", '"base.hpp"'),
    ("src/app/a.cpp", '"../domain/base.hpp"'),
]


@pytest.mark.parametrize("path,include", FORBIDDEN, ids=lambda value: value.strip('"<>'))
def test_forbidden_include_is_a_fault(tmp_path, path, include):
    assert faults_of(tmp_path, tree_with(path, include)) == [(path, 1, "layer")]


ALLOWED = [
    ("src/domain/a.cpp", "<vector>"),
    ("src/domain/a.cpp", "<boost/system/result.hpp>"),
    ("src/domain/a.cpp", "<date/tz.h>"),
    ("src/domain/a.cpp", '"domain/base.hpp"'),
    ("src/application/a.cpp", '"domain/base.hpp"'),
    ("src/application/a.cpp", '"application/use.hpp"'),
    ("src/adapters/duckdb/a.cpp", "<duckdb.h>"),
    ("src/adapters/duckdb/a.cpp", '"adapters/duckdb/detail.hpp"'),
    ("src/adapters/duckdb/a.cpp", '"adapters/sql_text/render.hpp"'),
    ("src/adapters/x/a.cpp", "<fcntl.h>"),
    ("src/adapters/sql/a.cpp", "<soci/soci.h>"),
    ("src/http/core/a.cpp", "<boost/beast.hpp>"),
    ("src/http/api/a.cpp", '"http/core/router.hpp"'),
    ("src/http/api/a.cpp", '"application/use.hpp"'),
    ("src/cli/a.cpp", "<CLI/CLI.hpp>"),
    ("src/cli/a.cpp", '"domain/base.hpp"'),
    ("src/app/a.cpp", '"adapters/sql/store.hpp"'),
    ("tests/unit/a.cpp", '"adapters/sql/store.hpp"'),
]


@pytest.mark.parametrize("path,include", ALLOWED, ids=lambda value: value.strip('"<>'))
def test_allowed_include_is_none(tmp_path, path, include):
    assert faults_of(tmp_path, tree_with(path, include)) == []


def lines(count):
    return "".join(f"int a{number};\n" for number in range(count))


def body(count, opening="int f() {"):
    return opening + "\n" + "    g();\n" * (count - 2) + "}\n"


CPP_FAULTS = {
    "a long file": (lines(401), 1, "file"),
    "a long line": ("int a;\n" + "// " + "x" * 108 + "\n", 2, "line"),
    "a long function": ("int a;\n" + body(71), 2, "function"),
    "a long member function": ("struct A {\npublic:\n" + body(71) + "};\n", 3, "function"),
    "a long constructor with braces in its list": (
        body(71, "A::A(int a) : a_(a), b_{a}, c_{} {"),
        1,
        "function",
    ),
    "a long template": (
        body(71, "template <class T>\nrequires (sizeof(T) > 1)\nT f(T a = {}) {"),
        1,
        "function",
    ),
    "a long test": (body(71, "TEST(Suite, Statement) {"), 1, "function"),
    "a long function after literals with braces": (
        'auto a = "{"; char b = \'{\'; int c = 1\'000; // {\n' + body(71),
        2,
        "function",
    ),
    "a long function in nested namespaces": (
        "namespace a::b {\nnamespace {\n" + body(71) + "}\n}\n",
        3,
        "function",
    ),
    "a word that puts work off": ("// TODO later\n", 1, "words"),
    "a machine's path": ('auto a = "/home/someone";\n', 1, "paths"),
    "another machine's path": ("// see /" + "work/x\n", 1, "paths"),
    "bytes that are no UTF-8": (b"// \xff\n", 1, "utf8"),
}


@pytest.mark.parametrize("name", CPP_FAULTS)
def test_fault_in_a_source(tmp_path, name):
    text, line, rule = CPP_FAULTS[name]
    assert faults_of(tmp_path, {"src/domain/a.cpp": text}) == [("src/domain/a.cpp", line, rule)]


HEADER_FAULTS = {
    "no contract": ("#pragma once\n", "contract"),
    "no pragma once": ("// A contract.\n", "pragma"),
}


@pytest.mark.parametrize("name", HEADER_FAULTS)
def test_fault_in_a_header(tmp_path, name):
    text, rule = HEADER_FAULTS[name]
    assert faults_of(tmp_path, {"src/domain/a.hpp": text}) == [("src/domain/a.hpp", 1, rule)]


CLEAN = {
    "at every limit": lines(329) + "//" + "x" * 108 + "\n" + body(70),
    "many short functions in a long class": "struct A {\n" + "    int f() { return 1; }\n" * 100 + "};\n",
    "a long table": "int a[] = {\n" + "    1,\n" * 100 + "};\n",
    "a long class that derives": "struct A : B<decltype(f())> {\n" + "    int a;\n" * 100 + "};\n",
    "a long class after an access word": "struct A {\nprivate:\nstruct B {\n" + "int a;\n" * 100 + "};\n};\n",
    "a long raw string": 'auto a = R"(\nvoid f() {\n' + "x\n" * 100 + '})";\n',
    "functions after one another": body(60) + body(60),
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_source_is_silent(tmp_path, name):
    assert faults_of(tmp_path, {"src/domain/a.cpp": CLEAN[name]}) == []


def test_long_python_function_is_a_fault(tmp_path):
    text = "def f():\n" + "    pass\n" * 70
    assert faults_of(tmp_path, {"tools/a.py": text}) == [("tools/a.py", 1, "function")]


def test_adapter_without_readme_is_a_fault(tmp_path):
    assert faults_of(tmp_path, {"src/adapters/x/a.cpp": ""}) == [("src/adapters/x", 1, "readme")]


def test_words_are_found_in_every_kind_of_text(tmp_path):
    files = {path: "FIXME\n" for path in ("Makefile", "README.md", "cmake/a.cmake", "tests/api/a.yaml")}
    assert {path for path, _, rule in faults_of(tmp_path, files) if rule == "words"} == set(files)


def test_build_and_vendor_folders_are_not_judged(tmp_path):
    files = {f"{folder}/a.cpp": "// TODO\n" for folder in ("build", "var", "tools/npm/node_modules")}
    assert faults_of(tmp_path, files) == []


def test_exception_holds_for_its_path_only(tmp_path):
    files = {"docs/a.py": "#" + "x" * 120 + "\n", "tools/a.py": "#" + "x" * 120 + "\n"}
    assert faults_of(tmp_path, files) == [("tools/a.py", 1, "line")]


@pytest.mark.parametrize(
    "text,status,last", [("int a;\n", 0, "tidy: clean"), ("// TODO\n", 1, "tidy: 1 faults")]
)
def test_exit_status_tells_faults(tmp_path, text, status, last):
    (tmp_path / "a.cpp").write_text(text)
    command = [sys.executable, str(TOOLS / "tidy.py"), "--root", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.splitlines()[-1]) == (status, last)
