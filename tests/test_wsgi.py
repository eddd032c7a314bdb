"""Static files and headers as the server gives them out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask, request
from werkzeug.test import Client, TestResponse

from registry.wsgi import FOREVER, assemble

SHEET = b"body { color: #1454a4 }\n" * 40


@pytest.fixture
def flask_app(tmp_path: Path) -> Flask:
    (tmp_path / "sheet.css").write_bytes(SHEET)
    (tmp_path / "sheet.css.gz").write_bytes(gzip.compress(SHEET))
    app = Flask("trial", static_folder=str(tmp_path), static_url_path="/static")
    app.config["TRUSTED_PROXIES"] = 0
    return app


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    response = Client(assemble(app)).get(path, headers={key.replace("_", "-"): value for key, value in headers.items()})
    response.get_data()
    response.close()
    return response


def test_a_static_file_comes_compressed_and_with_the_security_headers(flask_app: Flask) -> None:
    response = get(flask_app, "/static/sheet.css", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == SHEET
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_only_an_address_with_its_version_is_kept_for_good(flask_app: Flask) -> None:
    assert get(flask_app, "/static/sheet.css?v=1a2b3c4d").headers.getlist("Cache-Control") == [FOREVER]
    assert "immutable" not in get(flask_app, "/static/sheet.css").headers["Cache-Control"]
    assert "immutable" not in get(flask_app, "/static/none.css?v=1").headers.get("Cache-Control", "")


def test_what_is_not_there_is_not_found(flask_app: Flask) -> None:
    for path in ("/static/none.css", "/static/../config.py", "/static/"):
        assert get(flask_app, path).status_code == 404


def test_in_debug_mode_an_edited_file_is_not_hidden_by_its_old_compressed_form(flask_app: Flask) -> None:
    flask_app.debug = True
    (Path(flask_app.static_folder or "") / "sheet.css").write_bytes(b"new")
    assert get(flask_app, "/static/sheet.css", Accept_Encoding="gzip").data == b"new"


def test_a_proxy_is_believed_only_when_it_is_configured(flask_app: Flask) -> None:
    flask_app.add_url_rule("/scheme", view_func=lambda: request.scheme)
    assert get(flask_app, "/scheme", X_Forwarded_Proto="https").data == b"http"
    flask_app.config["TRUSTED_PROXIES"] = 1
    assert get(flask_app, "/scheme", X_Forwarded_Proto="https").data == b"https"
