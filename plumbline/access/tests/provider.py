"""An OpenID Connect provider on a loopback port that answers whatever a test tells it to: the truth, or any lie."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "plumbline-test"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FORGERS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(key: Any, kid: str = "k1") -> dict[str, Any]:
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "use": "sig", "alg": "RS256"}


@dataclass
class Provider:
    """What it answers. `claims` go over those of a good token; None takes one away."""

    address: str = ""
    nonce: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "k1"})
    answers: dict[str, tuple[int, bytes]] = field(
        default_factory=dict
    )  # by path: status and body, in the place of the truth
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def token(self) -> str:
        now = int(time.time())
        good = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
        }
        claims = {name: value for name, value in (good | self.claims).items() if value is not None}
        return jwt.encode(claims, self.key, algorithm=self.algorithm, headers=self.header)

    def answer(self, path: str) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        told: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
            | self.configuration,
            "/jwks": {"keys": [jwk(KEY)]},
            "/userinfo": {"sub": "subject-1", "preferred_username": "okafor"},
        }
        if path == "/token":
            told[path] = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": self.token()}
        return (200, json.dumps(told[path]).encode()) if path in told else (404, b"{}")


@contextmanager
def provider() -> Iterator[Provider]:
    played = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            path = urlparse(self.path).path
            played.asked.append((path, parse_qs(self.rfile.read(length).decode())))
            status, body = played.answer(path)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says of itself that nobody need sign it."""
    parts = ({"alg": "none", "typ": "JWT", "kid": "k1"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."
