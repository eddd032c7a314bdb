"""taking cases, deputies, promised days

Revision ID: 8c2e4b07f1d9
Revises: 7b9d1f6350c8
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '8c2e4b07f1d9'
down_revision = '7b9d1f6350c8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('holding',
    sa.Column('application_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('holder_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_at', registry.core.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['application.id'], name=op.f('fk_holding_application_id')),
    sa.ForeignKeyConstraint(['holder_id'], ['user_account.id'], name=op.f('fk_holding_holder_id')),
    sa.PrimaryKeyConstraint('application_id', name=op.f('pk_holding'))
    )
    op.create_index(op.f('ix_holding_holder_id'), 'holding', ['holder_id'])
    op.create_table('absence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('deputy_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('valid_from', registry.core.types.Day(), nullable=False),
    sa.Column('valid_to', registry.core.types.Day(), nullable=False),
    sa.Column('ended_on', registry.core.types.Day(), nullable=True),
    sa.Column('recorded_at', registry.core.types.Instant(), nullable=False),
    sa.CheckConstraint('valid_from < valid_to', name=op.f('ck_absence_period')),
    sa.ForeignKeyConstraint(['deputy_id'], ['user_account.id'], name=op.f('fk_absence_deputy_id')),
    sa.ForeignKeyConstraint(['person_id'], ['user_account.id'], name=op.f('fk_absence_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    sa.UniqueConstraint('public_id', name=op.f('uq_absence_public_id'))
    )
    op.create_index('ix_absence_deputy', 'absence', ['deputy_id', 'valid_from'])
    op.create_index('ix_absence_person', 'absence', ['person_id', 'valid_from'])


def downgrade() -> None:
    op.drop_table('absence')
    op.drop_table('holding')
