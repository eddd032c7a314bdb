"""drafts of rule sets and their runs

Revision ID: 1f0a52c7d3e1
Revises: d4e82b7f9c15
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
import registry.core.types

revision = '1f0a52c7d3e1'
down_revision = 'd4e82b7f9c15'
branch_labels = None
depends_on = None

STANDINGS = ('unmet', 'open', 'met')


def _key(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=nullable)


def _json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False)


def _standing(name: str) -> sa.Column:
    kind = sa.Enum(*STANDINGS, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, registry.core.types.Instant(), nullable=nullable)


def _of_user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['user_account.id'], name=op.f(f'fk_{table}_{column}'))


def upgrade() -> None:
    op.create_table('rule_draft',
    _key('id'),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('rule_set_id', sa.String(length=40), nullable=False),
    sa.Column('base_version', sa.Integer(), nullable=False),
    _json('changes'),
    _at('created_at'),
    _key('created_by_id', nullable=True),
    _at('changed_at'),
    _key('changed_by_id', nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    _of_user('rule_draft', 'created_by_id'),
    _of_user('rule_draft', 'changed_by_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_draft')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rule_draft_public_id'))
    )
    op.create_table('rule_draft_run',
    _key('id'),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    _key('draft_id'),
    sa.Column('base_version', sa.Integer(), nullable=False),
    _json('changes'),
    sa.Column('on_day', registry.core.types.Day(), nullable=False),
    _at('started_at'),
    _key('started_by_id', nullable=True),
    _at('finished_at', nullable=True),
    sa.Column('last_id', sa.Integer(), nullable=False),
    sa.Column('looked_at', sa.Integer(), nullable=False),
    sa.Column('register_size', sa.Integer(), nullable=False),
    _json('counts'),
    _json('alone'),
    sa.ForeignKeyConstraint(['draft_id'], ['rule_draft.id'], name=op.f('fk_rule_draft_run_draft_id')),
    _of_user('rule_draft_run', 'started_by_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_draft_run')),
    sa.UniqueConstraint('public_id', name=op.f('uq_rule_draft_run_public_id'))
    )
    op.create_index('ix_rule_draft_run_draft', 'rule_draft_run', ['draft_id', 'id'])
    op.create_table('rule_draft_outcome',
    _key('run_id'),
    _key('enterprise_id'),
    _standing('standing_before'),
    _standing('standing_after'),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.Column('holds', sa.Boolean(), nullable=False),
    sa.Column('edge_code', sa.String(length=60), nullable=True),
    sa.Column('edge_percent', sa.Integer(), nullable=True),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('name_sort', sa.String(length=240), nullable=False),
    _json('facts'),
    sa.CheckConstraint('(edge_code IS NULL) = (edge_percent IS NULL)', name=op.f('ck_rule_draft_outcome_edge')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_rule_draft_outcome_enterprise_id')),
    sa.ForeignKeyConstraint(['run_id'], ['rule_draft_run.id'], name=op.f('fk_rule_draft_outcome_run_id')),
    sa.PrimaryKeyConstraint('run_id', 'enterprise_id', name=op.f('pk_rule_draft_outcome'))
    )
    op.create_index('ix_rule_draft_outcome_list', 'rule_draft_outcome', ['run_id', 'name_sort', 'enterprise_id'])


def downgrade() -> None:
    op.drop_table('rule_draft_outcome')
    op.drop_table('rule_draft_run')
    op.drop_table('rule_draft')
