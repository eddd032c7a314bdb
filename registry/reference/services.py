"""Loading the reference data files; repeatable: a second run changes nothing."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from registry.extensions import db
from registry.reference.models import Industry, Region, Scheme

DATA = Path(__file__).parent / "data"


def load_reference_data(folder: Path = DATA) -> dict[str, int]:
    """Bring regions, industries and schemes in line with the files; the number of rows added or changed, by kind."""
    return {
        "regions": sum(_region(entry) for entry in _read(folder / "regions.toml")["regions"]),
        "industries": sum(
            _put(Industry, {"code": code}, values)
            for code, values in _read(folder / "industries.toml")["industries"].items()
        ),
        "schemes": sum(
            _put(Scheme, {"code": entry["code"]}, entry) for entry in _read(folder / "schemes.toml")["schemes"]
        ),
    }


def ensure_industry(code: str, name: str) -> None:
    """Take an industry code that a bulk file brings and the list does not know yet."""
    if code and db.session.get(Industry, code) is None:
        db.session.add(Industry(code=code, name=name or code, name_en=""))
        db.session.flush()


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def _region(entry: dict[str, Any]) -> bool:
    key = {"code": entry["code"], "valid_from": entry["valid_from"]}
    return _put(Region, key, {"valid_to": None, "successor_code": None, **entry})


def _put(model: type[Any], key: dict[str, Any], values: dict[str, Any]) -> bool:
    """Insert or update one row; whether anything changed."""
    row = db.session.scalars(select(model).filter_by(**key)).one_or_none()
    if row is None:
        db.session.add(model(**{**key, **values}))
        return True
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
