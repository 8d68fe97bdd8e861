"""Whatever changes the data or takes them out asks for a right; read from the source."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import main
import services
from models.rules.rights import RIGHTS, may
from services.rights import COMMANDS
from tests.helpers import call_graph
from tools import rights_table

for _each in pkgutil.walk_packages(services.__path__, "services."):
    importlib.import_module(_each.name)

EXEMPT = {
    # people's own things
    "services.drafts.save_draft": "what somebody typed and did not save, for that person alone",
    "services.drafts.drop_draft": "the same",
    "services.settings.put": "each caller asks; directly only for the window's own settings of a person",
    "services.settings.change": "each caller asks",
    "services.users.current_user": "who starts to work; a stranger is refused where users are managed",
    "services.users.switch_user": "who works now; an encrypted office asks for the password",
    "services.users.take_over": "who works now, with the password",
    "services.context.open_context": "opening: who works is only known then",
    "services.context.context_of": "opening: who works is only known then",
    "services.context.sign_in_where_needed": "opening with the password",
    # the program's own upkeep
    "services.backup_plan.take_daily": "the daily backup, whoever works; its plan asks",
    "services.disk_checks.look": "the check after the start, whoever works",
    "services.audit_checks.conclude": "the same, of the chain of the audit log",
    "services.audit_checks.check_all": "the same",
    "services.rights.write_refusals": "the refusals themselves",
    "services.rights.flush_refusals": "the refusals themselves",
    "services.rights.needs": "asks",
    "services.rights.needs_by": "asks",
    "services.rights.asks": "asks",
    # an office that is closed: a key, a password or the paper opens it, not a role
    "services.keys.creating.create": "there is no office before",
    "services.recovering.recover": "with the recovery key on paper",
    "services.file_commands.restore": "asks `allow_restore` of the office it replaces",
    "services.file_commands.check": "asks before it reads the change log",
    "services.file_commands.backup": "by `back_up_to`",
    # parts of commands that ask
    "services.backup.container.backup": "writes what `back_up_to` and the daily backup are asked for",
    "services.backup.restoring.restore": "an office that is closed; before, `allow_restore` is asked",
    "services.backup.schedule.before_migration": "a copy before the program brings the file up to date",
    "services.backup.schedule.scheduled_backup": "part of the daily backup",
    "services.backup_plan.copied": "part of the daily backup",
    "services.excel.writing.write_book": "part of exports",
    "services.excel.writing.write_table": "part of exports",
    "services.exporting.lists.audited": "part of exports",
    "services.files.write_bytes": "writes what others made",
    "services.erasing.carrying_out.clear": "part of erasing",
    "services.sync.purging.drop_files": "part of erasing",
    "services.open_leftovers.note_restored": "what became of a restore that asked before it began",
    "services.notices.life.checking.check_in": "part of checking",
    "services.two_people.settle": "part of what takes two people",
    "services.two_people.settle_where_managed": "part of what takes two people",
    "services.two_people.prove_maker": "part of what takes two people",
    "services.minutes.life.refuse_changed": "part of checking and finishing minutes",
    "services.sync.archive.keep": "part of an exchange",
    "services.sync.archive.thin": "part of an exchange",
    "services.sync.archive.unpacked": "part of an exchange",
    "services.sync.clones.heal": "part of an exchange",
    "services.sync.clones.hear": "part of an exchange",
    "services.sync.identity.take_new_id": "part of an exchange; `renew` asks",
    "services.sync.parts.receive": "part of an exchange",
    "services.sync.safeguard.before_import": "part of an exchange",
    "services.sync.taking.finish": "part of an exchange",
    "services.sync.taking.take": "part of an exchange",
    # the command line: what they call asks
    "services.ledger_commands.close": "by `close_month`; a new name is refused where users are managed",
    "services.ledger_commands.statement": "by the sheet it notes",
    "services.ledger_commands.run": "by the two above",
    "services.life_commands.add_parsers": "names the commands",
    "services.life_commands.issue": "by preparing and issuing",
    "services.life_commands.post": "by posting",
    "services.matter_commands.run": "by the steps and the archive it notes",
    "services.minutes_command.run": "by the sheet it notes",
    "services.office_commands.add_parsers": "names the commands",
    "services.privacy_command.run": "by the sheet it asks for and by erasing",
    "services.sheet_commands.typeset": "a text of one's own, no office",
    "services.statistics_command.run": "by the export, or the sheet it notes",
    "services.vote_commands.run": "reads rules",
}
"""Public functions that change data or write files without asking, and why that is right."""
KEYS = "services.keys."
"""Files of keys: whoever holds a key writes them; the commands about them ask."""


def test_whatever_commits_or_writes_a_file_asks_for_a_right() -> None:
    found = call_graph.services().unasked()
    public = {name for name in found if not any(part.startswith("_") for part in name.split("."))}
    reached = {f"{name} by {found[name]}" for name in public - EXEMPT.keys() if not name.startswith(KEYS)}
    assert reached == set()


def test_every_exemption_is_needed() -> None:
    found = call_graph.services().unasked()
    assert {name for name in EXEMPT if name not in found} == set()


def test_what_forgets_to_ask_is_found() -> None:
    source = (
        "from services.rights import needs\n"
        "def open_door(context): _write(context)\n"
        "def _write(context):\n    with context.unit_of_work() as work: work.commit()\n"
        "@needs('records.write')\ndef guarded(context): _write(context)\n"
        "def reads(context): return context.reader.all('')\n"
        "def by_guard(context): guarded(context)\n"
    )
    other = "from services.made import open_door as way\ndef far(context): way(context)\n"
    found = call_graph.graph({"services.made": source, "services.other": other}).unasked()
    assert {"services.made.open_door", "services.made._write", "services.other.far"} == set(found)


def test_every_decorated_function_is_registered() -> None:
    assert call_graph.services().asking == COMMANDS.keys()


def test_whoever_may_begin_a_command_may_do_all_of_it() -> None:
    graph = call_graph.services()
    stuck = set()
    for name, command in COMMANDS.items():
        if command.samples or not command.rights:
            continue
        able = frozenset.intersection(*(RIGHTS[code].roles for code in command.rights))
        for inner in graph.commands_within(name):
            known = COMMANDS[inner]
            for code in () if known.samples else known.rights:
                if not able <= RIGHTS[code].roles:
                    stuck.add((name, inner, code))
    assert stuck == set()


HEADLESS = {
    "import-survey": "services.importing.apply.apply",
    "export-register": "services.exporting.register.export_register",
    "list": "records.see",
    "notice": "services.notices.making.note_issued",
    "notices": "services.notices.batch.batch_to_file",
    "obligations": "notices.see",
    "duties": "deliberation.see",
    "statistics": "services.statistics_out.export",
    "meeting attendance-sheet": "services.attendance_command.run",
    "meeting minutes": "services.notices.making.note_issued",
    "ledger import": "services.booking.applying.apply",
    "ledger close": "services.ledgers.closing.close_month",
    "ledger statement": "services.notices.making.note_issued",
    "vote count": "deliberation.see",
    "opinion add": "services.opinions.quick.register",
    "opinion list": "opinions.see",
    "opinion import": "services.opinion_intake.rehearsing.apply",
    "typeset": "",
    "fonts": "",
    "search": "records.see",
    "backup": "services.backup_plan.back_up_to",
    "restore": "services.backup_plan.allow_restore",
    "notice-issue": "services.notices.life.issuing.issue",
    "notice-post": "services.boards.posting.post",
    "notice-take-down": "services.boards.posting.take_down",
    "notice-verify": "notices.see",
    "board add": "services.records.save",
    "board list": "notices.see",
    "matter show": "deliberation.see",
    "matter advance": "services.matters.steps.complete",
    "matter archive": "services.matter_archive.note_archived",
    "election show": "elections.see",
    "election confirm": "services.elections.results.confirm_result",
    "appraisal show": "deliberation.see",
    "sync setup": "services.sync.setting_up.setup",
    "sync request": "services.sync.requesting.request",
    "sync enrol": "services.sync.enrolling.enrol",
    "sync accept": "services.sync.accepting.accept",
    "sync renew": "services.sync.identity.renew",
    "sync revoke": "services.sync.setting_up.revoke",
    "sync verify": "records.see",
    "sync export": "services.sync.exporting.export",
    "sync import": "services.sync.importing.import_folder",
    "sync exchange": "services.sync.exchange.exchange",
    "sync status": "records.see",
    "sync conflicts": "records.see",
    "privacy review": "records.see",
    "privacy holdings": "services.holdings.sheet.make_sheet",
    "privacy erase": "services.erasing.carrying_out.erase",
    "audit verify": "services.audit_checks.verify",
    "audit search": "services.audit_search.search",
    "user add": "services.users.add_user",
    "user disable": "services.users.set_active",
    "user enable": "services.users.set_active",
    "user role": "services.users.set_role",
    "user list": "services.user_commands.run",
    "office-create": "",
    "office-encrypt": "services.open_leftovers.note_encrypted",
    "recover": "",
    "password": "services.users.change_password",
    "rekey": "services.office_commands._allow_rekey",
    "recovery-sheet": "services.recovering.make_sheet",
    "check": "services.file_commands._log_problem",
    "move": "",
    "screenshots": "records.see",
    "demo": "",
}
"""Each headless command with the command of the services that asks, the right to see, or "" for none:
no office is open then, or a key opens it and no role."""


def test_the_manual_has_the_table_as_it_is() -> None:
    text = (call_graph.ROOT / "docs" / "manual.zh-CN.md").read_text(encoding="utf-8")
    assert rights_table.written(text) == text, "python -m tools.rights_table docs/manual.zh-CN.md"
    assert "| 登记收支 | ✓ |  | ✓ |  |  |" in text
    with pytest.raises(ValueError, match="权限表"):
        rights_table.written("no table")


def test_roles_of_the_hub_may_what_the_manual_says() -> None:
    for here, there in (
        ("administrator", "hub_administrator"),
        ("worker", "hub_officer"),
        ("reader", "hub_reader"),
    ):
        assert {code for code in RIGHTS if may(here, code)} == {code for code in RIGHTS if may(there, code)}


def _named(parser: argparse.ArgumentParser, above: str = "") -> Iterator[str]:
    groups: list[Any] = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not groups:
        yield above
    for group in groups:
        for name, below in group.choices.items():
            yield from _named(below, f"{above} {name}".strip())


def test_every_headless_command_names_its_right() -> None:
    assert set(_named(main.parser())) == HEADLESS.keys()


@pytest.mark.parametrize("name", HEADLESS)
def test_what_a_headless_command_asks_exists(name: str) -> None:
    asked = HEADLESS[name]
    assert asked in ("", *RIGHTS, *COMMANDS)
