"""Tiles of a photo: squares of its pixels under salts that follow from a seed, and the root over them."""

import hashlib
import hmac
import struct

from . import lines, tlog

SCHEME = "testamur-tiles-v1"


def leaves(width: int, height: int, side: int, seed: bytes, rgb: bytes) -> list[bytes]:
    """The leaf of each tile, row by row from the top left."""
    key = hmac.digest(bytes(32), seed, hashlib.sha256)
    out = []
    for y in range(0, height, side):
        for x in range(0, width, side):
            across, down = min(side, width - x), min(side, height - y)
            salt = hmac.digest(key, SCHEME.encode() + struct.pack(">I", len(out)) + b"\x01", hashlib.sha256)[:16]
            rows = (rgb[3 * (row * width + x) : 3 * (row * width + x + across)] for row in range(y, y + down))
            out.append(tlog.leaf_hash(salt + struct.pack(">IIII", x, y, across, down) + b"".join(rows)))
    return out


def root(hashes: list[bytes]) -> str:
    """RFC 6962 root over leaves."""
    return lines.tree(hashes).hex()
