"""Any sequence of passwords, users, new keys, sheets and restores: exactly those who should get in do."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from models.db import keyring
from services import backup as backups
from services.context import open_context
from services.keys import creating, keyfile, paper_key, places, rekeying, signing_in
from services.keys.keyfile import WrongPassword
from tests.helpers.keys import ADMIN, residents
from tests.helpers.office import resident
from tests.helpers.roles import user_of

NAMES = ("王芳", "李明", "赵云")
WORDS = tuple(f"pass word {number}" for number in range(4))


class Course(RuleBasedStateMachine):
    """An encrypted office beside a plain account of who may open it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "office.db"
        self.people: list[str] = []
        self.sheets: list[bytes] = []
        self.saved: tuple[Path, dict[str, str], list[str], bytes | None] | None = None
        self.key = b""

    @initialize()
    def made(self) -> None:
        creating.create(self.path, ADMIN, WORDS[0])
        context = open_context(self.path, ADMIN, password=WORDS[0])
        for name in NAMES[1:]:
            user_of(context, name, "administrator")
        context.close()
        self.passwords = {ADMIN: WORDS[0]}

    def teardown(self) -> None:
        self.folder.cleanup()

    def signed_in(self) -> keyfile.Unlocked:
        name, password = next(iter(self.passwords.items()))
        return signing_in.sign_in(self.path, signing_in.with_password(name, password), now_ms=0)

    @rule(name=st.sampled_from(NAMES), word=st.sampled_from(WORDS))
    def sets_password(self, name: str, word: str) -> None:
        self.signed_in()
        signing_in.set_password(self.path, name, word)
        keyring.forget_office(self.path)
        self.passwords[name] = word

    @precondition(lambda self: len(self.passwords) > 1)
    @rule(data=st.data())
    def takes_out(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.passwords)))
        self.signed_in()
        signing_in.remove_user(self.path, name)
        keyring.forget_office(self.path)
        del self.passwords[name]

    @rule()
    def rekeys(self) -> None:
        unlocked = self.signed_in()
        keyring.forget_office(self.path)
        rekeying.rekey(self.path, unlocked)
        assert not rekeying.opens(self.path, keyring.raw_key(unlocked.key, unlocked.file.database))

    @rule(secret=st.binary(min_size=20, max_size=20))
    def makes_a_sheet(self, secret: bytes) -> None:
        self.signed_in()
        signing_in.set_recovery_key(self.path, secret)
        keyring.forget_office(self.path)
        self.sheets.append(secret)

    @rule(number=st.integers(0, 99))
    def works(self, number: int) -> None:
        name, password = next(iter(self.passwords.items()))
        context = open_context(self.path, name, password=password)
        resident(context, f"居民{number:02}")
        context.close()
        self.people.append(f"居民{number:02}")

    @rule()
    def backs_up(self) -> None:
        self.signed_in()
        out = self.path.with_name("saved.lybak")
        backups.backup(self.path, out)
        keyring.forget_office(self.path)
        sheet = self.sheets[-1] if self.sheets else None
        self.saved = (out, dict(self.passwords), list(self.people), sheet)

    @precondition(lambda self: self.saved is not None)
    @rule(data=st.data())
    def restores(self, data: st.DataObject) -> None:
        assert self.saved is not None
        out, passwords, people, _ = self.saved
        name = data.draw(st.sampled_from(sorted(passwords)))
        opener = signing_in.with_password(name, passwords[name])
        live = self.passwords.get(name) == passwords[name]
        backups.restore(out, self.path, opener=opener)
        self.people = list(people)
        if not live:  # whoever cannot open the office as it is now brings back who could open the backup
            self.passwords = dict(passwords)
            self.sheets = [] if self.saved[3] is None else [self.saved[3]]

    @invariant()
    def exactly_those_who_should_get_in_do(self) -> None:
        if not getattr(self, "passwords", None):
            return
        file = places.read_from(keyring.key_path(self.path))
        for name in NAMES:
            for word in WORDS:
                try:
                    keyfile.unlock(file, name, word)
                    opened = True
                except WrongPassword:
                    opened = False
                assert opened == (self.passwords.get(name) == word), (name, word)
        for at, secret in enumerate(self.sheets):
            last = secret == self.sheets[-1]
            try:
                keyfile.unlock_with_recovery(file, paper_key.read(paper_key.written(secret)))
                assert last, at
            except WrongPassword:
                assert not last
        name, password = next(iter(self.passwords.items()))
        assert residents(self.path, name, password) == sorted(self.people)


def test_any_course(monkeypatch: pytest.MonkeyPatch) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Course,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
