"""Which tables and columns an import fills, and by what a stored row is known again."""

from services.importing.people import COLUMNS as PEOPLE

_COURTYARD = (
    "unit_id", "name", "code", "address", "built_year", "built_text", "building_count", "entrance_count",
    "household_count", "household_about", "resident_count", "resident_about", "party_total", "party_full",
    "party_working", "fire_lane", "access_control", "lighting", "charging", "waste_sorting",
    "service_station", "no_party_reason", "no_committee_reason", "note", "import_note",
)  # fmt: skip
_PERIOD = ("since", "until", "note", "import_note")
SHELVES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("unit", ("kind", "name", "parent_id"), ("kind", "name")),
    ("courtyard", _COURTYARD, ("unit_id", "name")),
    ("building", ("unit_id", "courtyard_id", "name"), ("courtyard_id", "name")),
    (
        "dwelling",
        ("unit_id", "courtyard_id", "building_id", "entrance", "room", "area", "area_about", "note",
         "import_note"),
        ("building_id", "entrance", "room"),
    ),
    ("resident", PEOPLE, ("courtyard_id", "name")),
    (
        "ownership",
        ("unit_id", "dwelling_id", "resident_id", "share_part", "share_whole"),
        ("dwelling_id", "resident_id"),
    ),
    ("household", ("unit_id", "dwelling_id", "head_id", "people_count", "phone"), ("dwelling_id",)),
    (
        "party_organisation",
        ("unit_id", "courtyard_id", "kind", "name", "founded", "phone", "note", "import_note"),
        ("courtyard_id", "name"),
    ),
    (
        "appointment",
        ("unit_id", "courtyard_id", "party_organisation_id", "resident_id", "post", *_PERIOD),
        ("courtyard_id", "party_organisation_id", "post"),
    ),
    (
        "committee",
        ("unit_id", "courtyard_id", "kind", "name", "founded", "term_years", "seats", "note", "import_note"),
        ("courtyard_id", "kind"),
    ),
    (
        "committee_member",
        ("unit_id", "committee_id", "resident_id", "post", "is_building_head", "background", *_PERIOD),
        ("committee_id", "resident_id"),
    ),
    (
        "candidate_vetting",
        ("unit_id", "committee_id", "committee_member_id", "resident_id", "outcome", "circumstance",
         "opinion"),
        ("committee_member_id",),
    ),
    (
        "volunteer_team",
        ("unit_id", "courtyard_id", "kind", "name", "leader_id", "founded", "activity", "note",
         "import_note"),
        ("courtyard_id", "name"),
    ),
    ("team_member", ("unit_id", "team_id", "resident_id"), ("team_id", "resident_id")),
    (
        "property_service",
        ("unit_id", "courtyard_id", "mode", "provider", "charge_mills", "charge_unit", *_PERIOD),
        ("courtyard_id",),
    ),
    (
        "cadre_assignment",
        ("unit_id", "courtyard_id", "name", "title", "phone", *_PERIOD),
        ("courtyard_id", "name"),
    ),
    (
        "pairing",
        ("unit_id", "courtyard_id", "party_organisation_id", "partner_name", *_PERIOD),
        ("courtyard_id", "partner_name"),
    ),
    (
        "pending_ledger_line",
        (
            "unit_id", "courtyard_id", "courtyard_name", "on_date", "direction", "item", "summary", "amount",
            "handler", "voucher", "source", "raw_text", "import_note",
        ),
        ("courtyard_id", "voucher", "on_date", "amount", "item"),
    ),
)  # fmt: skip
CURRENT = {
    "appointment": "until IS NULL",
    "committee_member": "until IS NULL",
    "cadre_assignment": "until IS NULL",
    "property_service": "until IS NULL",
    "pairing": "until IS NULL",
}
