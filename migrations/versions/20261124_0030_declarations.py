"""declarations of firms, figures for the higher tiers

Revision ID: 5d20e7c94b18
Revises: 7c41d09be3a6
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '5d20e7c94b18'
down_revision = '7c41d09be3a6'
branch_labels = None
depends_on = None

FIGURES = (
    ('main_business_revenue', sa.BigInteger),
    ('total_income', sa.BigInteger),
    ('non_taxed_income', sa.BigInteger),
    ('main_product_income', sa.BigInteger),
    ('core_product_income', sa.BigInteger),
    ('rd_hnte', sa.BigInteger),
    ('rd_hnte_domestic', sa.BigInteger),
    ('transformations', sa.Integer),
    ('full_time_rd_staff', sa.Integer),
)


def upgrade() -> None:
    op.create_table('declaration',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enterprise_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fact', sa.String(length=60), nullable=False),
    sa.Column('value', registry.core.types.Json, nullable=False),
    sa.Column('declared_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source', sa.String(length=120), nullable=False),
    sa.Column('recorded_at', registry.core.types.Instant(), nullable=False),
    sa.Column('retired_at', registry.core.types.Instant(), nullable=False),
    sa.CheckConstraint('recorded_at < retired_at', name=op.f('ck_declaration_known')),
    sa.ForeignKeyConstraint(['declared_by_id'], ['user_account.id'], name=op.f('fk_declaration_declared_by_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_declaration_enterprise_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration')),
    sa.UniqueConstraint('enterprise_id', 'fact', 'retired_at', name=op.f('uq_declaration_enterprise_id_fact_retired_at'))
    )
    for name, kind in FIGURES:
        op.add_column('report_revision', sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    for name, _kind in reversed(FIGURES):
        op.drop_column('report_revision', name)
    op.drop_table('declaration')
