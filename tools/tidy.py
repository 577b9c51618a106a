#!/usr/bin/env python3
"""Style as a test: fails where the tree breaks the rules of ARCHITECTURE.md and CONTRIBUTING.md.

What may include what, how long a file, a function and a line may be, how a header opens, and words and
paths that do not belong in the tree. The rules are the tables on top; an exception is a row of EXCEPTIONS
and says why. Exit status: 0 clean, 1 faults (one line each: path:line: rule: what), 2 wrong usage.
"""
import argparse
import ast
import os
import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
LINE_COLUMNS_MAX = 110

# (rule, path): why. A path ending in / covers a folder.
EXCEPTIONS = {
    ("words", "tools/tidy.py"): "it names the words it looks for",
    ("paths", "tools/tidy.py"): "it names the paths it looks for",
    ("words", "tests/layering/tidy_test.py"): "its bad trees hold them",
    ("paths", "tests/layering/tidy_test.py"): "its bad trees hold them",
    ("line", "docs/"): "prose and tables are wrapped by whoever reads them",
    ("file", "tests/golden/"): "derived files; nobody edits or reads them top to bottom",
    ("line", "tests/golden/"): "derived files; nobody edits or reads them top to bottom",
    ("words", "tests/golden/"): "derived files; their source is judged instead",
}

STD = set(
    """algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono
cinttypes climits clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal
cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution
filesystem format forward_list fstream functional future initializer_list iomanip ios iosfwd iostream
istream iterator latch limits list locale map memory memory_resource mutex new numbers numeric optional
ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span
sstream stack stdexcept stop_token streambuf string string_view syncstream system_error thread tuple
type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector version""".split()
)
POSIX = re.compile(
    r"(fcntl|iconv|poll|pwd|signal|termios|unistd|sys/\w+|linux/\w+|netinet/\w+|arpa/inet)\.h$"
)

RESULT = r"boost/(system|assert)/"  # the value that every layer answers with
# An adapter sees no other adapter but this one.
ADAPTER = ("domain", "application", "adapters/sql_text")


class Layer(NamedTuple):
    folder: str
    layers: tuple[str, ...]  # folders of src/ it may include, besides its own
    vendors: str = r"(?!)"  # angle includes it may use, besides the standard library
    posix: bool = False


# The most exact folder counts. An adapter that is not listed may use the standard library and POSIX only.
LAYERS = [
    Layer("src/domain", (), RESULT + r"|date/(date|tz)\.h$|boost/multiprecision/cpp_int\.hpp$"),
    Layer("src/application", ("domain",), RESULT),
    Layer("src/adapters", ADAPTER, RESULT, posix=True),
    Layer("src/adapters/duckdb", ADAPTER, RESULT + r"|duckdb\.h$", posix=True),
    Layer("src/adapters/sql", ADAPTER, RESULT + r"|soci/|sqlite3\.h$", posix=True),
    Layer("src/adapters/readers", (*ADAPTER, "coding"), RESULT + r"|boost/json", posix=True),
    Layer("src/adapters/files", ADAPTER, RESULT + r"|sodium\.h$|zstd\.h$", posix=True),
    Layer("src/adapters/metrics", ADAPTER, RESULT + r"|prometheus/", posix=True),
    Layer("src/adapters/crypto", ADAPTER, RESULT + r"|sodium\.h$"),
    Layer("src/adapters/jwt", ADAPTER, RESULT + r"|jwt\.h$"),
    Layer("src/adapters/xlsx", (*ADAPTER, "coding"), RESULT + r"|expat\.h$", posix=True),
    Layer("src/adapters/text", ADAPTER, RESULT + r"|utf8proc\.h$"),
    Layer("src/json", ("domain",), RESULT + r"|boost/json"),
    Layer("src/coding", ("domain",), RESULT + r"|zlib\.h$|zstd\.h$|zip\.h$"),
    Layer("src/http/core", ("domain", "application", "json", "coding"), r"boost/|openssl/", posix=True),
    Layer("src/http/api", ("domain", "application", "json", "http/core"), RESULT),
    Layer("src/cli", ("domain", "application", "json"), RESULT + r"|CLI/|curl/|sodium\.h$", posix=True),
    Layer("src/app", ("domain", "application", "json", "adapters", "http", "cli"), r".", posix=True),
]

SKIPPED_FOLDERS = {".git", "build", "var", "node_modules", "__pycache__", ".pytest_cache", ".cache"}
CPP = {".hpp", ".cpp", ".h"}
TEXT = CPP | set(".py .js .mjs .ts .sh .cmake .txt .yaml .yml .md .json .in .html .css .sql".split())
TEXT_NAMES = {"Makefile", "run", ".clang-format", ".gitignore"}
# Prose and data are judged by their readers.
LENGTH_JUDGED = CPP | {".py", ".js", ".mjs", ".ts", ".sh", ".cmake", ".in"}

WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PATHS = re.compile(r"(?<![\w.}])/(work|root|home)/")


class Fault(NamedTuple):
    path: str
    line: int
    rule: str
    what: str


def excused(rule: str, path: str) -> bool:
    return any(r == rule and (path == p or (p.endswith("/") and path.startswith(p))) for r, p in EXCEPTIONS)


def files_of(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = Path(folder) / name
            if path.suffix in TEXT or name in TEXT_NAMES:
                yield path


def within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def layer_of(path: str) -> Layer | None:
    fitting = [layer for layer in LAYERS if within(path, layer.folder)]
    return max(fitting, key=lambda layer: len(layer.folder), default=None)


def own_folder(layer: Layer, path: str) -> str:
    """The folder whose files may include each other: the layer's, or the adapter's in the layer of all."""
    return "/".join(path.split("/")[:3]) if layer.folder == "src/adapters" else layer.folder


def include_fault(root: Path, layer: Layer, path: str, target: str, quoted: bool) -> str | None:
    if not quoted:
        if target in STD or re.match(layer.vendors, target):
            return None
        if layer.posix and POSIX.match(target):
            return None
        return f"{layer.folder} may not include <{target}>"
    if not (root / "src" / target).is_file() and not (root / "src" / (target + ".in")).is_file():
        return f'"{target}" is no path from src/'
    own = within("src/" + target, own_folder(layer, path))
    allowed = own or any(within(target, folder) for folder in layer.layers)
    return None if allowed else f'{layer.folder} may not include "{target}"'


def check_includes(root: Path, path: str, code: str) -> Iterator[Fault]:
    layer = layer_of(path)
    if layer is None:
        return
    for number, line in enumerate(code.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', line)
        if found:
            what = include_fault(root, layer, path, found[2], found[1] == '"')
            if what:
                yield Fault(path, number, "layer", what)


def check_header(path: str, code: str) -> Iterator[Fault]:
    if not path.endswith((".hpp", ".h")):
        return
    if not re.search(r"^#pragma once$", code, re.M):
        yield Fault(path, 1, "pragma", "a header needs #pragma once")
    if not code.startswith(("//", "/*")):
        yield Fault(path, 1, "contract", "a header opens with a comment: its contract")


LITERAL = re.compile(
    r'R"(?P<delimiter>[^()\\ ]{0,16})\(.*?\)(?P=delimiter)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*",
    re.S | re.M,
)


def bare(code: str) -> str:
    """The code without comments, literals and preprocessor lines, every line where it was."""
    return LITERAL.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), code)


ACCESS = re.compile(r"\s*(?:(?:public|private|protected)\s*:\s*)*")
SCOPE = re.compile(r"(?:inline\s+)?(?:namespace|class|struct|union|enum|extern)\b")
TEMPLATE = re.compile(r"template\s*<")


def without_template(head: str) -> str:
    while TEMPLATE.match(head):
        depth = 0
        for at, c in enumerate(head):
            depth += (c == "<") - (c == ">")
            if c == ">" and depth == 0:
                head = head[at + 1 :].lstrip()
                break
        else:
            return head
    return head


def opens_function(head: str) -> bool:
    head = without_template(head)
    return ")" in head and not SCOPE.match(head)


def cpp_functions(code: str) -> Iterator[tuple[int, int]]:
    """(first line, line count) of every function that stands in no other."""
    text = bare(code)
    depth = parentheses = head_start = 0
    line, function = 1, None  # the function being read: (depth, first line, where its head starts)
    for at, c in enumerate(text):
        if c == "\n":
            line += 1
        elif c in "()":
            parentheses += 1 if c == "(" else -1
        elif c == "{":
            start = ACCESS.match(text, head_start, at).end()
            if function is None and parentheses == 0 and opens_function(text[start:at]):
                function = (depth, line - text.count("\n", start, at), start)
            depth += 1
        elif c == "}":
            depth -= 1
        if c in "{};" and parentheses == 0:
            head_start = at + 1
        if c == "}" and function and function[0] == depth:
            if re.match(r"\s*[,{]", text[at + 1 : at + 200]):
                head_start = function[2]  # a brace of a constructor's list: the body is still to come
            else:
                yield function[1], line - function[1] + 1
            function = None


def python_functions(code: str) -> Iterator[tuple[int, int]]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1


def check_lengths(path: str, code: str) -> Iterator[Fault]:
    if Path(path).suffix not in LENGTH_JUDGED and not path.endswith("CMakeLists.txt"):
        return
    lines = code.splitlines()
    if len(lines) > FILE_LINES_MAX:
        yield Fault(path, 1, "file", f"{len(lines)} lines; a file has at most {FILE_LINES_MAX}")
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX:
            yield Fault(path, number, "line", f"{len(line)} columns; a line has at most {LINE_COLUMNS_MAX}")
    functions = {".py": python_functions, ".cpp": cpp_functions, ".hpp": cpp_functions, ".h": cpp_functions}
    for number, count in functions.get(Path(path).suffix, lambda _: ())(code):
        if count > FUNCTION_LINES_MAX:
            what = f"{count} lines; a function has at most {FUNCTION_LINES_MAX}"
            yield Fault(path, number, "function", what)


def check_text(path: str, code: str) -> Iterator[Fault]:
    for rule, pattern in (("words", WORDS), ("paths", PATHS)):
        for found in pattern.finditer(code):
            number = code.count("\n", 0, found.start()) + 1
            yield Fault(path, number, rule, f"{found[0]} does not belong here")


def check_adapters(root: Path) -> Iterator[Fault]:
    adapters = root / "src/adapters"
    for folder in sorted(adapters.iterdir()) if adapters.is_dir() else ():
        if folder.is_dir() and any(folder.glob("*.cpp")) and not (folder / "README.md").is_file():
            path = folder.relative_to(root).as_posix()
            yield Fault(path, 1, "readme", "an adapter has a README.md with its hazards")


def check(root: Path) -> list[Fault]:
    faults = list(check_adapters(root))
    for file in files_of(root):
        path = file.relative_to(root).as_posix()
        try:
            code = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(Fault(path, 1, "utf8", "a text file is UTF-8"))
            continue
        if file.suffix in CPP:
            faults += [*check_includes(root, path, code), *check_header(path, code)]
        faults += [*check_lengths(path, code), *check_text(path, code)]
    return [fault for fault in faults if not excused(fault.rule, fault.path)]


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the tree against the house rules.")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    faults = check(parser.parse_args().root)
    for fault in faults:
        print(f"{fault.path}:{fault.line}: {fault.rule}: {fault.what}")
    print(f"tidy: {len(faults)} faults" if faults else "tidy: clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
