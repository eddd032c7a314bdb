"""visits, integrity records, spot checks

Revision ID: 9d5fa3618be4
Revises: 8c2e4b07f1d9
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
import registry.core.types

revision = '9d5fa3618be4'
down_revision = '8c2e4b07f1d9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('enclosure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('owner', sa.String(length=60), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('received_at', registry.core.types.Instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enclosure')),
    sa.UniqueConstraint('public_id', name=op.f('uq_enclosure_public_id'))
    )
    op.create_index(op.f('ix_enclosure_owner'), 'enclosure', ['owner'])
    op.create_index(op.f('ix_enclosure_sha256'), 'enclosure', ['sha256'])
    op.create_table('integrity_record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('enterprise_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('dishonesty', 'research', 'penalty', 'accident', 'ip_blacklist', name='kind', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('effect', sa.Enum('blocks', 'warns', name='effect', native_enum=False, create_constraint=True, length=32), nullable=False),
    sa.Column('valid_from', registry.core.types.Day(), nullable=False),
    sa.Column('valid_to', registry.core.types.Day(), nullable=False),
    sa.Column('matter', sa.String(length=500), nullable=False),
    sa.Column('document', sa.String(length=120), nullable=False),
    sa.Column('lifted_on', registry.core.types.Day(), nullable=True),
    sa.Column('lifted_reason', sa.String(length=500), nullable=False),
    sa.Column('recorded_at', registry.core.types.Instant(), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('valid_from < valid_to', name=op.f('ck_integrity_record_period')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_integrity_record_enterprise_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_integrity_record_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_integrity_record')),
    sa.UniqueConstraint('public_id', name=op.f('uq_integrity_record_public_id'))
    )
    op.create_index('ix_integrity_record_enterprise', 'integrity_record', ['enterprise_id', 'valid_from'])
    op.create_table('visit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('enterprise_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('visited_on', registry.core.types.Day(), nullable=False),
    sa.Column('people', sa.String(length=200), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('follow_up', sa.String(length=500), nullable=False),
    sa.Column('recorded_at', registry.core.types.Instant(), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_visit_enterprise_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_visit_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('public_id', name=op.f('uq_visit_public_id'))
    )
    op.create_index('ix_visit_enterprise', 'visit', ['enterprise_id', 'visited_on'])
    op.create_table('spot_check',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('public_id', sa.String(length=26), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('scheme_code', sa.String(length=32), nullable=False),
    sa.Column('drawn_from_on', registry.core.types.Day(), nullable=False),
    sa.Column('seed', sa.String(length=80), nullable=False),
    sa.Column('seed_source', sa.String(length=200), nullable=False),
    sa.Column('population', sa.Integer(), nullable=False),
    sa.Column('population_sha256', sa.String(length=64), nullable=False),
    sa.Column('drawn_at', registry.core.types.Instant(), nullable=False),
    sa.Column('drawn_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['drawn_by_id'], ['user_account.id'], name=op.f('fk_spot_check_drawn_by_id')),
    sa.ForeignKeyConstraint(['scheme_code'], ['scheme.code'], name=op.f('fk_spot_check_scheme_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot_check')),
    sa.UniqueConstraint('public_id', name=op.f('uq_spot_check_public_id'))
    )
    op.create_table('checked_firm',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('check_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('enterprise_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_good', sa.Boolean(), nullable=True),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('checked_on', registry.core.types.Day(), nullable=True),
    sa.Column('checked_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['check_id'], ['spot_check.id'], name=op.f('fk_checked_firm_check_id')),
    sa.ForeignKeyConstraint(['checked_by_id'], ['user_account.id'], name=op.f('fk_checked_firm_checked_by_id')),
    sa.ForeignKeyConstraint(['enterprise_id'], ['enterprise.id'], name=op.f('fk_checked_firm_enterprise_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checked_firm')),
    sa.UniqueConstraint('check_id', 'enterprise_id', name=op.f('uq_checked_firm_check_id_enterprise_id'))
    )
    op.create_index(op.f('ix_checked_firm_enterprise_id'), 'checked_firm', ['enterprise_id'])


def downgrade() -> None:
    op.drop_table('checked_firm')
    op.drop_table('spot_check')
    op.drop_table('visit')
    op.drop_table('integrity_record')
    op.drop_table('enclosure')
