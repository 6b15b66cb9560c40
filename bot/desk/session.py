"""The signed-in browser: a cookie with a random id, everything else on the server."""

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

DEVICE_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Cookies:
    """The names and marks of the desk's cookies; ``secure`` under https."""

    secure: bool

    @property
    def session(self) -> str:
        """``__Host-`` binds the cookie to this host and https; browsers refuse it on plain http."""
        return "__Host-stra-desk" if self.secure else "stra-desk"

    @property
    def device(self) -> str:
        """A browser that an account has signed in with before."""
        return "__Host-stra-device" if self.secure else "stra-device"

    def read(self, request: Request, name: str) -> str:
        """The cookie's value, empty when there is none or it is no value of ours."""
        value = request.cookies.get(name, "")
        return value if value.isascii() and len(value) <= 300 else ""

    def set_session(self, response: Response, token: str) -> None:
        """Give the browser its session; it ends with the browser or on the server, whichever is first."""
        response.set_cookie(self.session, token, path="/", secure=self.secure, httponly=True, samesite="lax")

    def set_device(self, response: Response, value: str) -> None:
        """Remember that this browser belongs to somebody of the staff."""
        response.set_cookie(
            self.device,
            value,
            max_age=int(DEVICE_KEPT.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def drop_session(self, response: Response) -> None:
        """Take the session away from the browser."""
        response.delete_cookie(self.session, path="/", secure=self.secure, httponly=True, samesite="lax")
