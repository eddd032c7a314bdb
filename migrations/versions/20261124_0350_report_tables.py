"""projects, products and staff of a yearly report

Revision ID: 6a04b92e8d17
Revises: d1f5a8037c6e
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import registry.core.types

revision = "6a04b92e8d17"
down_revision = "d1f5a8037c6e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column(
        "report_revision",
        sa.Column("details", registry.core.types.Json, nullable=False, server_default=sa.text("'{}'")),
    )
    op.create_table(
        "report_tables",
        sa.Column("id", key, nullable=False),
        sa.Column("report_id", key, nullable=False),
        sa.Column("rows", registry.core.types.Json, nullable=False),
        sa.Column("saved_at", registry.core.types.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["annual_report.id"], name=op.f("fk_report_tables_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_tables")),
        sa.UniqueConstraint("report_id", name=op.f("uq_report_tables_report_id")),
    )
    op.create_table(
        "report_revision_tables",
        sa.Column("revision_id", key, autoincrement=False, nullable=False),
        sa.Column("rows", registry.core.types.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["report_revision.id"], name=op.f("fk_report_revision_tables_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_report_revision_tables")),
    )


def downgrade() -> None:
    op.drop_table("report_revision_tables")
    op.drop_table("report_tables")
    op.drop_column("report_revision", "details")
