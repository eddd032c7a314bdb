"""what a right serves, and the recognition that rested on it

Revision ID: e7a1c05d2b94
Revises: 6a04b92e8d17
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'e7a1c05d2b94'
down_revision = '6a04b92e8d17'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('intellectual_property', sa.Column('product', sa.String(length=200), server_default='', nullable=False))
    op.add_column('intellectual_property', sa.Column('hte_year', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('intellectual_property', 'hte_year')
    op.drop_column('intellectual_property', 'product')
