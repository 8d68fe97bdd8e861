"""The second released schema: meetings, matters, notices, activities, representatives."""

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import big, flag, link, list_index, number, row_id, synced_table, words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema to revision 0002."""
    with op.batch_alter_table("courtyard") as batch:
        batch.add_column(sa.Column("status_note", sa.String()))
        batch.add_column(sa.Column("committee_readiness", sa.String()))
    with op.batch_alter_table("attachment") as batch:
        batch.add_column(sa.Column("position", sa.Integer()))
    _meetings()
    _notices()
    _issued()
    _people()
    for table in ("courtyard", "resident"):
        op.drop_index(op.f(f"ix_{table}_name_key"), table)
        list_index(table, "name_key")
    for table in ("meeting", "activity"):
        list_index(table, "held_on")


def _meetings() -> None:
    """Make the tables of matters and meetings."""
    synced_table(
        "matter",
        link("courtyard_id", "courtyard", null=False),
        words("title", null=False),
        words("template", null=False),
        words("origin"),
        words("content"),
        big("budget"),
        big("final_cost"),
        words("finished_on"),
        words("note"),
    )
    synced_table(
        "meeting",
        link("courtyard_id", "courtyard"),
        link("matter_id", "matter"),
        words("kind", null=False),
        words("title", null=False),
        words("held_on", null=False),
        words("starts"),
        words("ends"),
        words("place"),
        words("convener"),
        link("chair_id", "resident"),
        words("chair_post"),
        link("recorder_id", "resident"),
        number("due_count"),
        number("present_count"),
        number("proxy_count"),
        words("record"),
        words("note"),
    )
    synced_table(
        "attendance",
        link("meeting_id", "meeting", null=False),
        words("capacity", null=False),
        words("body", null=False),
        link("resident_id", "resident"),
        number("present_count"),
        number("leave_count"),
        words("note"),
    )
    synced_table(
        "agenda_item",
        link("meeting_id", "meeting", null=False),
        number("position"),
        words("title", null=False),
        words("content"),
        words("discussion"),
    )
    synced_table(
        "resolution",
        link("meeting_id", "meeting", null=False),
        link("agenda_item_id", "agenda_item"),
        words("kind", null=False),
        words("title", null=False),
        words("content"),
        number("votes_for"),
        number("votes_against"),
        number("votes_abstain"),
        number("seats"),
        number("ballots_issued"),
        number("ballots_returned"),
        number("ballots_invalid"),
        words("outcome"),
        words("note"),
    )
    synced_table(
        "candidate_vote",
        link("resolution_id", "resolution", null=False),
        link("resident_id", "resident", null=False),
        number("votes"),
        flag("elected"),
        words("post"),
        words("note"),
    )
    synced_table(
        "action_item",
        link("meeting_id", "meeting", null=False),
        link("agenda_item_id", "agenda_item"),
        number("position"),
        words("content", null=False),
        words("responsible"),
        link("resident_id", "resident"),
        words("due_on"),
        words("done_on"),
        words("result"),
    )


def _notices() -> None:
    """Make the tables of notices, and of the steps of a matter, which name them."""
    synced_table(
        "notice",
        link("courtyard_id", "courtyard", null=False),
        words("kind", null=False),
        words("title", null=False),
        words("body"),
        link("meeting_id", "meeting"),
        link("resolution_id", "resolution"),
        link("matter_id", "matter"),
        words("organ"),
        words("issued_on"),
        words("posted_from"),
        words("posted_until"),
        words("place"),
        words("note"),
    )
    synced_table(
        "objection",
        link("notice_id", "notice", null=False),
        words("raised_on"),
        words("raised_by"),
        words("content", null=False),
        words("replied_on"),
        words("reply"),
    )
    synced_table(
        "template_text",
        words("kind", null=False),
        words("part", null=False),
        words("text", null=False),
    )
    synced_table(
        "matter_step",
        link("matter_id", "matter", null=False),
        words("step", null=False),
        words("from_day"),
        words("to_day"),
        link("meeting_id", "meeting"),
        link("notice_id", "notice"),
        words("done_by"),
        number("households_asked"),
        number("households_answered"),
        number("in_favour"),
        number("against"),
        number("accepted_by"),
        words("record"),
        words("note"),
    )
    synced_table(
        "funding_line",
        link("matter_id", "matter", null=False),
        words("source", null=False),
        big("amount", null=False),
        words("note"),
    )


def _issued() -> None:
    """Make the register of sheets with a check code."""
    synced_table(
        "issued_sheet",
        words("kind", null=False),
        link("courtyard_id", "courtyard"),
        row_id("record_id", null=False),
        words("place", null=False),
        words("title", null=False),
        words("issued_on"),
        words("digest", null=False),
        number("pages"),
    )
    for column in ("record_id", "digest"):
        op.create_index(op.f(f"ix_issued_sheet_{column}"), "issued_sheet", [column])


def _people() -> None:
    """Make the tables of representatives, of what Party organisations cover, and of activities."""
    synced_table(
        "representative",
        link("courtyard_id", "courtyard", null=False),
        link("resident_id", "resident", null=False),
        link("building_id", "building"),
        words("scope"),
        number("household_count"),
        words("since"),
        words("until"),
        words("note"),
    )
    synced_table(
        "representation",
        link("representative_id", "representative", null=False),
        link("dwelling_id", "dwelling", null=False),
        words("note"),
    )
    synced_table(
        "party_coverage",
        link("party_organisation_id", "party_organisation", null=False),
        link("courtyard_id", "courtyard", null=False),
        link("building_id", "building"),
        words("note"),
    )
    synced_table(
        "activity",
        link("team_id", "volunteer_team", null=False),
        words("kind", null=False),
        words("title", null=False),
        words("held_on", null=False),
        words("starts"),
        number("minutes"),
        words("place"),
        number("people_count"),
        words("content"),
        words("note"),
    )
    synced_table(
        "participation",
        link("activity_id", "activity", null=False),
        link("resident_id", "resident", null=False),
        number("minutes"),
        words("note"),
    )
