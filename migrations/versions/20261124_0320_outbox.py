"""messages to people and the outbox

Revision ID: 35d98af1b026
Revises: 2c7be0914ad5
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '35d98af1b026'
down_revision = '2c7be0914ad5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('message',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('address', sa.String(length=254), nullable=True),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject', registry.core.types.Json, nullable=False),
    sa.Column('body', registry.core.types.Json, nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('uscc', sa.String(length=18), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('created_at', registry.core.types.Instant(), nullable=False),
    sa.Column('read_at', registry.core.types.Instant(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_message_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('key', name=op.f('uq_message_key')),
    sa.UniqueConstraint('public_id', name=op.f('uq_message_public_id'))
    )
    op.create_index('ix_message_user', 'message', ['user_id', 'read_at', 'id'])
    op.create_table('message_delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('queued', 'sent', 'failed', name='state', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_try_at', registry.core.types.Instant(), nullable=False),
    sa.Column('until', registry.core.types.Instant(), nullable=False),
    sa.Column('settled_at', registry.core.types.Instant(), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=False),
    sa.Column('is_secret', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_delivery_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message_delivery')),
    sa.UniqueConstraint('message_id', name=op.f('uq_message_delivery_message_id'))
    )
    op.create_index('ix_message_delivery_due', 'message_delivery', ['state', 'next_try_at', 'id'])
    op.create_table('mail_preference',
    sa.Column('user_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('without', registry.core.types.Json, nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_mail_preference_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_mail_preference'))
    )


def downgrade() -> None:
    op.drop_table('mail_preference')
    op.drop_table('message_delivery')
    op.drop_table('message')
