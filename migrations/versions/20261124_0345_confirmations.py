"""what firms confirm once a year

Revision ID: d1f5a8037c6e
Revises: 58f36d71ce0b
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = 'd1f5a8037c6e'
down_revision = '58f36d71ce0b'
branch_labels = None
depends_on = None


def _key(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)


def upgrade() -> None:
    op.create_table('annual_confirmation',
    _key('id'),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    _key('enterprise_id'),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('answers', registry.core.types.Json, nullable=False),
    sa.Column('shown', registry.core.types.Json, nullable=False),
    sa.Column('commitment', sa.Text(), nullable=False),
    sa.Column('confirmed_at', registry.core.types.Instant(), nullable=False),
    _key('confirmed_by_id'),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['user_account.id'], name=op.f('fk_annual_confirmation_confirmed_by_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_annual_confirmation_enterprise_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_confirmation')),
    sa.UniqueConstraint('enterprise_id', 'year', name=op.f('uq_annual_confirmation_enterprise_id_year')),
    sa.UniqueConstraint('public_id', name=op.f('uq_annual_confirmation_public_id'))
    )


def downgrade() -> None:
    op.drop_table('annual_confirmation')
