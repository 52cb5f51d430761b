"""A passkey in software: makes a key for a page's challenge and signs with it, as a browser and a stick do together."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
PRESENT = AuthenticatorData.FLAG.UP
WITH_KEY = PRESENT | AuthenticatorData.FLAG.AT


@dataclass
class SoftKey:
    """One key pair of one person at one host."""

    origin: str = f"https://{HOST}"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(16))

    def made(self, options: Any) -> str:
        """The answer to a challenge to make a key."""
        asked = options["publicKey"]
        public = AttestedCredentialData.create(
            bytes(16), self.credential, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._host(asked["rp"]["id"]), WITH_KEY, 0, public)
        client = self._client(CollectedClientData.TYPE.CREATE, asked["challenge"])
        return self._answer(client, attestationObject=websafe_encode(AttestationObject.create("none", data, {})))

    def signed(self, options: Any) -> str:
        """The answer to a challenge to sign."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(self._host(asked["rpId"]), PRESENT, 1)
        client = self._client(CollectedClientData.TYPE.GET, asked["challenge"])
        signature = self.key.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=websafe_encode(data), signature=websafe_encode(signature))

    def _host(self, host: str) -> bytes:
        return sha256(host.encode()).digest()

    def _client(self, kind: Any, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _answer(self, client: CollectedClientData, **response: str) -> str:
        name = websafe_encode(self.credential)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {"clientDataJSON": websafe_encode(client), **response},
            }
        )
