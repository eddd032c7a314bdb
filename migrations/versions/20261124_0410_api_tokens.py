"""tokens of the programming interface

Revision ID: c082e9fb4751
Revises: bf71d8ea3640
"""

from __future__ import annotations

revision = 'c082e9fb4751'
down_revision = 'bf71d8ea3640'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
