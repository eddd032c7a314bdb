"""The blueprint of this audience."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("officer", __name__, url_prefix="/officer")
