"""counts by month beside the spans

Revision ID: a91d3c60be57
Revises: 6f2a90d4c7e1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = 'a91d3c60be57'
down_revision = '6f2a90d4c7e1'
branch_labels = None
depends_on = None

FILL = """
INSERT INTO month_change (is_total, scheme, tier, region_code, park, industry_code, month, change)
SELECT is_total, scheme, tier, region_code, park, industry_code, month, sum(change) FROM (
  SELECT {false} AS is_total, scheme, tier, region_code, park, industry_code, m0 AS month, 1 AS change
    FROM membership_span WHERE retired_at = :forever
  UNION ALL SELECT {false}, scheme, tier, region_code, park, industry_code, m1, -1
    FROM membership_span WHERE retired_at = :forever
  UNION ALL SELECT {true}, scheme, tier, '', '', '', m0, 1
    FROM membership_span WHERE retired_at = :forever
  UNION ALL SELECT {true}, scheme, tier, '', '', '', m1, -1
    FROM membership_span WHERE retired_at = :forever
) AS changes
GROUP BY is_total, scheme, tier, region_code, park, industry_code, month
HAVING sum(change) <> 0
"""


def upgrade() -> None:
    op.create_table('month_change',
    sa.Column('is_total', sa.Boolean(), nullable=False),
    sa.Column('scheme', sa.String(length=32), nullable=False),
    sa.Column('tier', sa.String(length=16), nullable=False),
    sa.Column('region_code', sa.String(length=12), nullable=False),
    sa.Column('park', sa.String(length=60), nullable=False),
    sa.Column('industry_code', sa.String(length=16), nullable=False),
    sa.Column('month', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('change', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint(
        'is_total', 'scheme', 'tier', 'region_code', 'park', 'industry_code', 'month', name=op.f('pk_month_change')
    )
    )
    words = {"false": "0", "true": "1"} if op.get_bind().dialect.name == "sqlite" else {"false": "false", "true": "true"}
    forever = sa.bindparam('forever', registry.core.types.FOREVER, registry.core.types.Instant())
    op.get_bind().execute(sa.text(FILL.format(**words)).bindparams(forever))


def downgrade() -> None:
    op.drop_table('month_change')
