"""The fourth released schema: opinions, votes, elections, charters, rules as data."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.db.migrations.columns import (
    big,
    flag,
    link,
    list_index,
    number,
    octets,
    row_id,
    synced_table,
    words,
)

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema to revision 0004."""
    _opinions()
    _elections()
    _votes()
    _charters()
    _appraisals()
    _matters()
    _existing()


def _opinions() -> None:
    """Make the tables of opinions, disputes and rounds of collecting."""
    synced_table(
        "opinion",
        link("courtyard_id", "courtyard", null=False),
        link("building_id", "building"),
        link("dwelling_id", "dwelling"),
        words("title", null=False),
        words("content"),
        words("received_on", null=False),
        words("channel", null=False),
        words("category"),
        words("urgency"),
        flag("anonymous"),
        link("resident_id", "resident"),
        words("raised_by"),
        words("contact"),
        words("level"),
        words("state"),
        words("due_on"),
        words("answer"),
        words("answered_on"),
        words("answered_by"),
        words("told_on"),
        words("told_how"),
        words("satisfied"),
        words("closed_on"),
        link("group_id", "opinion"),
        link("matter_id", "matter"),
        link("notice_id", "notice"),
        flag("published"),
        words("source"),
        flag("late"),
        words("note"),
    )
    list_index("opinion", "received_on")
    synced_table(
        "dispute",
        link("courtyard_id", "courtyard", null=False),
        link("building_id", "building"),
        link("opinion_id", "opinion"),
        words("title", null=False),
        words("content"),
        words("received_on", null=False),
        words("category"),
        words("urgency"),
        words("level"),
        words("state"),
        words("due_on"),
        words("closed_on"),
        words("result"),
        flag("late"),
        words("note"),
    )
    list_index("dispute", "received_on")
    synced_table(
        "handling_step",
        link("opinion_id", "opinion"),
        link("dispute_id", "dispute"),
        words("level", null=False),
        words("organ"),
        words("handler"),
        words("received_on", null=False),
        words("due_on"),
        words("answered_on"),
        words("answer"),
        words("outcome"),
        words("note"),
    )
    synced_table(
        "dispute_party",
        link("dispute_id", "dispute", null=False),
        words("side"),
        words("name", null=False),
        link("resident_id", "resident"),
        link("dwelling_id", "dwelling"),
        words("contact"),
        words("statement"),
        words("note"),
    )
    synced_table(
        "mediation",
        link("dispute_id", "dispute", null=False),
        words("held_on", null=False),
        words("place"),
        words("mediators"),
        words("recorder"),
        words("record"),
        words("outcome"),
        words("agreement"),
        words("fulfil_by"),
        words("fulfilled_on"),
        words("note"),
    )
    synced_table(
        "collecting_plan",
        link("courtyard_id", "courtyard", null=False),
        words("title", null=False),
        number("every_months", null=False),
        number("due_day"),
        words("from_day", null=False),
        words("until_day"),
        words("way"),
        words("note"),
    )
    synced_table(
        "collecting_round",
        link("plan_id", "collecting_plan", null=False),
        words("month", null=False),
        words("done_on", null=False),
        words("done_by"),
        number("asked"),
        number("collected"),
        words("note"),
    )


def _votes() -> None:
    """Make the tables of rolls, ballots, counts and minutes."""
    synced_table(
        "attendee",
        link("meeting_id", "meeting", null=False),
        number("position"),
        words("name", null=False),
        words("body"),
        flag("votes", null=False),
        link("resident_id", "resident"),
        link("dwelling_id", "dwelling"),
        words("head_key"),
        number("area"),
        words("state"),
        words("arrived_at"),
        words("left_at"),
        link("proxy_id", "attendee"),
        words("proxy_name"),
        flag("proxy_paper"),
        words("invited_on"),
        words("note"),
    )
    synced_table(
        "ballot",
        link("resolution_id", "resolution", null=False)("ballot"),
        number("entry", null=False),
        link("attendee_id", "attendee"),
        number("paper"),
        words("place"),
        words("choice", null=False),
        words("picks"),
        number("papers", null=False),
        words("origin"),
        words("entered_by"),
        words("note"),
    )
    op.create_index(op.f("ix_ballot_resolution_entry"), "ballot", ["resolution_id", "entry", "attendee_id"])
    synced_table(
        "vote_count",
        link("resolution_id", "resolution", null=False),
        number("seq", null=False),
        words("rule_code", null=False),
        words("rule_json", null=False),
        number("heads_due", null=False),
        number("heads_present", null=False),
        number("heads_for", null=False),
        number("heads_against", null=False),
        number("heads_abstain", null=False),
        number("heads_invalid", null=False),
        big("area_due"),
        big("area_present"),
        big("area_for"),
        big("area_against"),
        big("area_abstain"),
        big("area_invalid"),
        flag("quorum_met", null=False),
        flag("passed", null=False),
        words("tally_json", null=False),
        words("digest", null=False),
        octets("detail", 32),
        number("detail_size"),
        words("counted_on", null=False),
        words("counted_by", null=False),
        words("checked_by"),
        words("single_reason"),
        words("reason"),
        flag("late"),
    )
    synced_table(
        "minutes",
        link("meeting_id", "meeting", null=False),
        number("seq", null=False),
        words("state", null=False),
        words("text"),
        words("prepared_by"),
        words("checked_by"),
        words("checked_on"),
        words("single_reason"),
        words("signed_on"),
        words("signed_by"),
        words("final_on"),
        words("final_by"),
        words("data_json"),
        octets("pdf_sha256", 32),
        number("pdf_size"),
        number("pages"),
        words("digest"),
        link("corrects_id", "minutes"),
        words("reason"),
        flag("late"),
    )


def _elections() -> None:
    """Make the tables of elections."""
    synced_table(
        "election",
        link("courtyard_id", "courtyard", null=False),
        link("committee_id", "committee", null=False),
        words("kind", null=False),
        words("title", null=False),
        number("seats"),
        flag("competitive"),
        number("term_years"),
        words("planned_on"),
        words("announced_on"),
        link("meeting_id", "meeting"),
        words("state"),
        words("elected_on"),
        words("filed_on"),
        words("filed_with"),
        words("handed_on"),
        words("handed_from"),
        words("handed_to"),
        words("witness"),
        words("reason"),
        flag("late"),
        words("note"),
    )
    synced_table(
        "candidacy",
        link("election_id", "election", null=False),
        link("resident_id", "resident", null=False),
        number("position"),
        words("nominated_by"),
        words("background"),
        words("introduction"),
        words("withdrawn_on"),
        words("withdrawn_reason"),
        words("note"),
    )
    synced_table(
        "handover_item",
        link("election_id", "election", null=False),
        number("position"),
        words("title", null=False),
        words("quantity"),
        words("handed_on"),
        words("missing_reason"),
        words("note"),
    )


def _charters() -> None:
    """Make the tables of adopted texts and of rules."""
    synced_table(
        "charter",
        link("courtyard_id", "courtyard", null=False),
        words("kind", null=False),
        words("title", null=False),
        words("note"),
    )
    synced_table(
        "charter_version",
        link("charter_id", "charter", null=False),
        number("number"),
        words("text"),
        words("change_note"),
        words("adopted_on"),
        words("adopted_by"),
        link("meeting_id", "meeting"),
        link("resolution_id", "resolution"),
        words("from_day"),
        words("until_day"),
        flag("late"),
        words("note"),
    )
    synced_table(
        "rule_record",
        words("rule", null=False),
        words("code", null=False),
        words("title", null=False),
        words("law", null=False),
        words("article"),
        words("value_json", null=False),
        words("valid_from"),
        words("valid_to"),
        flag("local"),
        flag("blocks"),
        flag("active", null=False),
        link("courtyard_id", "courtyard"),
        link("charter_version_id", "charter_version"),
        words("note"),
        indexes=("code",),
    )


def _appraisals() -> None:
    """Make the tables of ratings."""
    synced_table(
        "appraisal",
        link("courtyard_id", "courtyard", null=False),
        words("title", null=False),
        words("target", null=False),
        words("target_name"),
        link("committee_id", "committee"),
        link("matter_id", "matter"),
        link("property_service_id", "property_service"),
        words("from_day"),
        words("to_day"),
        number("asked"),
        words("state"),
        words("closed_on"),
        words("conclusion"),
        flag("late"),
        words("note"),
    )
    synced_table(
        "appraisal_item",
        link("appraisal_id", "appraisal", null=False),
        number("position"),
        words("title", null=False),
    )
    synced_table(
        "appraisal_answer",
        link("appraisal_id", "appraisal", null=False),
        words("side", null=False),
        words("way"),
        link("dwelling_id", "dwelling"),
        number("paper"),
        words("grades", null=False),
        number("papers", null=False),
        words("comment"),
        words("answered_on"),
        words("entered_by"),
    )


def _matters() -> None:
    """Make the tables of rounds of opinions and of templates."""
    synced_table(
        "consult_answer",
        link("matter_id", "matter", null=False),
        link("building_id", "building"),
        link("dwelling_id", "dwelling"),
        words("name"),
        words("asked_on"),
        words("asked_by"),
        words("way"),
        words("answered_on"),
        words("answer"),
        words("content"),
        words("note"),
    )
    synced_table(
        "matter_template",
        words("code", null=False),
        words("name", null=False),
        words("base"),
        words("steps_json", null=False),
        flag("active", null=False),
        words("valid_from"),
        words("note"),
    )


def _existing() -> None:
    """Add what meetings, matters, candidates and notices carry from now on."""
    _add(
        "meeting",
        words("announced_on"),
        big("due_area"),
        big("present_area"),
        words("rule_code"),
        flag("late"),
    )
    _add("agenda_item", row_id("action_item_id"), matter_id="matter")
    _add(
        "resolution",
        number("round"),
        words("ballot_form"),
        words("rule_code"),
        words("state"),
        matter_id="matter",
        election_id="election",
    )
    _add("action_item", matter_id="matter")
    _add("candidate_vetting", words("level"), election_id="election")
    _add("notice", election_id="election", charter_version_id="charter_version", appraisal_id="appraisal")
    told = ("began_on", "state", "closed_on", "close_reason", "lead_unit", "responsible_units", "rule_code")
    _add("matter", *(words(name) for name in told), flag("late"))
    also = ("state", "completed_on", "completed_by", "skipped_by", "skip_reason", "supervision")
    _add("matter_step", *(words(name) for name in also), flag("late"))


def _add(table: str, *columns: sa.Column[Any], **links: str) -> None:
    """Add columns to a table, and links to the rows of others."""
    with op.batch_alter_table(table) as batch:
        for column in columns:
            batch.add_column(column)
        for name, target in links.items():
            batch.add_column(row_id(name))
            batch.create_foreign_key(op.f(f"fk_{table}_{name}"), target, [name], ["id"])
    for name in links:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
