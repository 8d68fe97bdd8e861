"""Joining by stick on both kinds of databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.sync import accepting, identity, requesting
from tests.helpers.office import NewOffice, community, courtyard, value
from tests.integration.sync.test_enrolling import HUB, UNIT, Stage


def test_a_hub_and_a_workstation_on_either_database(
    new_office: NewOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(new_office, tmp_path, monkeypatch)
    hub = stage.machine("hub", "hub", HUB)
    context = stage.machine("ws", "workstation", UNIT)
    yard = courtyard(context, unit=community(context, UNIT))
    requesting.request(context, stage.stick)
    stage.enrol(hub)
    stage.at("ws")
    accepted = accepting.accept(context, stage.stick)

    own = identity.this(context)
    assert accepted.adopted == (UNIT,)
    assert own.unit_id == value(hub, "SELECT id FROM unit WHERE kind = 'community'")
    assert value(context, "SELECT unit_id FROM courtyard WHERE id = ?", yard) == own.unit_id
    assert identity.renew(context).former == (own.replica,)
