"""an observation can be withdrawn

Revision ID: 2c7be0914ad5
Revises: 1f0a52c7d3e1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '2c7be0914ad5'
down_revision = '1f0a52c7d3e1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'observation', sa.Column('withdrawal_reason', sa.String(length=500), server_default='', nullable=False)
    )


def downgrade() -> None:
    op.drop_column('observation', 'withdrawal_reason')
