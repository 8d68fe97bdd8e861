"""First released schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema to revision 0001."""
    op.create_table(
        "app_user",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("name", name=op.f("uq_app_user_name")),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        info={"synced": True, "owners": ()},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_row_id"), ["row_id"], unique=False)

    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tx_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("tbl", sa.String(), nullable=True),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_row_id", ["row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_tx_id"), ["tx_id"], unique=False)

    op.create_table(
        "courtyard",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("built_year", sa.Integer(), nullable=True),
        sa.Column("built_text", sa.String(), nullable=True),
        sa.Column("building_count", sa.Integer(), nullable=True),
        sa.Column("entrance_count", sa.Integer(), nullable=True),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("household_about", sa.Boolean(), nullable=True),
        sa.Column("resident_count", sa.Integer(), nullable=True),
        sa.Column("resident_about", sa.Boolean(), nullable=True),
        sa.Column("party_total", sa.Integer(), nullable=True),
        sa.Column("party_full", sa.Integer(), nullable=True),
        sa.Column("party_working", sa.Integer(), nullable=True),
        sa.Column("fire_lane", sa.String(), nullable=True),
        sa.Column("access_control", sa.String(), nullable=True),
        sa.Column("lighting", sa.String(), nullable=True),
        sa.Column("charging", sa.String(), nullable=True),
        sa.Column("waste_sorting", sa.String(), nullable=True),
        sa.Column("service_station", sa.String(), nullable=True),
        sa.Column("no_party_reason", sa.String(), nullable=True),
        sa.Column("no_committee_reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courtyard")),
        info={"synced": True, "owners": ()},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("courtyard", schema=None) as batch_op:
        batch_op.create_index(
            "ix_courtyard_name_key",
            ["name_key"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "deletion",
        sa.Column("tx_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tx_id", "row_id", name=op.f("pk_deletion")),
    )
    op.create_table(
        "draft",
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("values_json", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "kind", "row_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tx_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("change_count", sa.Integer(), nullable=False),
        sa.Column("counts_json", sa.String(), nullable=False),
        sa.Column("undone_tx", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "search_doc",
        sa.Column("doc", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("doc", name=op.f("pk_search_doc")),
        sa.UniqueConstraint("row_id", name=op.f("uq_search_doc_row_id")),
    )
    op.create_table(
        "search_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("doc", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "doc", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("search_key", schema=None) as batch_op:
        batch_op.create_index("ix_search_key_doc", ["doc"], unique=False)

    op.create_table(
        "setting",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value_json", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_setting")),
    )
    op.create_table(
        "sync_change",
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tx_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("values_json", sa.String(), nullable=True),
        sa.Column("prev_json", sa.String(), nullable=True),
        sa.Column("lamport", sa.BigInteger(), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("tz_min", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("schema_rev", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=12), nullable=True),
        sa.Column("payload_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("pkg_id", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("replica_id", "seq", name=op.f("pk_sync_change")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sync_change", schema=None) as batch_op:
        batch_op.create_index("ix_sync_change_row_id", ["row_id"], unique=False)

    op.create_table(
        "sync_conflict",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_pkg", sa.LargeBinary(length=16), nullable=True),
        sa.Column("resolved_by_change", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_conflict")),
    )
    with op.batch_alter_table("sync_conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_conflict_row_id"), ["row_id"], unique=False)

    op.create_table(
        "sync_head",
        sa.Column("tbl", sa.String(), nullable=False),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grp", sa.String(), nullable=False),
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("tbl", "row_id", "grp", "replica_id", "seq", name=op.f("pk_sync_head")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_out",
        sa.Column("peer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("row_id", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("peer_id", "epoch", "n", name=op.f("pk_sync_out")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_package",
        sa.Column("pkg_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dir", sa.String(), nullable=False),
        sa.Column("peer", sa.LargeBinary(length=16), nullable=False),
        sa.Column("pkg_no", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("prev_pkg", sa.LargeBinary(length=32), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("counts_json", sa.String(), nullable=True),
        sa.Column("receipt_json", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("pkg_id", name=op.f("pk_sync_package")),
    )
    op.create_table(
        "sync_peer",
        sa.Column("peer_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("up_acked_json", sa.String(), nullable=True),
        sa.Column("inbox_epoch", sa.BigInteger(), nullable=True),
        sa.Column("inbox_no", sa.BigInteger(), nullable=True),
        sa.Column("hub_incarnation", sa.LargeBinary(length=16), nullable=True),
        sa.Column("seen_pkg_no", sa.BigInteger(), nullable=True),
        sa.Column("last_pkg_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sent_pkg_no", sa.BigInteger(), nullable=True),
        sa.Column("last_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("snapshot_needed", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("peer_id", name=op.f("pk_sync_peer")),
    )
    op.create_table(
        "sync_pending",
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("replica_id", "seq", name=op.f("pk_sync_pending")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_replica",
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_code", sa.String(), nullable=True),
        sa.Column("install_id", sa.String(), nullable=True),
        sa.Column("sign_pub", sa.LargeBinary(), nullable=True),
        sa.Column("enc_pub", sa.LargeBinary(), nullable=True),
        sa.Column("cert", sa.LargeBinary(), nullable=True),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("former_of", sa.LargeBinary(length=16), nullable=True),
        sa.Column("last_seen", sa.BigInteger(), nullable=True),
        sa.Column("is_self", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("replica_id", name=op.f("pk_sync_replica")),
    )
    op.create_table(
        "sync_void",
        sa.Column("replica_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_hub_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("replica_id", "seq", name=op.f("pk_sync_void")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("parent_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        info={"synced": True, "owners": ()},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "building",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("entrance_count", sa.Integer(), nullable=True),
        sa.Column("floor_count", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_building_courtyard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_building")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("building", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_building_courtyard_id"), ["courtyard_id"], unique=False)

    op.create_table(
        "cadre_assignment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["courtyard_id"], ["courtyard.id"], name=op.f("fk_cadre_assignment_courtyard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadre_assignment")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("cadre_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cadre_assignment_courtyard_id"), ["courtyard_id"], unique=False)

    op.create_table(
        "party_organisation",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("parent_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["courtyard_id"], ["courtyard.id"], name=op.f("fk_party_organisation_courtyard_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["party_organisation.id"], name=op.f("fk_party_organisation_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_organisation")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("party_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_party_organisation_courtyard_id"), ["courtyard_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_party_organisation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "pending_ledger_line",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_name", sa.String(), nullable=True),
        sa.Column("on_date", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("handler", sa.String(), nullable=True),
        sa.Column("voucher", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("raw_text", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["courtyard_id"], ["courtyard.id"], name=op.f("fk_pending_ledger_line_courtyard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_ledger_line")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("pending_ledger_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pending_ledger_line_courtyard_id"), ["courtyard_id"], unique=False
        )

    op.create_table(
        "property_service",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("provider_unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("charge_mills", sa.Integer(), nullable=True),
        sa.Column("charge_unit", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["courtyard_id"], ["courtyard.id"], name=op.f("fk_property_service_courtyard_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_unit_id"], ["unit.id"], name=op.f("fk_property_service_provider_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_service")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("property_service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_property_service_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_property_service_provider_unit_id"), ["provider_unit_id"], unique=False
        )

    op.create_table(
        "committee",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("party_organisation_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("duties", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_committee_courtyard_id")),
        sa.ForeignKeyConstraint(
            ["party_organisation_id"],
            ["party_organisation.id"],
            name=op.f("fk_committee_party_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("committee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_committee_party_organisation_id"), ["party_organisation_id"], unique=False
        )

    op.create_table(
        "dwelling",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("building_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entrance", sa.String(), nullable=True),
        sa.Column("entrance_key", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("room_key", sa.String(), nullable=True),
        sa.Column("area", sa.Integer(), nullable=True),
        sa.Column("area_about", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_dwelling_building_id")),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_dwelling_courtyard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dwelling")),
        info={"synced": True, "owners": ("building_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("dwelling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dwelling_building_id"), ["building_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dwelling_courtyard_id"), ["courtyard_id"], unique=False)

    op.create_table(
        "pairing",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("party_organisation_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("partner_unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("partner_name", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_pairing_courtyard_id")),
        sa.ForeignKeyConstraint(["partner_unit_id"], ["unit.id"], name=op.f("fk_pairing_partner_unit_id")),
        sa.ForeignKeyConstraint(
            ["party_organisation_id"],
            ["party_organisation.id"],
            name=op.f("fk_pairing_party_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairing_partner_unit_id"), ["partner_unit_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_pairing_party_organisation_id"), ["party_organisation_id"], unique=False
        )

    op.create_table(
        "resident",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("dwelling_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("birth", sa.String(), nullable=True),
        sa.Column("id_number", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("membership", sa.String(), nullable=True),
        sa.Column("membership_text", sa.String(), nullable=True),
        sa.Column("background", sa.String(), nullable=True),
        sa.Column("skills", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_resident_courtyard_id")),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name=op.f("fk_resident_dwelling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
        info={"synced": True, "owners": ()},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("resident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_resident_dwelling_id"), ["dwelling_id"], unique=False)
        batch_op.create_index(
            "ix_resident_name_key",
            ["name_key"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "appointment",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("building_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("party_organisation_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_appointment_building_id")),
        sa.ForeignKeyConstraint(["courtyard_id"], ["courtyard.id"], name=op.f("fk_appointment_courtyard_id")),
        sa.ForeignKeyConstraint(
            ["party_organisation_id"],
            ["party_organisation.id"],
            name=op.f("fk_appointment_party_organisation_id"),
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_appointment_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        info={
            "synced": True,
            "owners": ("courtyard_id", "party_organisation_id", "building_id", "resident_id"),
        },
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_building_id"), ["building_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_appointment_party_organisation_id"), ["party_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_appointment_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "committee_member",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("committee_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("is_building_head", sa.Boolean(), nullable=True),
        sa.Column("background", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_committee_member_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_committee_member_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_member")),
        info={"synced": True, "owners": ("committee_id", "resident_id")},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("committee_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_member_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_committee_member_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "household",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("dwelling_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("head_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name=op.f("fk_household_dwelling_id")),
        sa.ForeignKeyConstraint(["head_id"], ["resident.id"], name=op.f("fk_household_head_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        info={"synced": True, "owners": ("dwelling_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_dwelling_id"), ["dwelling_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_household_head_id"), ["head_id"], unique=False)

    op.create_table(
        "ownership",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("dwelling_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("share_part", sa.Integer(), nullable=True),
        sa.Column("share_whole", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["dwelling_id"], ["dwelling.id"], name=op.f("fk_ownership_dwelling_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_ownership_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership")),
        info={"synced": True, "owners": ("dwelling_id", "resident_id")},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ownership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ownership_dwelling_id"), ["dwelling_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ownership_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "volunteer_team",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("courtyard_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("leader_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("founded", sa.String(), nullable=True),
        sa.Column("activity", sa.String(), nullable=True),
        sa.Column("party_organisation_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["courtyard_id"], ["courtyard.id"], name=op.f("fk_volunteer_team_courtyard_id")
        ),
        sa.ForeignKeyConstraint(["leader_id"], ["resident.id"], name=op.f("fk_volunteer_team_leader_id")),
        sa.ForeignKeyConstraint(
            ["party_organisation_id"],
            ["party_organisation.id"],
            name=op.f("fk_volunteer_team_party_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_team")),
        info={"synced": True, "owners": ("courtyard_id",)},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("volunteer_team", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_team_courtyard_id"), ["courtyard_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_volunteer_team_leader_id"), ["leader_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_volunteer_team_party_organisation_id"), ["party_organisation_id"], unique=False
        )

    op.create_table(
        "candidate_vetting",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("committee_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("committee_member_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("circumstance", sa.String(), nullable=True),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("vetted_by", sa.String(), nullable=True),
        sa.Column("vetted_on", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committee.id"], name=op.f("fk_candidate_vetting_committee_id")
        ),
        sa.ForeignKeyConstraint(
            ["committee_member_id"],
            ["committee_member.id"],
            name=op.f("fk_candidate_vetting_committee_member_id"),
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_candidate_vetting_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_vetting")),
        info={"synced": True, "owners": ("committee_member_id", "committee_id", "resident_id")},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("candidate_vetting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_vetting_committee_id"), ["committee_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_candidate_vetting_committee_member_id"), ["committee_member_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_candidate_vetting_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("team_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("skills", sa.String(), nullable=True),
        sa.Column("since", sa.String(), nullable=True),
        sa.Column("until", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_note", sa.String(), nullable=True),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_team_member_resident_id")),
        sa.ForeignKeyConstraint(["team_id"], ["volunteer_team.id"], name=op.f("fk_team_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
        info={"synced": True, "owners": ("team_id", "resident_id")},
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_member_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_team_member_team_id"), ["team_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')"
        )
