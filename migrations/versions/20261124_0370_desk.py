"""taking cases, deputies, promised days

Revision ID: 8c2e4b07f1d9
Revises: 7b9d1f6350c8
"""

from __future__ import annotations

revision = '8c2e4b07f1d9'
down_revision = '7b9d1f6350c8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
