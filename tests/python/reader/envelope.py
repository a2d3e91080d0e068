"""Envelope: DSSE 1.0 with exactly one Ed25519 signature."""

import hashlib
from dataclasses import dataclass

from . import keys
from .errors import Malformed, Refused, Unsupported
from .strict_json import Fields, base64_strict, load_object

LIMIT = 256 * 1024

STATEMENT = "application/vnd.in-toto+json"
POLICY = "application/vnd.testamur.policy+json"
TICKET = "application/vnd.testamur.ticket+json"
ADMISSION = "application/vnd.testamur.admission+json"
WORD = "application/vnd.testamur.word+json"


@dataclass
class Envelope:
    """What was signed, and by whom as far as it says so itself."""

    payload_type: str
    payload: bytes
    signature: bytes
    keyid: str | None
    details: bytes | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.payload).hexdigest()

    def signed_by(self, key: bytes) -> bool:
        kind = self.payload_type.encode()
        message = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(self.payload), self.payload)
        return keys.verifies(key, message, self.signature)

    def must_be(self, payload_type: str):
        """An envelope of another type is none that is known here."""
        if self.payload_type != payload_type:
            raise Unsupported(f"an envelope of type {self.payload_type}")

    def open(self, payload_type: str, key: bytes) -> bytes:
        """The payload, once type and signature are right."""
        self.must_be(payload_type)
        if not self.signed_by(key):
            raise Refused("another key signed")
        return self.payload


def read(data: bytes) -> Envelope:
    """Reads an envelope from bytes."""
    return from_fields(load_object(data, LIMIT))


def from_fields(fields: Fields) -> Envelope:
    """Reads an envelope that stands inside of another object."""
    signatures = fields.objects("signatures")
    if len(signatures) != 1:
        raise Malformed(f"{len(signatures)} signatures")
    signature = base64_strict(signatures[0].text("sig"))
    if len(signature) != 64:
        raise Malformed(f"a signature of {len(signature)} bytes")
    return Envelope(
        payload_type=fields.text("payloadType"),
        payload=base64_strict(fields.text("payload")),
        signature=signature,
        keyid=signatures[0].text("keyid", optional=True),
        details=_details(fields.raw.get("details")),
    )


def _details(member) -> bytes | None:
    """The bytes that an entry has beside it on its way. A member that cannot be read is none."""
    try:
        return base64_strict(member) if isinstance(member, str) else None
    except Malformed:
        return None
