"""Signing in at an identity provider, an honest one and one that does everything wrong."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from meshwright.errors import InputError
from meshwright.service.settings import Settings

from .provider import CLIENT, SECRET, Claims, Provider
from .server import PASSWORD, Server, User


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture(scope="module")
def site(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that knows the provider."""
    chosen = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    folder = tmp_path_factory.mktemp("oidc") / "data"
    with Server(folder, "--workers", "0", public_url="http://127.0.0.1:1", login_failures=1000, **chosen) as running:
        yield running


@pytest.fixture
def browser(site: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=20) as client:
        yield client


@pytest.fixture(autouse=True)
def honest(provider: Provider) -> None:
    provider.forge, provider.discovery = provider.sign, {}
    provider.person = {"sub": uuid.uuid4().hex, "email": f"{uuid.uuid4().hex}@example.org", "email_verified": True}


def _begin(browser: httpx.Client) -> tuple[str, str]:
    """Where the browser is sent, and the state that is sent along."""
    answer = browser.get("/v1/auth/oidc/login")
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    address = answer.headers["Location"]
    return address, parse_qs(urlsplit(address).query)["state"][0]


def _sign_in(browser: httpx.Client, provider: Provider, **more: str) -> httpx.Response:
    address, state = _begin(browser)
    params = {"state": state, "code": provider.approve(address), **more}
    return browser.get("/v1/auth/oidc/callback", params=params)


def _account(site: Server, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    with httpx.Client(
        base_url=site.url, headers={"Authorization": f"Bearer {answer.json()['access_token']}"}
    ) as client:
        found: dict[str, Any] = client.get("/v1/account").json()
    return found


def test_the_first_time_makes_an_account_and_the_next_finds_it(
    site: Server, provider: Provider, browser: httpx.Client
) -> None:
    first = _account(site, _sign_in(browser, provider))
    assert first["email"] == provider.person["email"]
    # The same person under another address is the same person.
    provider.person |= {"email": "other@example.org"}
    assert _account(site, _sign_in(browser, provider))["id"] == first["id"]
    # The account has no password.
    body = {"email": first["email"], "password": "!!!!!!!!"}
    assert browser.post("/v1/auth/login", json=body).status_code == 401


def test_tokens_can_be_refreshed(site: Server, provider: Provider, browser: httpx.Client) -> None:
    tokens = _sign_in(browser, provider, iss=provider.url).json()
    answer = browser.post("/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert answer.status_code == 200


def test_a_verified_address_takes_the_account_from_who_never_proved_it(
    site: Server, provider: Provider, browser: httpx.Client
) -> None:
    squatter = site.user(provider.person["email"])
    key = squatter.post("/v1/api-keys", json={"name": "k"}).json()["key"]
    own = squatter.get("/v1/account").json()["id"]
    assert _account(site, _sign_in(browser, provider))["id"] == own
    assert squatter.get("/v1/account").status_code == 401
    assert User(site.url, "", {"access_token": key}).get("/v1/account").status_code == 401
    body = {"email": squatter.email, "password": PASSWORD}
    assert browser.post("/v1/auth/login", json=body).status_code == 401


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_unverified_address_is_nobody(
    site: Server, provider: Provider, browser: httpx.Client, verified: object
) -> None:
    victim = site.user(provider.person["email"])
    provider.person["email_verified"] = verified
    answer = _sign_in(browser, provider)
    assert (answer.status_code, answer.json()["code"]) == (403, "email-unverified")
    assert victim.get("/v1/account").status_code == 200


def _claims(**changed: object) -> Callable[[Provider], Callable[[Claims], str]]:
    def make(provider: Provider) -> Callable[[Claims], str]:
        return lambda claims: provider.sign({k: v for k, v in (claims | changed).items() if v is not None})

    return make


def _other_key(provider: Provider) -> Callable[[Claims], str]:
    key = rsa.generate_private_key(65537, 2048)
    return lambda claims: jwt.encode(claims, key, "RS256", headers={"kid": provider.kid})


def _public_key_as_secret(provider: Provider) -> Callable[[Claims], str]:
    modulus = provider.public()["n"]  # the library refuses to sign with a whole public key
    return lambda claims: jwt.encode(claims, modulus, "HS256", headers={"kid": provider.kid})


def _changed_after_signing(provider: Provider) -> Callable[[Claims], str]:
    def make(claims: Claims) -> str:
        head, _, signature = provider.sign(claims).split(".")
        _, body, _ = provider.sign(claims | {"email": "admin@example.org"}).split(".")
        return f"{head}.{body}.{signature}"

    return make


NOW = time.time
FORGERIES: dict[str, Callable[[Provider], Callable[[Claims], str]]] = {
    "unsigned": lambda _: lambda claims: jwt.encode(claims, None, "none"),
    "client secret as key": lambda p: lambda c: jwt.encode(c, SECRET * 4, "HS256", headers={"kid": p.kid}),
    "public key as secret": _public_key_as_secret,
    "other key": _other_key,
    "unknown key": lambda p: lambda claims: jwt.encode(claims, p.key, p.algorithm, headers={"kid": "unknown"}),
    "changed": _changed_after_signing,
    "expired": lambda p: _claims(exp=int(NOW()) - 60, iat=int(NOW()) - 120)(p),
    "from the future": lambda p: _claims(iat=int(NOW()) + 600)(p),
    "no expiry": _claims(exp=None),
    "other audience": _claims(aud="other-client"),
    "audiences without azp": _claims(aud=[CLIENT, "other-client"]),
    "other azp": _claims(aud=[CLIENT, "other-client"], azp="other-client"),
    "other issuer": _claims(iss="https://evil.example"),
    "no nonce": _claims(nonce=None),
    "other nonce": _claims(nonce="x" * 43),
    "no subject": _claims(sub=None),
    "long subject": _claims(sub="x" * 300),
    "no token": lambda _: lambda _claims: "",
    "rubbish": lambda _: lambda _claims: "a.b.c",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forged_tokens_are_refused(provider: Provider, browser: httpx.Client, forgery: str) -> None:
    provider.forge = FORGERIES[forgery](provider)
    answer = _sign_in(browser, provider)
    assert answer.status_code == 401, answer.text
    # Which of the checks failed is for the log.
    assert answer.json()["detail"] == "the identity provider's answer cannot be trusted"


def test_a_return_must_belong_to_a_beginning(site: Server, provider: Provider, browser: httpx.Client) -> None:
    address, state = _begin(browser)
    code = provider.approve(address)
    back = {"state": state, "code": code}
    with httpx.Client(base_url=site.url) as stranger:  # someone else's browser, led to our link (login CSRF)
        assert stranger.get("/v1/auth/oidc/callback", params=back).status_code == 401
        _begin(stranger)
        assert stranger.get("/v1/auth/oidc/callback", params=back).status_code == 401
    address, state = _begin(browser)
    code = provider.approve(address)
    assert browser.get("/v1/auth/oidc/callback", params={"state": "x" * 43, "code": code}).status_code == 401
    assert browser.get("/v1/auth/oidc/callback", params={"code": code}).status_code == 401
    cookies = dict(browser.cookies)
    assert browser.get("/v1/auth/oidc/callback", params={"state": state, "code": code}).status_code == 200
    # Once.
    browser.cookies.update(cookies)
    assert browser.get("/v1/auth/oidc/callback", params={"state": state, "code": code}).status_code == 401


def test_codes_and_issuers_that_are_not_ours(provider: Provider, browser: httpx.Client) -> None:
    assert _sign_in(browser, provider, iss="https://evil.example").status_code == 401
    assert _sign_in(browser, provider, code="guessed").status_code == 401
    assert _sign_in(browser, provider, error="access_denied").status_code == 401
    # A code of one sign-in in another (code injection): the verifier does not fit.
    stolen = provider.approve(_begin(browser)[0])
    assert _sign_in(browser, provider, code=stolen).status_code == 401


def test_new_keys_are_asked_for_but_not_at_every_token(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meshwright.service.accounts import oidc

    with Provider() as rotating:
        chosen = {"oidc_issuer": rotating.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        ours = oidc.Provider(Settings(str(tmp_path), public_url="http://127.0.0.1:1", **chosen))
        rotating.person = {"sub": "a", "email": "a@example.org", "email_verified": True}

        def finish() -> oidc.Identity:
            address, flow = ours.begin()
            return ours.finish(flow, rotating.approve(address), None)

        assert finish() == oidc.Identity(rotating.url, "a", "a@example.org")
        rotating.rotate()
        with pytest.raises(oidc.NotSignedIn):  # too soon after the last look
            finish()
        assert rotating.key_requests == 1
        later = time.monotonic() + 61
        monkeypatch.setattr(oidc.time, "monotonic", lambda: later)
        assert finish().subject == "a"
        assert rotating.key_requests == 2


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_points_elsewhere_is_refused(tmp_path: Path, lie: dict[str, str]) -> None:
    from meshwright.service.accounts import oidc

    with Provider() as lying:
        chosen = {"oidc_issuer": lying.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        ours = oidc.Provider(Settings(str(tmp_path), public_url="http://127.0.0.1:1", **chosen))
        lying.person, lying.discovery = {"sub": "a"}, lie

        def sign_in() -> None:
            address, flow = ours.begin()
            ours.finish(flow, lying.approve(address), None)

        with pytest.raises(oidc.NotSignedIn):
            sign_in()


def test_redirects_of_the_provider_are_not_followed(tmp_path: Path) -> None:
    from meshwright.service.accounts import oidc

    with Provider() as moved:
        chosen = {"oidc_issuer": moved.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        ours = oidc.Provider(Settings(str(tmp_path), public_url="http://127.0.0.1:1", **chosen))
        moved.person, moved.discovery = {"sub": "a"}, {"jwks_uri": moved.url + "/moved"}
        address, flow = ours.begin()
        with pytest.raises(oidc.NotSignedIn):
            ours.finish(flow, moved.approve(address), None)


def test_secrets_stay_out_of_the_log(site: Server, provider: Provider, browser: httpx.Client) -> None:
    address, state = _begin(browser)
    code = provider.approve(address)
    tokens = browser.get("/v1/auth/oidc/callback", params={"state": state, "code": code}).json()
    for secret in (state, code, SECRET, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in site.logs()


def test_without_a_provider_there_is_no_such_route(server: Server) -> None:
    assert httpx.get(f"{server.url}/v1/auth/oidc/login").status_code == 404
    assert httpx.get(f"{server.url}/v1/auth/oidc/callback").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"oidc_issuer": "https://id.example"},
        {
            "oidc_issuer": "http://id.example",
            "oidc_client_id": "a",
            "oidc_client_secret": "b",
            "public_url": "https://x",
        },
        {
            "oidc_issuer": "https://id.example",
            "oidc_client_id": "a",
            "oidc_client_secret": "b",
            "public_url": "http://x",
        },
    ],
)
def test_settings_that_cannot_be_safe_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Settings("data", **values)
