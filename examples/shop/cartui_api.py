"""What a shop asks of cartui over HTTP: three calls with its token, and webhooks with its secret."""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

Json = dict[str, Any]


class NotAnswered(Exception):
    """Nobody knows whether it was taken in: tell it again, after so many seconds."""

    def __init__(self, why: str, after: float = 1.0) -> None:
        super().__init__(why)
        self.after = after


class Refused(Exception):
    """The server answered that it will not; telling it again just so does not help."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(f"{status}: {why}")
        self.status = status


class Cartui:
    """A server's ``/v1/storefront``."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/") + "/v1/storefront"
        self._token = token

    def tell(self, events: Sequence[Json]) -> list[Json]:
        """Tell up to 200 events, and give what became of each."""
        answers: list[Json] = self._call("POST", "/events", {"events": list(events)})
        return answers

    def cart(self, name: str) -> Json:
        """A cart as it is, by the shop's name of it."""
        # A name is encoded twice, so that a slash in it stays one name on its way through proxies.
        cart: Json = self._call("GET", "/carts/" + quote(quote(name, safe=""), safe=""))
        return cart

    def checkout(self, cart: str, version: int | None) -> Json:
        """Whether the shopper may pay for what they see."""
        answer: Json = self._call("POST", "/checkout", {"cart": cart, "version": version})
        return answer

    def _call(self, method: str, path: str, body: Json | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        return json.loads(send(method, self._url + path, headers, content))


def send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
    """One request. Raises ``NotAnswered`` where it may help to send it again, and else ``Refused``."""
    request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 (the operator's own)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 (the same)
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as error:
        why = error.read().decode(errors="replace")
        if error.code in {408, 429, 500, 502, 503, 504}:
            raise NotAnswered(why, float(error.headers.get("Retry-After") or 1)) from None
        raise Refused(error.code, why) from None
    except (OSError, ValueError) as error:  # the line broke, or what came over it is no HTTP
        raise NotAnswered(str(error)) from None


def signed(secret: str, webhook: str, body: bytes) -> dict[str, str]:
    """The headers of a webhook by the Standard Webhooks scheme."""
    now = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.new(key, f"{webhook}.{now}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mark).decode()}"
    return {"webhook-id": webhook, "webhook-timestamp": now, "webhook-signature": signature}
