"""Checks DSSE envelopes with securesystemslib and cryptography, which share no code with us.

Reads lines "FILE KEY" (Ed25519 public key in hex) from standard input and answers each with "FILE verified",
"FILE refused" or "FILE unreadable". Verifying also reads the payload back and prints its in-toto fields.
"""

import json
import sys

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey


def judge(path: str, public: str) -> str:
    try:
        with open(path, "rb") as file:
            envelope = Envelope.from_dict(json.load(file))
    except (ValueError, KeyError, TypeError):
        return "unreadable"
    key = SSlibKey(public, "ed25519", "ed25519", {"public": public})
    try:
        verified = envelope.verify([key], 1)
    except VerificationError:
        return "refused"
    if list(verified) != [public]:
        return "refused"
    if envelope.payload_type == "application/vnd.in-toto+json":
        statement = json.loads(envelope.payload)
        if statement["_type"] != "https://in-toto.io/Statement/v1" or "predicate" not in statement:
            return "unreadable"
    return "verified"


for line in sys.stdin:
    path, public = line.split()
    print(path, judge(path, public), flush=True)
