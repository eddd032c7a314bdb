"""Logging in by an identity provider: OpenID Connect, authorisation code with PKCE; and whose account it is."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import select

from registry.accounts.models import ExternalIdentity, User
from registry.accounts.queries import find_user_by_email
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import DomainError
from registry.core.text import msg
from registry.extensions import db

SECONDS = 10
_LEEWAY = 60
_ALGORITHMS = ["RS256", "PS256", "ES256"]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_SUBJECT = 255


class OpenIdFailed(DomainError):
    """The provider did not say who it is, or said so in a way that is not to be believed."""


class UnknownPerson(DomainError):
    """There is no account for whom the provider named. What was written about it is to be committed."""

    commit_on_error = True


@dataclass(frozen=True)
class Asked:
    """What the browser keeps while the person is with the provider."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Told:
    """Who the provider says it is; `email` is "" unless the provider has verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class Provider:
    """An identity provider, by the configuration; `back` is the address it sends people back to."""

    issuer: str
    client_id: str
    client_secret: str
    back: str

    def ask(self) -> tuple[str, Asked]:
        """The provider's address to send the browser to, and what to keep meanwhile. Raises OpenIdFailed."""
        asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        address, _state = self._session().create_authorization_url(
            self._described()["authorization_endpoint"],
            state=asked.state,
            nonce=asked.nonce,
            code_verifier=asked.verifier,
        )
        return address, asked

    def hear(self, code: str, state: str, asked: Asked, *, at: datetime) -> Told:
        """Who it is, by the code that the browser brought back. Raises OpenIdFailed, whatever is wrong."""
        is_asked = bool(asked.state) and secrets.compare_digest(state.encode("utf-8", "replace"), asked.state.encode())
        if not code or not is_asked:
            raise _failed()
        described = self._described()
        try:
            token = self._session().fetch_token(
                described["token_endpoint"], code=code, code_verifier=asked.verifier, timeout=SECONDS
            )
            keys = KeySet.import_key_set(_fetched(described["jwks_uri"]))
            claims = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS).claims
            self._check(claims, asked.nonce, at)
        except (requests.RequestException, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed() from error
        email = claims.get("email") if claims.get("email_verified") is True else ""
        return Told(self.issuer, claims["sub"], email if isinstance(email, str) else "")

    def _session(self) -> Any:
        return OAuth2Session(
            self.client_id,
            self.client_secret,
            scope="openid email profile",
            redirect_uri=self.back,
            code_challenge_method="S256",
        )

    def _described(self) -> Any:
        """What the provider says of itself: it must be the one of the configuration, on a way as well protected."""
        try:
            described = _fetched(f"{self.issuer}/.well-known/openid-configuration")
            scheme = self.issuer.partition("//")[0]
            if described["issuer"] != self.issuer or not all(described[name].startswith(scheme) for name in _ENDPOINTS):
                raise ValueError(described["issuer"])
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            raise OpenIdFailed(msg("暂时连不上统一身份认证，请稍后再试，或用邮箱和密码登录。")) from error
        return described

    def _check(self, claims: dict[str, Any], nonce: str, at: datetime) -> None:
        """OpenID Connect Core 3.1.3.7: from this provider, for us, for this very request, and in time."""
        wanted = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        wanted.validate(claims)
        audience, subject = claims["aud"], claims["sub"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client_id:
            raise ValueError("azp")
        if not isinstance(subject, str) or not 0 < len(subject) <= _SUBJECT or "\x00" in subject:
            raise ValueError("sub")


def person_of(told: Told, *, address: str, at: datetime) -> User:
    """Whose account it is: the one linked before, else that of the verified e-mail address, linked from now on.

    Only an account whose address was confirmed here is linked: nobody may have opened it in another's name. Raises
    UnknownPerson, also where the account is closed or linked to somebody else.
    """
    linked = db.session.scalars(
        select(ExternalIdentity).where(ExternalIdentity.issuer == told.issuer, ExternalIdentity.subject == told.subject)
    ).one_or_none()
    user = linked.user if linked is not None else _of_address(told)
    if user is None or not user.is_active:
        _record_unknown(told, address, at)
        raise UnknownPerson(
            msg("您在统一身份认证中的账号没有对应的本系统账号。请先用同一邮箱注册并确认，工作人员请联系系统管理员。")
        )
    if linked is None:
        identity = ExternalIdentity(user_id=user.id, issuer=told.issuer, subject=told.subject, linked_at=at)
        db.session.add(identity)
        db.session.flush()
        actor, subject = Actor(user.id, user.name, address[:64]), ("user", user.public_id)
        record(Tag.USER_CHANGED, actor=actor, at=at, subject=subject, change="identity_linked")
    return user


def _of_address(told: Told) -> User | None:
    user = find_user_by_email(told.email) if told.email else None
    if user is None or not user.is_email_confirmed:
        return None
    own = (ExternalIdentity.user_id == user.id, ExternalIdentity.issuer == told.issuer)
    is_taken = db.session.scalars(select(ExternalIdentity).where(*own)).first() is not None
    return None if is_taken else user


def _record_unknown(told: Told, address: str, at: datetime) -> None:
    fingerprint = hashlib.sha256(f"{told.issuer} {told.subject}".encode("utf-8", "replace")).hexdigest()[:16]
    actor, subject = Actor(None, "未登录", address[:64]), ("user", fingerprint)
    record(Tag.USER_LOGIN_FAILED, actor=actor, at=at, subject=subject, account=fingerprint, step="openid")


def _fetched(address: str) -> Any:
    answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _failed() -> OpenIdFailed:
    return OpenIdFailed(msg("统一身份认证没有成功，或者已经过期。请重新登录。"))
