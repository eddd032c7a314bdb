"""frozen monthly statements

Revision ID: bf71d8ea3640
Revises: ae60c4d9275f
"""

from __future__ import annotations

revision = 'bf71d8ea3640'
down_revision = 'ae60c4d9275f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
