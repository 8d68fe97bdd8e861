"""Joining by stick; certificates and their withdrawal; copies and restores (B3, B4, S14, S16-S18)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import InvalidInput
from models.ids import new_id
from services import templates
from services.disclosure import catalogue
from services.notices.life import numbering
from services.office import Context
from services.sync import (
    accepting,
    certificates,
    container,
    enrolling,
    explaining,
    exporting,
    frames,
    identity,
    importing,
    keys,
    marks,
    renewal,
    requesting,
    sealing,
    setting_up,
    trusting,
)  # fmt: skip
from services.sync.headers import Header
from services.sync.refused import Refused
from tests.helpers.office import NewOffice, add, behind, community, courtyard, rows, value

HUB, UNIT = "光明街道办事处", "安飞社区"


pytestmark = pytest.mark.local_file("joining on both kinds of databases is in test_joining.py")


class Stage:
    """Two or three machines with a home of their own each, and a stick."""

    def __init__(self, new_office: NewOffice, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.new_office, self.folder, self.patch = new_office, folder, monkeypatch
        self.stick = folder / "stick"
        self.stick.mkdir()

    def at(self, name: str) -> None:
        """Sit down at a machine."""
        self.patch.setenv(marks.HOME, str(self.folder / f"home-{name}"))

    def machine(self, name: str, role: str, unit: str) -> Context:
        """Set up a machine."""
        self.at(name)
        context = self.new_office(f"{name}.db")
        behind(context, "UPDATE sync_replica SET replica_id = ?", new_id())
        self.new_office.close(context)
        context = self.new_office(f"{name}.db")
        setting_up.setup(context, role, unit)
        return context

    def joined(self, hub: Context, name: str, unit: str = UNIT) -> Context:
        """Set up a workstation and let it join."""
        context = self.machine(name, "workstation", unit)
        requesting.request(context, self.stick)
        self.enrol(hub)
        self.at(name)
        accepting.accept(context, self.stick)
        return context

    def enrol(self, hub: Context) -> enrolling.Enrolled:
        """Enrol what is on the stick and take the requests off it."""
        self.at("hub")
        (done,) = enrolling.enrol(hub, self.stick, self.stick)
        for path in self.stick.glob("CSP_00000000_*"):
            path.unlink()
        return done


@pytest.fixture
def stage(new_office: NewOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    return Stage(new_office, tmp_path, monkeypatch)


@pytest.fixture
def hub(stage: Stage) -> Context:
    return stage.machine("hub", "hub", HUB)


def _code(caught: pytest.ExceptionInfo[Refused]) -> str:
    assert caught.value.message.endswith("。")
    return caught.value.code


def _package(context: Context, stage: Stage, **other: object) -> Path:
    own, held = identity.this(context), keys.load(context.reader)
    theirs = rows(
        context,
        "SELECT replica_id, enc_pub FROM sync_replica WHERE is_self = 0 AND state = 'active' AND kind <> ? "
        "ORDER BY replica_id LIMIT 1",
        own.kind,
    )
    to, seal = bytes(theirs[0][0]), bytes(theirs[0][1]).decode()
    header = Header(new_id(), "delta", own.replica, to, own.cert_serial, former=own.former)
    header = replace(header, **other)  # type: ignore[arg-type]
    first = frames.manifest(header.pkg_id, header.sender, header.receiver, {})
    assert held.sign is not None
    return sealing.write(stage.stick, header, (first,), signer=held.sign, recipients=(seal,)).path


def _read(context: Context, path: Path) -> None:
    with container.read(path, trusting.trust(context)):
        pass


def test_a_workstation_joins_and_both_read_each_other(stage: Stage, hub: Context) -> None:
    context = stage.machine("ws", "workstation", UNIT)
    asked = requesting.request(context, stage.stick)
    done = stage.enrol(hub)
    stage.at("ws")
    accepted = accepting.accept(context, stage.stick, expected=done.hub_fingerprint)

    assert done.fingerprint == asked.fingerprint
    assert (accepted.hub_name, accepted.unit_name, accepted.series) == (HUB, UNIT, "")
    own = identity.this(context)
    assert own.enrolled
    assert own.unit_id == value(hub, "SELECT id FROM unit WHERE kind = 'community'")
    assert own.hub is not None
    assert own.hub.replica == identity.this(hub).replica
    _read(hub, _package(context, stage))
    _read(context, _package(hub, stage))


def test_the_secret_of_the_root_never_leaves_the_hub(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    kept = dict(rows(context, "SELECT name, secret IS NULL FROM sync_key"))
    assert {name for name, is_public in kept.items() if is_public} == {"root", "escrow"}
    secret = keys.load(hub.reader).root
    assert secret is not None
    assert secret.secret is not None
    assert all(secret.secret not in path.read_bytes() for path in stage.stick.iterdir())


def test_other_digits_than_on_the_paper(stage: Stage, hub: Context) -> None:
    context = stage.machine("ws", "workstation", UNIT)
    requesting.request(context, stage.stick)
    stage.enrol(hub)
    stage.at("ws")
    with pytest.raises(Refused) as caught:
        accepting.accept(context, stage.stick, expected="00000 " * 8)
    assert _code(caught) == "fingerprint"
    assert not identity.this(context).enrolled


def test_the_answer_of_another_hub(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    other = stage.machine("other", "hub", "假街道")
    stage.at("ws")
    requesting.request(context, stage.stick)
    for path in stage.stick.glob(f"CSP_{identity.this(context).replica[-4:].hex()}_*"):
        path.unlink()
    stage.at("other")
    enrolling.enrol(other, stage.stick, stage.stick)
    stage.at("ws")
    with pytest.raises(Refused) as caught:
        accepting.accept(context, stage.stick)
    assert _code(caught) == "root"


def test_a_request_that_was_changed_is_passed_over(stage: Stage, hub: Context) -> None:
    context = stage.machine("ws", "workstation", UNIT)
    path = requesting.request(context, stage.stick).path
    path.write_bytes(path.read_bytes().replace(UNIT.encode(), "平安社区".encode()))
    with pytest.raises(Refused) as caught:
        stage.enrol(hub)
    assert _code(caught) == "nothing"


def test_own_units_of_the_same_name_take_the_hubs_id(stage: Stage, hub: Context) -> None:
    unit = community(hub, UNIT)
    context = stage.machine("ws", "workstation", UNIT)
    add(context, "communities", name="别的社区")
    old = community(context, UNIT)
    yard = courtyard(context, unit=old)
    requesting.request(context, stage.stick)
    stage.enrol(hub)
    stage.at("ws")
    accepted = accepting.accept(context, stage.stick)

    assert UNIT in accepted.adopted
    assert value(context, "SELECT unit_id FROM courtyard WHERE id = ?", yard) == unit
    assert value(context, "SELECT count(*) FROM unit WHERE name = ? AND deleted_at IS NULL", UNIT) == 1
    assert value(context, "SELECT deleted_at IS NOT NULL FROM unit WHERE id = ?", old)


def test_settings_from_before_become_the_communitys_own(stage: Stage, hub: Context) -> None:
    community(hub, UNIT)
    line, other = (each.id for each in catalogue.shipped()[:2])
    catalogue.save(hub.on_writer, line, {"title": "街道定的"})
    context = stage.machine("ws", "workstation", UNIT)
    for each in (line, other):
        catalogue.save(context.on_writer, each, {"title": "入网前改的"})
    templates.save(context.on_writer, "overview", {"note": "入网前改的"})
    requesting.request(context, stage.stick)
    stage.enrol(hub)
    stage.at("ws")
    accepting.accept(context, stage.stick)

    assert value(context, "SELECT count(DISTINCT unit_id) FROM template_text") == 1
    for _ in range(2):
        exporting.export(context.on_writer, stage.stick)
        stage.at("hub")
        importing.import_folder(hub, stage.stick)
        stage.at("ws")
        importing.import_folder(context, stage.stick)
    said = [catalogue.item_of(context.on_writer, each).title for each in (line, other)]
    assert said == ["入网前改的"] * 2
    assert templates.wordings(context.on_writer)["overview"].text("note") == "入网前改的"
    assert catalogue.item_of(hub.on_writer, line).title == "街道定的"
    assert catalogue.item_of(hub.on_writer, other).title != "入网前改的"
    assert value(hub, "SELECT count(*) FROM sync_conflict") == 0


def test_s14_a_second_workstation_has_its_own_letter(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    assert [numbering.series(each) for each in (hub, first, second)] == ["A", "", "B"]
    with pytest.raises(InvalidInput, match="街道"):
        numbering.set_series(second, "C")


def test_joining_again_keeps_the_letter(stage: Stage, hub: Context) -> None:
    stage.joined(hub, "ws")
    second = stage.joined(hub, "ws2")
    requesting.request(second, stage.stick)
    assert stage.enrol(hub).series == "B"


def test_b03_a_revoked_workstation_is_refused(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    path = _package(context, stage)
    setting_up.revoke(hub, identity.this(context).replica)
    with pytest.raises(Refused) as caught:
        _read(hub, path)
    assert _code(caught) == "revoked"


def test_b03_a_certificate_expires_by_the_time_of_the_hub_not_by_ones_own(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    path = _package(hub, stage)
    stage.new_office.clock.advance(certificates.HUB_YEARS_MS + 10)
    _read(context, path)
    with context.unit_of_work() as work:
        trusting.saw_hub_time(work, stage.new_office.clock())
        work.commit()
    with pytest.raises(Refused) as caught:
        _read(context, path)
    assert _code(caught) == "expired"


def test_b03_a_workstation_takes_nothing_of_another(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    path = _package(first, stage, receiver=identity.this(second).replica)
    with pytest.raises(Refused) as caught:
        _read(second, path)
    assert _code(caught) == "unknown_sender"


def test_b03_nobody_poses_as_another_office(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    posed, real = identity.this(second).replica, identity.this(first).replica
    with pytest.raises(Refused) as caught:
        _read(hub, _package(first, stage, sender=posed, former=(real,)))
    assert _code(caught) == "unknown_sender"


def test_b03_nobody_claims_the_former_id_of_another_office(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    other, own = identity.this(second).replica, identity.this(first).replica
    with pytest.raises(Refused) as caught:
        _read(hub, _package(first, stage, sender=new_id(), former=(other, own)))
    assert _code(caught) == "unknown_sender"
    _read(hub, _package(first, stage, sender=new_id(), former=(new_id(), own)))


def test_b04_the_number_of_the_list_never_goes_down(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    older = setting_up.revoke(hub, identity.this(first).replica).to_bytes()
    newer = setting_up.revoke(hub, identity.this(second).replica).to_bytes()
    with second.unit_of_work() as work:
        assert trusting.take_revocations(work, newer).number == 2
        assert trusting.take_revocations(work, older).number == 2
        with pytest.raises(Refused) as caught:
            trusting.take_revocations(work, older.replace(b'"number":1', b'"number":3'))
        work.commit()
    assert _code(caught) == "certificate"
    assert trusting.revocations(second.reader).number == 2


def test_s16_a_copy_on_another_machine_is_in_doubt(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    assert marks.doubt(context) is None
    stage.at("elsewhere")
    found = marks.doubt(context)
    assert found is not None
    assert found.code == "moved"
    assert "sync renew" not in found.sentence
    community(context, "在别处登记的社区")  # going on working takes no doubt away
    assert marks.doubt(context) == found
    with pytest.raises(Refused) as caught:
        requesting.request(context, stage.stick)
    assert str(caught.value.on_the_command_line()) == f"{found.sentence}命令：sync renew"


@pytest.mark.local_file("copies the file")
def test_s16_a_copy_beside_the_original_is_in_doubt(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    stage.new_office.close(context)
    shutil.copy(stage.folder / "ws.db", stage.folder / "copy.db")
    copy = stage.new_office("copy.db")
    found = marks.doubt(copy)
    assert found is not None
    assert found.code == "copied"
    fresh = identity.renew(copy)
    assert marks.doubt(copy) is None
    assert fresh.former == (identity.this(stage.new_office("ws.db")).replica,)


@pytest.mark.local_file("copies the file")
def test_s18_an_older_file_put_back_is_in_doubt_until_renewed(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    stage.new_office.close(context)
    shutil.copy(stage.folder / "ws.db", stage.folder / "old.db")
    context = stage.new_office("ws.db")
    community(context, "后来登记的社区")
    stage.new_office.close(context)
    shutil.copy(stage.folder / "old.db", stage.folder / "ws.db")
    context = stage.new_office("ws.db")
    found = marks.doubt(context)
    assert found is not None
    assert found.code == "restored"
    for number in range(9):
        community(context, f"又登记的社区{number}")
    assert marks.doubt(context) == found

    old = identity.this(context).replica
    fresh = identity.renew(context)

    assert marks.doubt(context) is None
    assert fresh.former == (old,)
    assert fresh.enrolled
    community(context, "再登记的社区")
    assert value(context, "SELECT count(*) FROM sync_change WHERE replica_id = ?", fresh.replica) == 1
    _read(hub, _package(context, stage))


def test_other_changes_under_the_same_numbers_are_in_doubt(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    community(context, "新社区")
    for folder in marks.places():
        for path in folder.iterdir():
            told = path.read_text(encoding="utf-8")
            path.write_text(told.replace('"hash": "', '"hash": "00'), encoding="utf-8")
    found = marks.doubt(context)
    assert found is not None
    assert found.code == "restored"


def test_one_place_that_was_cleaned_or_spoilt_is_no_doubt(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    first, second = (next(folder.iterdir()) for folder in marks.places())
    first.unlink()
    assert marks.doubt(context) is None
    community(context, "新社区")
    second.write_text("", encoding="utf-8")
    assert marks.doubt(context) is None


def test_a_restore_inside_the_program_is_no_doubt(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    held = identity.renew(context).replica
    for folder in marks.places():
        (folder / f"{held.hex()}.json").unlink()
    assert marks.doubt(context) is None
    community(context, "恢复后登记的社区")
    assert all((folder / f"{held.hex()}.json").exists() for folder in marks.places())
    stage.at("elsewhere")
    assert marks.doubt(context) is not None


def test_an_office_alone_leaves_no_marks(stage: Stage, new_office: NewOffice) -> None:
    stage.at("alone")
    context = new_office("alone.db")
    community(context)
    assert marks.doubt(context) is None
    assert not any(folder.exists() for folder in marks.places())


def test_a_renewed_hub_begins_a_new_incarnation_and_is_still_believed(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    stage.at("hub")
    before = trusting.setting(hub.reader, identity.INCARNATION, "")
    identity.renew(hub)
    assert trusting.setting(hub.reader, identity.INCARNATION, "") not in ("", before)
    _read(context, _package(hub, stage))


def test_what_a_file_is_and_why_it_is_refused(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    path = _package(context, stage)
    stage.at("hub")
    assert explaining.explain(hub, path).is_fine
    assert explaining.explain(hub, path).sender == UNIT
    assert explaining.explain(context, path).code == "own"
    answer = next(each for each in stage.stick.iterdir() if each != path)
    assert explaining.explain(context, answer).is_fine
    assert explaining.explain(hub, answer).code == "receiver"
    path.write_bytes(b"PK")
    assert explaining.explain(hub, path).code == "magic"


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "两\n行"])
def test_names_that_cannot_be(stage: Stage, new_office: NewOffice, name: str) -> None:
    stage.at("x")
    with pytest.raises(Refused) as caught:
        setting_up.setup(new_office("x.db"), "hub", name)
    assert _code(caught) == "name"


def test_setting_up_twice(stage: Stage, hub: Context) -> None:
    stage.at("hub")
    assert setting_up.setup(hub, "hub", HUB) == identity.this(hub)
    for role, unit in (("hub", "别的街道"), ("workstation", HUB)):
        with pytest.raises(Refused) as caught:
            setting_up.setup(hub, role, unit)
        assert _code(caught) == "already"


def test_a_certificate_is_renewed_with_the_receipts(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    replica, first = identity.this(context).replica, identity.this(context).cert_serial
    older = _package(context, stage)
    stage.new_office.clock.advance(200 * 86_400_000)
    with hub.unit_of_work() as work:
        note = renewal.offered(work, replica)
        assert renewal.offered(work, replica) == note
        work.commit()
    _read(hub, older)

    with context.unit_of_work() as work:
        assert renewal.take(work, note)
        assert not renewal.take(work, note)
        work.commit()

    assert identity.this(context).cert_serial > first
    _read(hub, _package(context, stage))


def test_a_new_certificate_for_somebody_else_is_refused(stage: Stage, hub: Context) -> None:
    first, second = stage.joined(hub, "ws"), stage.joined(hub, "ws2")
    with hub.unit_of_work() as work:
        note = renewal.offered(work, identity.this(second).replica)
    with first.unit_of_work() as work, pytest.raises(Refused) as caught:
        renewal.take(work, note)
    assert _code(caught) == "certificate"


def test_a_withdrawn_office_stays_out_under_an_older_certificate(stage: Stage, hub: Context) -> None:
    context = stage.joined(hub, "ws")
    older = _package(context, stage)
    stage.new_office.clock.advance(200 * 86_400_000)
    with hub.unit_of_work() as work:
        renewal.offered(work, identity.this(context).replica)
        work.commit()
    setting_up.revoke(hub, identity.this(context).replica)
    with pytest.raises(Refused) as caught:
        _read(hub, older)
    assert _code(caught) == "revoked"
