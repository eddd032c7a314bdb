"""what is being typed, kept field by field

Revision ID: 47e1c6029bfa
Revises: 35d98af1b026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '47e1c6029bfa'
down_revision = '35d98af1b026'
branch_labels = None
depends_on = None



def _key(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)


def upgrade() -> None:
    op.create_table('field_draft',
    _key('id'),
    sa.Column('form', sa.String(length=160), nullable=False),
    sa.Column('field', sa.String(length=160), nullable=False),
    _key('user_id'),
    sa.Column('value', registry.core.types.Json, nullable=False),
    sa.Column('saved_at', registry.core.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_field_draft_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_draft')),
    sa.UniqueConstraint('form', 'field', 'user_id', name=op.f('uq_field_draft_form_field_user_id'))
    )
    op.create_index('ix_field_draft_user_id', 'field_draft', ['user_id'])
    op.create_index('ix_field_draft_saved_at', 'field_draft', ['saved_at'])
    op.create_table('held_form',
    _key('id'),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    _key('user_id'),
    sa.Column('form', sa.String(length=160), nullable=False),
    sa.Column('typed', registry.core.types.Json, nullable=False),
    sa.Column('held_at', registry.core.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_held_form_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_held_form')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_held_form_token_hash')),
    sa.UniqueConstraint('user_id', 'form', name=op.f('uq_held_form_user_id_form'))
    )
    op.create_index('ix_held_form_held_at', 'held_form', ['held_at'])


def downgrade() -> None:
    op.drop_table('held_form')
    op.drop_table('field_draft')
