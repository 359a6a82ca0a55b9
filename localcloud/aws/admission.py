"""Who may talk to the local cloud: programs of this machine, and no web page that a browser on it shows.

A page of any site can have the browser send requests to 127.0.0.1, some of them without asking first. They carry the
page's `Origin`, say where they come from in `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), or, after DNS
rebinding, name another `Host`. A form can send no JSON.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

CONTROLS, MOTO_CONTROLS = "/_localcloud/", "/moto-api"
"""What the paths begin with that control the local cloud: our own and moto's."""
_MOTO_SHOWS = re.compile(r"/moto-api(/|/lib\.js|/data\.json)?")
"""The controls of moto that change nothing. Others do whatever the method is, such as /moto-api/seed."""

_OWN_SITES = ("same-origin", "none")
_CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def refusal(environ: Mapping[str, Any]) -> tuple[HTTPStatus, str] | None:
    """Why a request is not let in, with the status of the answer; None if it is.

    Args:
        environ: The request as WSGI has it.
    """
    host = str(environ.get("HTTP_HOST", ""))
    if re.fullmatch(r"(127(\.\d{1,3}){3}|\[::1\]|localhost)(:\d+)?", host) is None:
        return HTTPStatus.FORBIDDEN, "the local cloud answers this machine only: Host must name it"
    origin = environ.get("HTTP_ORIGIN")
    if origin is not None and origin != f"http://{host}":
        return HTTPStatus.FORBIDDEN, "the local cloud answers no web page of another origin"
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in _OWN_SITES:
        return HTTPStatus.FORBIDDEN, "the local cloud answers no web page of another site"
    if _controls(environ) and not _is_json(environ):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "controls take application/json only: say so in Content-Type"
    return None


def _controls(environ: Mapping[str, Any]) -> bool:
    path, changing = str(environ["PATH_INFO"]), environ["REQUEST_METHOD"] in _CHANGING
    if path.startswith(MOTO_CONTROLS):
        return changing or _MOTO_SHOWS.fullmatch(path) is None
    return changing and path.startswith(CONTROLS)


def _is_json(environ: Mapping[str, Any]) -> bool:
    return str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower() == "application/json"


def without_sharing(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The headers of an answer but for those that let pages of other origins read it, which moto sends."""
    return [(name, value) for name, value in headers if not name.lower().startswith("access-control-")]
