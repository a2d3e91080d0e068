"""Ed25519, strictly: no key that is no point, none of small order, no scalar at or above the group order."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .errors import Malformed, Refused

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _point(data: bytes):
    """The affine point of 32 bytes, or None."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, (number & (2**255 - 1)) % P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * ROOT % P
        if (v * x * x - u) % P:
            return None
    if x == 0 and sign:
        return (0, y)
    return (P - x if x & 1 != sign else x, y)


def _double(point):
    x, y = point
    t = D * x * x * y * y % P
    return (2 * x * y * pow(1 + t, P - 2, P) % P, (y * y + x * x) * pow(1 - t, P - 2, P) % P)


def small_order(data: bytes) -> bool:
    """Whether 32 bytes are no point at all, or one whose eightfold is nothing."""
    point = _point(data)
    if point is None:
        return True
    for _ in range(3):
        point = _double(point)
    return point == (0, 1)


def check_key(data: bytes) -> bytes:
    """A public key that can be used; malformed if it cannot."""
    if len(data) != 32 or small_order(data):
        raise Malformed("no Ed25519 key, or one of small order")
    return data


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key signed the message, strictly."""
    if len(key) != 32 or len(signature) != 64 or small_order(key) or small_order(signature[:32]):
        return False
    if int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(secret: bytes) -> bytes:
    """The public key of a secret of 32 bytes."""
    if len(secret) != 32:
        raise Refused("no secret of 32 bytes")
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
