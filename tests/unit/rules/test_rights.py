"""The table of rights: complete, and the lines an office relies on."""

from __future__ import annotations

import pytest

from models.rules import rights
from models.tables import SYNCED
from models.vocab import USER_ROLE


def test_roles_have_their_words() -> None:
    assert tuple(code for code, _ in USER_ROLE) == rights.ROLES


@pytest.mark.parametrize("code", rights.RIGHTS)
def test_every_right_is_somebodys_and_named(code: str) -> None:
    right = rights.RIGHTS[code]
    assert right.roles
    assert right.roles <= set(rights.ROLES)
    assert right.label
    assert {rights.ADMINISTRATOR, rights.HUB_ADMINISTRATOR} <= right.roles


@pytest.mark.parametrize("table", [each.name for each in SYNCED])
def test_every_table_has_a_right_to_see_and_one_to_write(table: str) -> None:
    assert rights.seeing(table) in rights.RIGHTS
    assert rights.writing(table) in rights.RIGHTS


def test_whoever_reads_writes_nothing() -> None:
    readers = {rights.READER, rights.HUB_READER}
    writing = {code for code in rights.RIGHTS if not code.endswith((".see", ".print"))} - {"own.settings"}
    assert {code for code in writing if rights.RIGHTS[code].roles & readers} == set()


def test_whoever_keeps_the_books_does_not_check() -> None:
    assert not rights.may(rights.ACCOUNTANT, "notices.check")
    assert not rights.may(rights.CHECKER, "ledger.write")
    assert not rights.may(rights.ACCOUNTANT, "opinions.see")


def test_an_unknown_role_may_nothing() -> None:
    assert not any(rights.may("somebody", code) for code in rights.RIGHTS)
    with pytest.raises(KeyError):
        rights.may(rights.ADMINISTRATOR, "no.such")


def test_every_role_becomes_one_of_the_hub() -> None:
    assert set(rights.AT_THE_HUB) == set(rights.OFFICE_ROLES)
    assert set(rights.AT_THE_HUB.values()) == set(rights.HUB_ROLES)


def test_tables_of_persons_are_seen_with_the_records() -> None:
    assert rights.seeing("consent") == "records.see"
    assert rights.writing("retention_review") == "personal.consent"
    assert rights.writing("ledger_entry") == "ledger.write"
    assert rights.writing("resident") == "records.write"


def test_what_is_set_for_the_whole_office_is_written_with_a_right_of_its_own() -> None:
    assert rights.writing("template_text") == rights.writing("matter_template") == "office.rules"
    assert rights.writing("attachment") == "files.add"
    assert rights.seeing("template_text") == "notices.see"
    assert rights.writing("posting") == "notices.post"
