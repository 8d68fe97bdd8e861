"""Consents of a resident: where they belong, what carries them along, and who may write them."""

from __future__ import annotations

import pytest

from models.errors import NotAllowed
from models.ids import RecordId
from services import attachments, duplicates, history, records
from services.attachments import NewFile
from services.office import Context
from services.subjects import subject
from tests.helpers.files import photo
from tests.helpers.office import add, community, courtyard, resident, rows, value
from tests.integration.privacy.roles import work_as


def agreed(office: Context, person: RecordId, **values: object) -> RecordId:
    return add(office, "consents", resident_id=person, purpose="photo", given_on="2020-9-1", **values)


def test_a_consent_belongs_to_the_unit_of_its_resident_and_moves_with_it(office: Context) -> None:
    units = [community(office, name) for name in ("文明社区", "安飞社区")]
    yards = [courtyard(office, "西院", units[0]), courtyard(office, "东院", units[1])]
    person = resident(office, "张三", courtyard_id=yards[0])
    made = agreed(office, person)
    assert value(office, "SELECT unit_id FROM consent WHERE id = ?", made) == units[0]
    records.save(office, "residents", person, {"courtyard_id": yards[1]})
    assert value(office, "SELECT unit_id FROM consent WHERE id = ?", made) == units[1]


def test_a_consent_goes_and_comes_back_with_its_resident(office: Context) -> None:
    person = resident(office, "张三")
    agreed(office, person)
    records.delete(office, "residents", [person])
    assert value(office, "SELECT count(*) FROM consent WHERE deleted_at IS NULL") == 0
    entry = history.recycle_bin(office)[0]
    history.restore(office, entry.tx_id, entry.kind, entry.id)
    assert value(office, "SELECT count(*) FROM consent WHERE deleted_at IS NULL") == 1


def test_a_consent_stays_when_two_entries_of_one_person_are_merged(office: Context) -> None:
    yard = courtyard(office)
    keep, drop = (resident(office, "张三", courtyard_id=yard) for _ in range(2))
    agreed(office, drop)
    duplicates.merge(office, "residents", keep, drop, {})
    assert rows(office, "SELECT resident_id FROM consent WHERE deleted_at IS NULL") == [(keep,)]


def test_who_may_not_see_full_numbers_does_not_write_consents(office: Context) -> None:
    person = resident(office, "张三")
    work_as(office, "accountant")
    with pytest.raises(NotAllowed, match="不能登记本人同意"):
        agreed(office, person)
    work_as(office, "worker")
    agreed(office, person)
    assert value(office, "SELECT count(*) FROM consent") == 1


def test_the_scan_hangs_on_the_consent(office: Context) -> None:
    made = agreed(office, resident(office, "张三"), how="written")
    assert subject("consents").files
    attachments.add(office, "consents", made, [NewFile("同意书.jpg", data=photo())])
    assert [each.name for each in attachments.files(office, "consents", made)] == ["同意书.jpg"]
