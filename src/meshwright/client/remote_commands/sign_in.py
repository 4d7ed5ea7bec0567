"""`meshwright remote login`, `logout`, `account`, `keys`."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import platform
import sys
from typing import TYPE_CHECKING

from meshwright.client.remote_commands.common import (
    Tasks,
    add_limit,
    add_task,
    connect,
    console_of,
    first,
    plain,
    show,
)
from meshwright.errors import InputError

if TYPE_CHECKING:
    from meshwright.client.remote import Remote


def add(tasks: Tasks) -> None:
    """Add the tasks."""
    login = add_task(tasks, "login", "keep an API key for a service in a file that only you can read", _login)
    login.add_argument("service", nargs="?", metavar="URL", help="https://HOST")
    how = login.add_mutually_exclusive_group()
    how.add_argument("--email", metavar="E", help="account; the password is asked for, or read from standard input")
    how.add_argument("--api-key", action="store_true", help="read an API key from standard input instead")
    login.add_argument("--register", action="store_true", help="open the account first")
    login.add_argument("--manage", action="store_true", help="let the key manage keys, projects and webhooks too")
    login.add_argument("--insecure", action="store_true", help="allow plain HTTP to another machine")
    add_task(tasks, "logout", "revoke the key that login made, and forget it", _logout)
    add_task(tasks, "account", "who is calling", _account)
    add_limit(add_task(tasks, "keys", "your API keys", _keys))
    revoke = add_task(tasks, "revoke-key", "end an API key at once", _revoke)
    revoke.add_argument("id", metavar="KEY")


def _login(options: argparse.Namespace) -> None:
    from meshwright.client.remote import Remote
    from meshwright.client.remote.credentials import Credentials, find_credentials, remember

    url = options.service or options.url or find_credentials().url
    console = console_of(options)
    if options.api_key:
        key, key_id = _secret("API key: "), ""
        with Remote(url, key, insecure=options.insecure) as remote:
            account, url = remote.account(), remote.url
    else:
        email = options.email or _asked("--email", "Email: ")
        password = _secret("Password: ")
        with Remote(url, insecure=options.insecure) as remote:
            if options.register:
                remote.register(email, password)
            remote.login(email, password)
            account, url = remote.account(), remote.url
            key, key_id = _new_key(remote, manage=options.manage)
            remote.logout()
    path = remember(Credentials(url, key, key_id, account.email, options.insecure))
    text = f"signed in to {url} as {account.email}"
    console.result(text, {"service": url, "email": account.email, "credentials": str(path)})


def _new_key(remote: Remote, *, manage: bool) -> tuple[str, str]:
    """A key of this machine's own, so that it can be revoked alone; a session would end on concurrent use."""
    scopes = ("read", "write", "account") if manage else ("read", "write")
    made = remote.create_api_key(f"meshwright remote on {platform.node() or 'a computer'}"[:100], scopes=scopes)
    return made.key, made.id


def _logout(options: argparse.Namespace) -> None:
    from meshwright.client.remote.credentials import find_credentials, forget
    from meshwright.client.remote.errors import NotSignedIn

    found = find_credentials(options.url)
    console = console_of(options)
    if found.key_id:  # of a key's own making; one that was brought along may be used elsewhere
        with connect(options) as remote, contextlib.suppress(NotSignedIn):  # which says that it is revoked already
            remote.logout()
    forget(found.url)
    console.result(f"signed out of {found.url}", {"service": found.url, "revoked": bool(found.key_id)})


def _account(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        found = plain(remote.account())
    console_of(options).result("\n".join(f"{k}: {v}" for k, v in found.items()), found)


def _keys(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        rows = first(remote.api_keys(), options)
    show(console_of(options), rows, ("id", "prefix", "name", "scopes", "expires_at"))


def _revoke(options: argparse.Namespace) -> None:
    with connect(options) as remote:
        remote.revoke_api_key(options.id)
    console_of(options).result(f"revoked {options.id}", {"id": options.id, "revoked": True})


def _asked(name: str, question: str) -> str:
    if not sys.stdin.isatty():
        raise InputError(name, "is missing", "an email address, or --api-key")
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _secret(question: str) -> str:
    """Asked without echo, or a line of standard input: never an argument, which every process can see."""
    text = getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise InputError("standard input", "holds no secret", "one line")
    return text
