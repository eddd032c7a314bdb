"""counted acts, first passwords, papers of reported figures

Revision ID: 7c41d09be3a6
Revises: aef241507ac5
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '7c41d09be3a6'
down_revision = 'aef241507ac5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('at', registry.core.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    op.create_index('ix_attempt_key_at', 'attempt', ['key', 'at'], unique=False)
    op.create_index('ix_attempt_at', 'attempt', ['at'], unique=False)
    # failures of the last half hour are forgotten once
    op.drop_index('ix_login_attempt_email_at', table_name='login_attempt')
    op.drop_index('ix_login_attempt_address_at', table_name='login_attempt')
    op.drop_table('login_attempt')
    # added in place: tables that others refer to are not rebuilt
    op.add_column(
        'user_account', sa.Column('must_change_password', sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column('observation', sa.Column('document', sa.String(length=200), server_default='', nullable=False))
    op.add_column('observation', sa.Column('note', sa.String(length=500), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('observation', 'note')
    op.drop_column('observation', 'document')
    op.drop_column('user_account', 'must_change_password')
    op.create_table('login_attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('at', registry.core.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    op.create_index('ix_login_attempt_address_at', 'login_attempt', ['address', 'at'], unique=False)
    op.create_index('ix_login_attempt_email_at', 'login_attempt', ['email', 'at'], unique=False)
    op.drop_index('ix_attempt_at', table_name='attempt')
    op.drop_index('ix_attempt_key_at', table_name='attempt')
    op.drop_table('attempt')
