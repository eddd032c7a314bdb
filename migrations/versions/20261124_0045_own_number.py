"""whether a scheme's titles have numbers of their own

Revision ID: 3b8e51f0a7d4
Revises: 5d20e7c94b18
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '3b8e51f0a7d4'
down_revision = '5d20e7c94b18'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added in place: a table that others refer to is not rebuilt
    op.add_column('scheme', sa.Column('own_number', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    op.drop_column('scheme', 'own_number')
