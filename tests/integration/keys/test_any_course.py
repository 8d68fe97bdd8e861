"""Any sequence of passwords, users, keys, sheets, backups and restores: exactly those who should get in."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.db import keyring
from models.errors import LouyuanError
from services import backup as backups
from services import recovering, users
from services.context import open_context
from services.keys import creating, keyfile, paper_key, places, rekeying, signing_in
from services.keys.keyfile import WrongPassword
from services.office import Context
from tests.helpers.keys import ADMIN
from tests.helpers.office import resident
from tests.helpers.sync_runs import memory

NAMES = (ADMIN, "李明", "赵云")
WORDS = tuple(f"pass word {number}" for number in range(3))
OPEN_PEOPLE = ["尉迟公开"]
SOAK = os.environ.get("LOUYUAN_SOAK") == "1"


@dataclass
class Account:
    """Who may open the office, told by hand.

    Attributes:
        passwords: of whom the key file knows.
        active: whom the office knows, and whether active.
        sheets: recovery keys in the order they were made; the last one opens it.
        people: residents.
    """

    passwords: dict[str, str] = field(default_factory=dict)
    active: dict[str, bool] = field(default_factory=dict)
    sheets: list[bytes] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def copy(self) -> Account:
        return Account(dict(self.passwords), dict(self.active), list(self.sheets), list(self.people))

    def may(self) -> list[str]:
        """Return who gets in with the right password."""
        return [name for name in NAMES if name in self.passwords and self.active.get(name)]


def _let_all_do_all(context: Context) -> None:
    with context.unit_of_work() as work:
        work.connection.exec_driver_sql("UPDATE app_user SET role = 'administrator'")
        work.commit()


@lru_cache(maxsize=1)
def _made() -> tempfile.TemporaryDirectory[str]:
    """Make an encrypted office, and the backup of an open one, once for all courses."""
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(
        dir=memory(), prefix="louyuan-course-"
    )
    here = Path(folder.name)
    creating.create(here / "keyed" / "office.db", ADMIN, WORDS[0])
    context = open_context(here / "keyed" / "office.db", ADMIN, password=WORDS[0])
    users.add_user(context, "李明", WORDS[1])
    _let_all_do_all(context)
    context.close()
    plain = here / "plain" / "office.db"
    open_context(plain, "李明").close()
    context = open_context(plain, ADMIN)
    resident(context, OPEN_PEOPLE[0])
    context.close()
    backups.backup(plain, here / "open.lybak")
    return folder


class Course(RuleBasedStateMachine):
    """An encrypted office beside an account of who may open it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=memory(), prefix="louyuan-course-")
        self.path = Path(self.folder.name) / "office.db"
        self.now = Account()
        self.saved: list[tuple[Path, Account]] = []

    @initialize()
    def made(self) -> None:
        shutil.copytree(Path(_made().name) / "keyed", self.path.parent, dirs_exist_ok=True)
        self.now = Account({ADMIN: WORDS[0], "李明": WORDS[1]}, {ADMIN: True, "李明": True})

    def teardown(self) -> None:
        try:
            if self.now.passwords:
                self.exactly_those_open_it()
        finally:
            self.folder.cleanup()

    def opened(self) -> Context:
        name = self.now.may()[0]
        return open_context(self.path, name, password=self.now.passwords[name])

    def unlocked(self) -> keyfile.Unlocked:
        name = self.now.may()[0]
        opener = signing_in.with_password(name, self.now.passwords[name])
        return signing_in.sign_in(self.path, opener, now_ms=0)

    @rule(name=st.sampled_from(NAMES), word=st.sampled_from(WORDS))
    def adds_or_sets_password(self, name: str, word: str) -> None:
        context = self.opened()
        try:
            if name in self.now.active:
                signing_in.set_password(self.path, name, word)
            else:
                users.add_user(context, name, word)
                _let_all_do_all(context)
                self.now.active[name] = True
        finally:
            context.close()
        self.now.passwords[name] = word

    @precondition(lambda self: len(self.now.active) > 1)
    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def disables_or_enables(self, data: st.DataObject, word: str) -> None:
        others = [name for name in self.now.active if name != self.now.may()[0]]
        name = data.draw(st.sampled_from(others))
        context = self.opened()
        try:
            known = context.reader.value("SELECT id FROM app_user WHERE name = ?", (name,))
            enabled = not self.now.active[name]
            users.set_active(context, known, enabled, word if enabled else None)
        finally:
            context.close()
        self.now.active[name] = enabled
        self.now.passwords.pop(name, None)
        if enabled:
            self.now.passwords[name] = word

    @rule()
    def rekeys(self) -> None:
        unlocked = self.unlocked()
        keyring.forget_office(self.path)
        rekeying.rekey(self.path, unlocked)
        assert not rekeying.opens(self.path, keyring.raw_key(unlocked.key, unlocked.file.database))

    @rule(secret=st.binary(min_size=20, max_size=20))
    def makes_a_sheet(self, secret: bytes) -> None:
        self.unlocked()
        signing_in.set_recovery_key(self.path, secret)
        keyring.forget_office(self.path)
        self.now.sheets.append(secret)

    @precondition(lambda self: self.now.sheets)
    @rule(name=st.sampled_from(NAMES), word=st.sampled_from(WORDS))
    def recovers(self, name: str, word: str) -> None:
        typed = paper_key.written(self.now.sheets[-1])
        recovering.recover(self.path, typed, name, word, now_ms=0)
        self.now.passwords[name] = word

    @rule(number=st.integers(0, 99))
    def works(self, number: int) -> None:
        context = self.opened()
        resident(context, f"居民{number:02}")
        context.close()
        self.now.people.append(f"居民{number:02}")

    @rule()
    def backs_up(self) -> None:
        self.unlocked()
        out = self.path.with_name(f"{len(self.saved)}.lybak")
        backups.backup(self.path, out)
        keyring.forget_office(self.path)
        self.saved.append((out, self.now.copy()))

    @precondition(lambda self: self.saved)
    @rule(data=st.data(), sheet=st.booleans())
    def restores(self, data: st.DataObject, sheet: bool) -> None:
        out, then = data.draw(st.sampled_from(self.saved))
        if sheet and then.sheets:
            opener = signing_in.with_recovery_key(paper_key.written(then.sheets[-1]))
            live = self.now.sheets[-1:] == then.sheets[-1:]
        else:
            name = data.draw(st.sampled_from(then.may()))
            opener = signing_in.with_password(name, then.passwords[name])
            live = self.now.passwords.get(name) == then.passwords[name]
        after = then.copy()
        if live:  # the key file stays as it is; otherwise who could open the backup comes back
            after.passwords, after.sheets = dict(self.now.passwords), list(self.now.sheets)
        if not after.may():
            return  # nobody the backup knows has a password now: the sheet would have to help
        backups.restore(out, self.path, opener=opener)
        self.now = after

    @rule()
    def restores_an_open_backup(self) -> None:
        name = self.now.may()[0]
        opener = signing_in.with_password(name, self.now.passwords[name])
        after = self.now.copy()
        after.active, after.people = {ADMIN: True, "李明": True}, list(OPEN_PEOPLE)
        open_backup = Path(_made().name) / "open.lybak"
        if not after.may():
            with pytest.raises(LouyuanError, match="谁也进不去"):
                backups.restore(open_backup, self.path, opener=opener)
            return
        backups.restore(open_backup, self.path, opener=opener)
        self.now = after

    @invariant()
    def the_key_file_opens_to_exactly_those(self) -> None:
        if not self.now.passwords:
            return
        file = places.read_from(keyring.key_path(self.path))
        for name in NAMES:
            for word in WORDS:
                assert _unlocks(file, name, word) == (self.now.passwords.get(name) == word), (name, word)
        for secret in self.now.sheets:
            try:
                keyfile.unlock_with_recovery(file, secret)
                opened = True
            except WrongPassword:
                opened = False
            assert opened == (secret == self.now.sheets[-1])

    def exactly_those_open_it(self) -> None:
        """Let everybody the office knows try the door; whoever comes in sees all there is."""
        for name, active in self.now.active.items():
            word = self.now.passwords.get(name, WORDS[0])
            try:
                context = open_context(self.path, name, password=word, clock=lambda: 0)
            except LouyuanError:
                assert not (active and name in self.now.passwords), name
                assert keyring.key_of(self.path) is None
                continue
            try:
                assert active, name
                assert name in self.now.passwords, name
                rows = context.reader.all("SELECT name FROM resident")
                assert sorted(row[0] for row in rows) == sorted(self.now.people)
            finally:
                context.close()


def _unlocks(file: keyfile.KeyFile, name: str, word: str) -> bool:
    try:
        keyfile.unlock(file, name, word)
    except WrongPassword:
        return False
    return True


def test_any_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUYUAN_HOME", str(Path(_made().name) / "home"))
    run_state_machine_as_test(
        Course,
        settings=settings(
            max_examples=600 if SOAK else 60,
            stateful_step_count=25 if SOAK else 8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
