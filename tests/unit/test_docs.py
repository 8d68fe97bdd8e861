"""The documents say what is so: commands parse, links and paths exist, the list of tables is current."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

import main
from models.rules import codes, dates, names, numbers, people
from models.rules.base import Parsed
from services.importing import words
from tools import system_needs
from tools.data_model import data_model
from tools.import_headings import with_headings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"^\s*(?:\.venv/bin/)?python3? main\.py(.*?)(?:\s#.*)?$", re.MULTILINE)
_PATH = re.compile(r"`((?:models|services|ui|resources|tools|tests|bench|docs|requirements)/[\w./-]*)`")
_ADDRESS = re.compile(r"\w+://|\b[\w-]+\.(?:org|com|net|cn|io|dev|edu)\b")
_NAMED_IN_README = {
    "import-survey",
    "list",
    "notice",
    "search",
    "backup",
    "restore",
    "typeset",
    "fonts",
    "check",
    "screenshots",
}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands(name: str) -> list[str]:
    return [found.strip() for found in _COMMAND.findall(_text(name))]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "docs/manual.zh-CN.md"])
def test_every_command_of_a_document_parses(name: str) -> None:
    for command in _commands(name):
        arguments = main.parser().parse_args(shlex.split(command))
        assert arguments.self_test or arguments.command, command


def test_the_readme_shows_every_headless_command() -> None:
    parsed = [main.parser().parse_args(shlex.split(command)) for command in _commands("README.md")]

    assert {arguments.command for arguments in parsed} >= _NAMED_IN_README
    assert any(arguments.self_test for arguments in parsed)


def test_sample_files_named_in_commands_exist() -> None:
    parsed = [main.parser().parse_args(shlex.split(command)) for command in _commands("README.md")]
    books = {arguments.book for arguments in parsed if arguments.command == "import-survey"}

    assert books
    assert all((ROOT / book).is_file() for book in books)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")

    headings = {
        f"#{title.lower().replace(' ', '-')}" for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    files = [target for target in _LINK.findall(text) if not target.startswith("#")]

    assert [target for target in files if not (document.parent / target).exists()] == []
    assert {target for target in _LINK.findall(text) if target.startswith("#")} <= headings


@pytest.mark.parametrize("name", ["README.md", "docs/architecture.md", "docs/import.md"])
def test_every_path_named_exists(name: str) -> None:
    named = set(_PATH.findall(_text(name)))

    assert named
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("package", ["models", "models/db", "services", "ui"])
def test_every_module_has_its_sentence(package: str) -> None:
    named = set(_PATH.findall(_text("docs/architecture.md")))
    found = {
        f"{path.relative_to(ROOT)}/" for path in (ROOT / package).iterdir() if (path / "__init__.py").exists()
    }
    found |= {str(path.relative_to(ROOT)) for path in (ROOT / package).glob("[a-z]*.py")}

    assert sorted(found - named - {"models/db/"}) == [], "say in docs/architecture.md what they are for"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_an_address_outside(document: Path) -> None:
    # where packages come from is the business of the machine, and the program has no home page
    assert _ADDRESS.findall(document.read_text(encoding="utf-8")) == []


def test_the_list_of_tables_is_current() -> None:
    assert _text("docs/data-model.md") == data_model(), "run: python -m tools.data_model docs/data-model.md"


def test_the_readme_names_every_package_the_set_up_installs() -> None:
    named = re.findall(r"\b(?:fonts|lib|binutils)[\w.+*-]*", _text("README.md"))
    needs = {
        *system_needs.QT_LIBRARIES.values(),
        *system_needs.SCREEN_LIBRARIES.values(),
        *system_needs.FONTS,
        *system_needs.BUILD_COMMANDS.values(),
    }

    assert sorted(package for package in needs if not any(fnmatch(package, name) for name in named)) == []
    fonts = {name for name in named if name.startswith("fonts-")}
    assert fonts == set(system_needs.FONTS)


def _plain(value: Any) -> str:
    if isinstance(value, dates.PartialDate):
        return value.iso
    if isinstance(value, codes.Charge):
        return f"{value.amount_mills / 1000:g} {value.unit}"
    if isinstance(value, tuple):
        return ": ".join(part for part in value if part)
    return str(value)


def _kept(read: Parsed[Any]) -> str:
    """Return what docs/import.md says about a value that was read."""
    if not read.understood:
        return "note"
    if read.value is None:
        return "empty"
    return ("about " if read.about else "") + _plain(read.value)


_READERS: dict[str, Callable[[str], str]] = {
    "Dates": lambda typed: _kept(dates.parse_date(typed)),
    "Years of construction": lambda typed: _kept(numbers.parse_year(typed)),
    "Counts": lambda typed: _kept(numbers.parse_count(typed)),
    "Areas": lambda typed: _kept(numbers.parse_area(typed)),
    "Amounts": lambda typed: _kept(numbers.parse_money(typed)),
    "Charges": lambda typed: _kept(codes.parse_charge(typed)),
    "Telephones": lambda typed: _kept(people.parse_phone(typed)),
    "Identity numbers": lambda typed: _kept(people.parse_id_number(typed)),
    "Facilities": lambda typed: _kept(codes.parse_facility(typed)),
    "Political status": lambda typed: _kept(codes.parse_party_membership(typed)),
    "Kinds of committee": lambda typed: _kept(codes.parse_committee_kind(typed)),
    "Kinds of Party organisation": lambda typed: _kept(codes.parse_party_kind(typed)),
    "Property service": lambda typed: _kept(codes.parse_property_mode(typed)),
    "Vetting of candidates": lambda typed: _kept(codes.parse_vetting(typed)),
    "Buildings": lambda typed: _kept(words.parse_building(typed)),
    "Entrances": lambda typed: _kept(words.parse_entrance(typed)),
    "Posts on a committee": lambda typed: _kept(words.parse_post(typed)),
    "Lists of names": lambda typed: " / ".join(names.split_names(typed)),
}
_SECTION = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = re.compile(r"^\| `([^`]+)`[^|]*\| (.+?) \|$", re.MULTILINE)


def _examples() -> dict[str, list[tuple[str, str]]]:
    values = _text("docs/import.md").split("\n## Values\n")[1].split("\n## ")[0]
    return {title: _EXAMPLE.findall(body) for title, body in _SECTION.findall(values)}


def test_every_kind_of_value_has_examples() -> None:
    assert {title for title, examples in _examples().items() if examples} == set(_READERS)


@pytest.mark.parametrize("title", _READERS)
def test_values_are_read_as_the_document_says(title: str) -> None:
    read = [(typed, _READERS[title](typed)) for typed, _ in _examples()[title]]

    assert read == _examples()[title]


def test_the_list_of_headings_is_current() -> None:
    text = _text("docs/import.md")

    assert text == with_headings(text), "run: python -m tools.import_headings docs/import.md"


def test_every_warning_listed_can_be_given() -> None:
    listed = _EXAMPLE.findall(_text("docs/import.md").split("\n## Warnings\n")[1].split("\n## ")[0])
    folders = ("services/importing", "services/excel")
    code = "".join(
        path.read_text(encoding="utf-8") for name in folders for path in (ROOT / name).glob("*.py")
    )

    assert listed
    assert [warning for warning, _ in listed if f'"{warning}"' not in code] == []


_STANDARD = {"Ctrl+N": "New", "Ctrl+S": "Save", "Ctrl+P": "Print", "Ctrl+C": "Copy"}
_COMBINED = re.compile(r"(?:Ctrl\+Shift|Ctrl|Alt)\+(?:Tab|Return|Left|[A-Z0-9=+-])|F\d")


def test_every_shortcut_of_the_manual_is_in_the_window() -> None:
    table = _text("docs/manual.zh-CN.md").split("\n## 快捷键\n")[1].split("\n## ")[0]
    listed = set(_COMBINED.findall(table)) - {"Alt+1", "Alt+2", "Alt+9"}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").rglob("*.py"))

    assert len(listed) >= 15
    missing = {
        keys
        for keys in listed
        if f'"{keys}"' not in code and f"StandardKey.{_STANDARD.get(keys, keys)}" not in code
    }
    assert missing == set()
