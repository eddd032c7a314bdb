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


def test_mail_is_written_as_files_in_development_and_stays_in_the_outbox_of_an_office(tmp_path: Path) -> None:
    here = load(None, {"REGISTRY_INSTANCE": str(tmp_path)})
    assert (here["MAIL_SERVER"], here["MAIL_FOLDER"]) == ("", str(tmp_path / "mail"))
    assert here["PUBLIC_ADDRESS"] == "http://127.0.0.1:8000"
    office = load(None, OFFICE)
    assert (office["MAIL_SERVER"], office["MAIL_FOLDER"]) == ("", "")
    assert office["PUBLIC_ADDRESS"] == "https://tiers.example.cn"


@pytest.mark.parametrize(("security", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)])
def test_a_mail_server_is_reached_at_the_usual_port_of_its_security(security: str, port: int) -> None:
    mail = {"REGISTRY_MAIL_SERVER": "mail.example.cn", "REGISTRY_MAIL_FROM": "registry@example.cn"}
    settings = load(None, {**OFFICE, **mail, "REGISTRY_MAIL_SECURITY": security})
    assert settings["MAIL_PORT"] == port
    assert load(None, {**OFFICE, **mail, "REGISTRY_MAIL_PORT": "2525"})["MAIL_PORT"] == 2525


@pytest.mark.parametrize(
    ("mail", "named"),
    [
        ({"REGISTRY_MAIL_SERVER": "mail.example.cn"}, "REGISTRY_MAIL_FROM"),
        ({"REGISTRY_MAIL_SERVER": "m", "REGISTRY_MAIL_FROM": "a@b.cn\r\nBcc: c@d.cn"}, "REGISTRY_MAIL_FROM"),
        ({"REGISTRY_MAIL_SECURITY": "ssl"}, "REGISTRY_MAIL_SECURITY"),
        ({"REGISTRY_MAIL_PORT": "smtp"}, "REGISTRY_MAIL_PORT"),
    ],
)
def test_wrong_mail_settings_are_named(mail: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(None, {**OFFICE, **mail})


def test_an_address_is_kept_without_its_last_slash() -> None:
    assert (
        load(None, {**OFFICE, "REGISTRY_ADDRESS": "https://a.example.cn/"})["PUBLIC_ADDRESS"] == "https://a.example.cn"
    )
    settings = load(None, {**OFFICE, "REGISTRY_TRUSTED_HOSTS": ".example.cn"})
    assert settings["PUBLIC_ADDRESS"] == "https://example.cn"


def test_tests_never_reach_a_mail_server_of_the_machine() -> None:
    settings = load(config.Testing, {"REGISTRY_MAIL_SERVER": "mail.example.cn", "REGISTRY_MAIL_FROM": "a@b.cn"})
    assert settings["MAIL_SERVER"] == settings["MAIL_FOLDER"] == ""


OPENID = {
    "REGISTRY_OIDC_ISSUER": "https://id.example.gov.cn/",
    "REGISTRY_OIDC_CLIENT_ID": "jiangbei",
    "REGISTRY_OIDC_CLIENT_SECRET": "secret",
}


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        *(({key: value for key, value in OPENID.items() if key != name}, name) for name in OPENID),
        ({**OPENID, "REGISTRY_OIDC_ISSUER": "http://id.example.gov.cn"}, "REGISTRY_OIDC_ISSUER"),
        ({"REGISTRY_OFFICERS_NEED_SECOND_FACTOR": "true"}, "REGISTRY_OFFICERS_NEED_SECOND_FACTOR"),
    ],
)
def test_half_a_provider_or_an_unclear_answer_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(None, OFFICE | environ)


def test_getting_in_is_set_by_the_environment() -> None:
    plain, full = load(None, OFFICE), load(None, OFFICE | OPENID | {"REGISTRY_OFFICERS_NEED_SECOND_FACTOR": "yes"})
    assert (plain["OIDC_ISSUER"], full["OIDC_ISSUER"]) == ("", "https://id.example.gov.cn")
    assert (plain["OFFICERS_NEED_SECOND_FACTOR"], full["OFFICERS_NEED_SECOND_FACTOR"]) == (False, True)


def test_only_a_registry_whose_mail_goes_out_counts_on_it(tmp_path: Path) -> None:
    assert load(None, OFFICE)["HAS_MAIL"] is False
    server = {"REGISTRY_MAIL_SERVER": "mail.example.gov.cn", "REGISTRY_MAIL_FROM": "a@example.gov.cn"}
    assert load(None, OFFICE | server)["HAS_MAIL"] is True
    assert load(None, OFFICE | {"REGISTRY_MAIL_FOLDER": str(tmp_path)})["HAS_MAIL"] is True
    assert load(None, {"REGISTRY_INSTANCE": str(tmp_path)})["HAS_MAIL"] is True, "development writes files"
