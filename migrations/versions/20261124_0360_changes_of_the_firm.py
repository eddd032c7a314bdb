"""renamings, moves, mergers as procedures

Revision ID: 7b9d1f6350c8
Revises: e7a1c05d2b94
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '7b9d1f6350c8'
down_revision = 'e7a1c05d2b94'
branch_labels = None
depends_on = None

KINDS = ('rename', 'move', 'move_out', 'merger', 'deregistration')
STATES = ('submitted', 'returned', 'accepted', 'refused', 'withdrawn')
OPEN = sa.text("state IN ('submitted', 'returned')")


def _key(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=nullable)


def _choice(name: str, values: tuple[str, ...]) -> sa.Column:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def _json(name: str) -> sa.Column:
    return sa.Column(name, registry.core.types.Json, nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, registry.core.types.Instant(), nullable=nullable)


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f'fk_{table}_{column}'))


def upgrade() -> None:
    op.create_table('change_request',
    _key('id'),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    _key('enterprise_id'),
    _choice('kind', KINDS),
    _choice('state', STATES),
    sa.Column('effective_on', sa.Date(), nullable=False),
    _json('after'),
    _json('before'),
    _key('successor_id', nullable=True),
    sa.Column('statement', sa.String(length=500), nullable=False),
    _json('documents'),
    sa.Column('by_office', sa.Boolean(), nullable=False),
    _key('filed_by_id'),
    _at('submitted_at'),
    _at('decided_at', nullable=True),
    _key('decided_by_id', nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    _reference('change_request', 'enterprise_id', 'enterprise.id'),
    _reference('change_request', 'successor_id', 'enterprise.id'),
    _reference('change_request', 'filed_by_id', 'user_account.id'),
    _reference('change_request', 'decided_by_id', 'user_account.id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_change_request_public_id'))
    )
    op.create_index('ix_change_request_enterprise', 'change_request', ['enterprise_id', 'id'])
    op.create_index('ix_change_request_queue', 'change_request', ['state', 'submitted_at', 'id'])
    op.create_index('ix_change_request_open', 'change_request', ['enterprise_id', 'kind'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table('change_step',
    _key('id'),
    _key('change_id'),
    sa.Column('scheme_code', sa.String(length=32), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    _at('recorded_at'),
    _key('recorded_by_id', nullable=True),
    _reference('change_step', 'change_id', 'change_request.id'),
    _reference('change_step', 'scheme_code', 'scheme.code'),
    _reference('change_step', 'recorded_by_id', 'user_account.id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_step')),
    sa.UniqueConstraint('change_id', 'scheme_code', name=op.f('uq_change_step_change_id_scheme_code'))
    )
    op.create_table('succession',
    _key('id'),
    _key('absorbed_id'),
    _key('successor_id'),
    sa.Column('effective_on', registry.core.types.Day(), nullable=False),
    sa.Column('source', sa.String(length=120), nullable=False),
    _at('recorded_at'),
    _reference('succession', 'absorbed_id', 'enterprise.id'),
    _reference('succession', 'successor_id', 'enterprise.id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_succession'))
    )
    op.create_index(op.f('ix_succession_absorbed_id'), 'succession', ['absorbed_id'])
    op.create_index(op.f('ix_succession_successor_id'), 'succession', ['successor_id'])


def downgrade() -> None:
    op.drop_table('succession')
    op.drop_table('change_step')
    op.drop_table('change_request')
