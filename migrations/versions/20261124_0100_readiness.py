"""readiness of firms, the cultivation list

Revision ID: 6f2a90d4c7e1
Revises: 3b8e51f0a7d4
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '6f2a90d4c7e1'
down_revision = '3b8e51f0a7d4'
branch_labels = None
depends_on = None

TIERS = ('sme', 'hte', 'leading')
VERDICTS = ('pass', 'fail', 'undetermined')
BANDS = ('ready', 'open', 'one_step', 'near', 'far', 'unknown', 'holds')


def _key(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=nullable)


def _choice(name: str, values: tuple[str, ...]) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table('readiness',
    _key('enterprise_id'),
    sa.Column('rule_set_id', sa.String(length=40), nullable=False),
    sa.Column('rule_set_version', sa.Integer(), nullable=False),
    _choice('tier', TIERS),
    sa.Column('assessed_on', registry.core.types.Day(), nullable=False),
    sa.Column('assessed_at', registry.core.types.Instant(), nullable=False),
    _choice('verdict', VERDICTS),
    sa.Column('score_low', sa.Integer(), nullable=True),
    sa.Column('score_high', sa.Integer(), nullable=True),
    sa.Column('unmet', sa.String(length=300), nullable=False),
    sa.Column('open', sa.String(length=600), nullable=False),
    sa.Column('unmet_count', sa.Integer(), nullable=False),
    sa.Column('open_count', sa.Integer(), nullable=False),
    sa.Column('missing_count', sa.Integer(), nullable=False),
    sa.Column('gap_points', sa.Integer(), nullable=True),
    _choice('band', BANDS),
    sa.Column('distance', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('industry_code', sa.String(length=16), nullable=False),
    sa.Column('name_sort', sa.String(length=240), nullable=False),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_readiness_enterprise_id')),
    sa.PrimaryKeyConstraint('enterprise_id', 'rule_set_id', name=op.f('pk_readiness'))
    )
    op.create_index('ix_readiness_list', 'readiness', ['rule_set_id', 'distance', 'name_sort', 'enterprise_id'])
    op.create_index('ix_readiness_region', 'readiness', ['rule_set_id', 'region_code', 'band'])
    op.create_index('ix_readiness_industry', 'readiness', ['rule_set_id', 'industry_code', 'band'])
    op.create_table('cultivation_entry',
    _key('id'),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    _key('enterprise_id'),
    _choice('tier', TIERS),
    _key('owner_id'),
    sa.Column('opened_at', registry.core.types.Instant(), nullable=False),
    _key('opened_by_id', nullable=True),
    sa.Column('closed_at', registry.core.types.Instant(), nullable=False),
    _key('closed_by_id', nullable=True),
    sa.Column('closing_note', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('opened_at < closed_at', name=op.f('ck_cultivation_entry_period')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['user_account.id'], name=op.f('fk_cultivation_entry_closed_by_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_cultivation_entry_enterprise_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['user_account.id'], name=op.f('fk_cultivation_entry_opened_by_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['user_account.id'], name=op.f('fk_cultivation_entry_owner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cultivation_entry')),
    sa.UniqueConstraint('enterprise_id', 'tier', 'closed_at', name=op.f('uq_cultivation_entry_enterprise_id_tier_closed_at')),
    sa.UniqueConstraint('public_id', name=op.f('uq_cultivation_entry_public_id'))
    )
    op.create_index('ix_cultivation_entry_owner', 'cultivation_entry', ['owner_id', 'closed_at'])
    op.create_table('cultivation_note',
    _key('id'),
    _key('entry_id'),
    sa.Column('text', sa.String(length=1000), nullable=False),
    _key('written_by_id', nullable=True),
    sa.Column('recorded_at', registry.core.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['cultivation_entry.id'], name=op.f('fk_cultivation_note_entry_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['user_account.id'], name=op.f('fk_cultivation_note_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cultivation_note'))
    )
    op.create_index('ix_cultivation_note_entry', 'cultivation_note', ['entry_id', 'recorded_at'])


def downgrade() -> None:
    op.drop_table('cultivation_note')
    op.drop_table('cultivation_entry')
    op.drop_table('readiness')
