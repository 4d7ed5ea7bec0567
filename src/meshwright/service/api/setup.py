"""The page behind the first-run link: one form that makes the first admin's account.

The secret is in the link's fragment, which browsers do not send, so that it is in no log.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:4rem auto;padding:0 1rem}"
    "input,button{display:block;width:100%;font:inherit;padding:.5rem;margin:.25rem 0 1rem;box-sizing:border-box}"
)
_SCRIPT: Final = """
const form = document.querySelector("form"), told = document.querySelector("output");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ token: location.hash.slice(1), ...Object.fromEntries(new FormData(form)) });
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch("v1/auth/setup", { method: "POST", body, headers });
  const found = await answer.json();
  told.textContent = answer.ok ? `${found.email} is the admin of this site. You can sign in.` : found.detail;
  if (answer.ok) form.hidden = true;
});
"""
_PAGE: Final = f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Meshwright: first admin</title><style>{_STYLE}</style>
<h1>First admin</h1>
<form>
<label>Email <input name="email" type="email" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="new-password" minlength="8" required></label>
<button>Make the account</button>
</form>
<output role="status"></output>
<script>{_SCRIPT}</script>
"""


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


_POLICY: Final = (
    f"default-src 'none'; script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}; "
    "connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


@router.get("/setup")
def page() -> HTMLResponse:
    """The form; what it sends is refused without the link's secret."""
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})
