"""The settings of each environment, and what production refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from config import PUBLIC_SECRET, Config, ConfigError, load

OFFICE = {"REGISTRY_ENV": "production", "SECRET_KEY": "k" * 32, "REGISTRY_TRUSTED_HOSTS": "tiers.example.cn, 10.0.0.8"}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in OFFICE.items() if key != name}


def test_production_starts_with_its_three_variables() -> None:
    settings = load(None, OFFICE)
    assert settings["TRUSTED_HOSTS"] == ["tiers.example.cn", "10.0.0.8"]
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SESSION_COOKIE_NAME"] == "__Host-registry"
    assert settings["DEBUG"] is False


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        (without("SECRET_KEY"), "SECRET_KEY"),
        ({**OFFICE, "SECRET_KEY": "k" * 31}, "SECRET_KEY"),
        ({**OFFICE, "SECRET_KEY": PUBLIC_SECRET}, "SECRET_KEY"),
        (without("REGISTRY_TRUSTED_HOSTS"), "REGISTRY_TRUSTED_HOSTS"),
        ({**OFFICE, "REGISTRY_TRUSTED_HOSTS": " , "}, "REGISTRY_TRUSTED_HOSTS"),
        ({**OFFICE, "FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({**OFFICE, "REGISTRY_TRUSTED_PROXIES": "-1"}, "REGISTRY_TRUSTED_PROXIES"),
        ({**OFFICE, "REGISTRY_ENV": "prod"}, "REGISTRY_ENV"),
    ],
)
def test_production_refuses_and_names_the_variable(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(None, environ)


def test_production_is_checked_whichever_way_it_is_chosen() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        load(config.Production, {})
    with pytest.raises(ConfigError, match="调试"):
        load({"DEBUG": True}, OFFICE)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_postgresql_address_gets_the_driver_we_ship(scheme: str) -> None:
    settings = load(None, {"DATABASE_URL": f"{scheme}://u:p%40@db:5432/registry?sslmode=require"})
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://u:p%40@db:5432/registry?sslmode=require"


def test_without_an_address_the_data_lie_in_the_instance_folder(tmp_path: Path) -> None:
    settings = load(None, {"REGISTRY_INSTANCE": str(tmp_path)})
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'registry.sqlite'}"
    assert settings["DOCUMENT_FOLDER"] == str(tmp_path / "documents")


def test_tests_never_see_the_database_of_the_machine() -> None:
    settings = load(
        config.Testing, {"DATABASE_URL": "postgresql://office/registry", "REGISTRY_INSTANCE": "/srv/registry"}
    )
    assert settings["SQLALCHEMY_DATABASE_URI"] == "sqlite://"
    assert "/srv/registry" not in str(settings["DOCUMENT_FOLDER"])


def test_values_lie_over_the_environment() -> None:
    settings = load({"SESSION_IDLE_MINUTES": 1}, {"REGISTRY_ENV": "testing"})
    assert settings["SESSION_IDLE_MINUTES"] == 1
    assert settings["TESTING"] is True
    assert Config.SESSION_IDLE_MINUTES == 30
