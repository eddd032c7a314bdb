"""notes beside a case, the reasons for letting them pass, and who owns a right

Revision ID: d4e82b7f9c15
Revises: a91d3c60be57
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import registry.core.types

revision = 'd4e82b7f9c15'
down_revision = 'a91d3c60be57'
branch_labels = None
depends_on = None


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)


def upgrade() -> None:
    # added in place: a table that others refer to is not rebuilt
    op.add_column(
        'intellectual_property', sa.Column('owners', sa.String(length=300), server_default='', nullable=False)
    )
    notes = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
    op.add_column('application_revision', sa.Column('cross_checks', notes, nullable=True))
    op.create_table('cross_check_reason',
    _key('id'),
    _key('revision_id'),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('is_verified', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    _key('author_id'),
    sa.Column('author_name', sa.String(length=120), nullable=False),
    sa.Column('written_at', registry.core.types.Instant(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['user_account.id'], name=op.f('fk_cross_check_reason_author_id')),
    sa.ForeignKeyConstraint(
        ['revision_id'], ['application_revision.id'], name=op.f('fk_cross_check_reason_revision_id')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cross_check_reason')),
    sa.UniqueConstraint('revision_id', 'code', name=op.f('uq_cross_check_reason_revision_id_code'))
    )


def downgrade() -> None:
    op.drop_table('cross_check_reason')
    op.drop_column('application_revision', 'cross_checks')
    op.drop_column('intellectual_property', 'owners')
