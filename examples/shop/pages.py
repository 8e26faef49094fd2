"""The shop's pages: the catalogue, the cart, and a cookie that tells one shopper from another."""

import html
import secrets
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs

from records import Cart
from shopping import Shop

_PAGE: Final = "<!doctype html><meta charset=utf-8><title>A shop</title><h1>A shop</h1>{body}"
LARGEST_FORM: Final = 10_000
"""Bytes of a form that are read."""


class Pages(BaseHTTPRequestHandler):
    """Answers one browser."""

    shop: Shop
    carts: dict[str, str]
    """The cart of each session."""

    def do_GET(self) -> None:
        """Show catalogue and cart."""
        name = self._cart_name()
        self.shop.look(name)
        self._answer(_page(self.shop, self.shop.records.cart(name)))

    def do_POST(self) -> None:
        """Do what a button says, then show the page anew."""
        name = self._cart_name()
        length = min(int(self.headers.get("Content-Length") or 0), LARGEST_FORM)
        form = {key: values[0] for key, values in parse_qs(self.rfile.read(length).decode()).items()}
        said = ""
        if self.path == "/put" and form.get("sku") in self.shop.catalogue.items:
            self.shop.put(name, form["sku"], int(form.get("quantity", "1")))
        elif self.path == "/person":
            address = {key: form.get(key, "") for key in ("line1", "city", "postcode")}
            contact = {key: form.get(key, "") for key in ("name", "email", "phone")}
            self.shop.fill_in(name, contact, {**address, "country": self.shop.catalogue.address["country"]})
        elif self.path == "/sign-in" and form.get("email"):
            customers = f"customer-{secrets.token_hex(4)}"
            self.shop.sign_in(name, customers, form["email"])
            self.carts[self._session()] = customers
        elif self.path == "/pay":
            said = self.shop.pay(name) or "The provider has your payment. Look at the page again in a moment."
        self._answer(_page(self.shop, self.shop.records.cart(self._cart_name()), said))

    def _session(self) -> str:
        """The session of this browser, a new one where it has none."""
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        if not hasattr(self, "_known"):
            self._known = cookie.value if cookie and cookie.value in self.carts else secrets.token_hex(16)
        return self._known

    def _cart_name(self) -> str:
        """The name of this browser's cart, a new one where the last is over."""
        session = self._session()
        name = self.carts.setdefault(session, f"guest-{secrets.token_hex(4)}")
        if self.shop.records.cart(name).over and self.command == "POST":
            name = self.carts[session] = f"guest-{secrets.token_hex(4)}"
        return name

    def _answer(self, body: str) -> None:
        content = _PAGE.format(body=body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Set-Cookie", f"session={self._session()}; HttpOnly; SameSite=Lax; Path=/")
        self.end_headers()
        self.wfile.write(content)


def _page(shop: Shop, cart: Cart, said: str = "") -> str:
    """Catalogue and cart."""
    parts = [f"<p><b>{html.escape(said or cart.message)}</b></p>"]
    for sku, title in shop.catalogue.items.items():
        number = cart.lines.get(sku, 0)
        field = f"<input name=sku type=hidden value='{html.escape(sku)}'>"
        field += f"<input name=quantity type=number min=0 value={number}>"
        parts.append(_form("put", "Put into the cart", f"{html.escape(title)} {field}"))
    if cart.now:
        parts.append(f"<h2>Your cart {html.escape(cart.now['number'])} ({cart.now['state']})</h2>")
        parts += [
            f"<p>{line['quantity']} × {html.escape(line['title'])}: {line['total'] / 100:.2f}</p>"
            for line in cart.now["lines"]
        ]
        total = cart.now["totals"]["total"] / 100
        parts.append(f"<p>Total {total:.2f} {html.escape(cart.now['currency'])}</p>")
    fields = ("name", "email", "phone", "line1", "city", "postcode")
    inputs = "".join(f"<input name={field} placeholder={field}>" for field in fields)
    parts.append(_form("person", "That is me", inputs))
    parts.append(_form("sign-in", "Sign in", "<input name=email placeholder=email>"))
    parts.append(_form("pay", "Pay", ""))
    return "".join(parts)


def _form(action: str, button: str, fields: str) -> str:
    return f"<form method=post action=/{action}>{fields}<button>{button}</button></form>"


def serve(shop: Shop, port: int) -> None:
    """Serve the pages on this machine until ctrl+c."""
    handler = type("ShopPages", (Pages,), {"shop": shop, "carts": {}})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"The shop is open at http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
