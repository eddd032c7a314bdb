"""remembered headers and matches of official lists

Revision ID: ae60c4d9275f
Revises: 9d5fa3618be4
"""

from __future__ import annotations

revision = 'ae60c4d9275f'
down_revision = '9d5fa3618be4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
