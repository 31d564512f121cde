"""What the documents name exists: commands, settings, make targets, paths, actions and the chat protocol's frames."""

import ast
import importlib
import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from pydantic import SecretStr

from frontdesk.chat import frames
from frontdesk.chat.identity import verify
from frontdesk.cli import app
from frontdesk.settings import DEVELOPMENT_SECRET, Settings

ROOT = Path(__file__).parents[3]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "models/README.md")]
DOCUMENTS += sorted((ROOT / "docs").glob("*.md"))
ARCHITECTURE = ROOT / "docs" / "architecture.md"
# Where the paths that documents name begin; what is built is not there before it is built.
FOLDERS = ("actions", "benchmarks", "data", "deploy", "docs", "encoder", "frontdesk", "nlu", "requirements", "tests")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def code_blocks(document: Path, language: str) -> list[str]:
    """The blocks that name `language`. Every block is matched, so that the end of one is not taken for a beginning."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text_of(document), re.M | re.S)
    return [block for named, block in blocks if named == language]


def code(document: Path) -> list[str]:
    """Everything set as code: what stands between backticks, and the lines of blocks without a language."""
    prose = re.sub(r"^```.*?^```$", "", text_of(document), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", prose) + [
        line for block in code_blocks(document, "") for line in block.split("\n")
    ]


def commands(document: Path, program: str) -> Iterator[list[str]]:
    """The words that follow `program` wherever code begins with it, with or without its folder."""
    for line in code(document):
        if found := re.match(rf"(?:\.venv/bin/)?{program} (.+)", line):
            yield shlex.split(found[1])


def rows_under(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the architecture, without the table's own heading."""
    section = text_of(ARCHITECTURE).split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def in_backticks(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def every_command() -> dict[str, Any]:
    """Every command of `frontdesk` that does something, by the words that call it."""

    def below(command: Any, words: str) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield words, command
        for name, each in (inner or {}).items():
            yield from below(each, f"{words} {name}".strip())

    return dict(below(typer.main.get_command(app), ""))


@each_document
def test_every_frontdesk_command_exists_with_its_options(document: Path) -> None:
    for words in commands(document, "frontdesk"):
        called = [name for name in every_command() if words[: len(name.split())] == name.split()]
        assert called, f"there is no command frontdesk {' '.join(words)}"
        known = {option for parameter in every_command()[called[0]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, words


def test_the_readme_explains_every_command() -> None:
    table = text_of(ROOT / "README.md").split("\n## Commands\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `frontdesk ([^`]+)`", table, re.M)
    assert len(every_command()) > 1
    for name in every_command():
        assert [row for row in rows if row.split()[: len(name.split())] == name.split()], name


@each_document
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.M))
    assert {words[0] for words in commands(document, "make")} <= targets


def test_the_settings_table_has_every_setting_with_its_default() -> None:
    defaults = {in_backticks(variable)[0]: default for variable, default, _ in rows_under("Settings")}
    assert list(defaults) == [f"FRONTDESK_{name.upper()}" for name in Settings.model_fields]
    for name, field in Settings.model_fields.items():
        written, default = defaults[f"FRONTDESK_{name.upper()}"], field.default
        if isinstance(default, SecretStr):
            assert written == DEVELOPMENT_SECRET.replace("-", " "), name
        elif field.default_factory is None and default != "":
            assert written == f"`{default}`", name


@each_document
def test_every_variable_is_a_setting(document: Path) -> None:
    variables = set(re.findall(r"\bFRONTDESK_[A-Z_]*[A-Z]\b", text_of(document)))
    assert variables <= {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields}


@each_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    prose = re.sub(r"^```.*?^```$|`[^`\n]+`", "", text_of(document), flags=re.M | re.S)
    for address in re.findall(r"\]\(([^)]+)\)", prose):
        if "://" in address:
            continue
        path, _, anchor = address.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), address
        headings = re.findall(r"^#+ (.+)$", text_of(target), re.M) if anchor else []
        assert not anchor or anchor in {heading.lower().replace(" ", "-") for heading in headings}, address


@each_document
def test_every_path_exists(document: Path) -> None:
    words = {word for line in code(document) for word in line.split()}
    paths = {word for word in words if word.startswith(tuple(f"{folder}/" for folder in FOLDERS))}
    assert [path for path in sorted(paths) if not _exists(path)] == []


def _exists(path: str) -> bool:
    """Whether there is such a path; `<name>` and `*` stand for any."""
    return any(ROOT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))


@each_document
def test_every_module_named_alone_exists(document: Path) -> None:
    ours = {
        path.name for folder in ("actions", "encoder", "frontdesk", "nlu") for path in (ROOT / folder).rglob("*.py")
    }
    assert {line for line in code(document) if re.fullmatch(r"\w+\.py", line)} <= ours


@each_document
def test_every_module_that_is_run_exists(document: Path) -> None:
    run = {found[1] for line in code(document) if (found := re.search(r"/python -m ([\w.]+)", line))}
    assert {module for module in run if importlib.util.find_spec(module) is None} == set()


@each_document
def test_every_action_is_in_the_domain(document: Path) -> None:
    domain = yaml.safe_load(text_of(ROOT / "domain.yml"))
    named = {line for line in code(document) if re.fullmatch(r"action_\w+", line)}
    assert named <= {*domain["actions"], "action_listen"}


def test_the_frames_table_has_the_frames_that_are_taken_and_sent() -> None:
    rows = rows_under("The chat protocol")
    documented = {(in_backticks(row[0])[0], row[1]): set(in_backticks(row[2])) for row in rows}
    taken = {model.model_fields["type"].annotation.__args__[0]: model for model in (frames.Hello, frames.Say)}
    expected = {(name, "client"): set(model.model_fields) - {"type"} for name, model in taken.items()}
    expected |= {(name, "server"): fields for name, fields in frames_built().items()}
    assert documented == expected


def frames_built() -> dict[str, set[str]]:
    """The frames that `frontdesk.chat.frames` builds, by type, with the fields of each."""
    built = {}
    for function in ast.walk(ast.parse(text_of(Path(frames.__file__)))):
        if not isinstance(function, ast.FunctionDef) or not function.name.endswith("frame"):
            continue
        fields, nested = set(), set()
        for node in ast.walk(function):
            if isinstance(node, ast.Dict):
                nested |= {id(inner) for value in node.values for inner in ast.walk(value)}
        for node in ast.walk(function):
            if isinstance(node, ast.Dict) and id(node) not in nested:
                keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                fields |= set(keys)
                if "type" in keys:
                    type_of_frame = ast.literal_eval(node.values[keys.index("type")])
        built[type_of_frame] = fields - {"type"}
    return built


def test_the_identity_example_makes_tokens_that_are_accepted() -> None:
    example = next(block for block in code_blocks(ROOT / "README.md", "python") if "def identity_token" in block)
    namespace: dict[str, Any] = {}
    exec(example, namespace)
    assert verify(namespace["identity_token"]("cus_maya", "a secret"), "a secret") == "cus_maya"


@each_document
def test_examples_in_python_import_what_there_is(document: Path) -> None:
    for block in code_blocks(document, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom):
                module = importlib.import_module(node.module or "")
                assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []
