"""Rules for all JSON: UTF-8, no key twice, at most 32 levels and 4,096 keys, nothing after the value, a limit of size.

`load` reads bytes; `Fields` reads an object's fields one by one, so that an array never passes for an object.
"""

import base64
import binascii
import json
import re
from datetime import datetime, timedelta, timezone

from .errors import Malformed, Unsupported

DEPTH = 32
KEYS = 4_096
MAX_INT = 2**64 - 1

HEX = {n: re.compile(r"[0-9a-f]{%d}" % n) for n in (32, 64)}
TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def load(data: bytes, limit: int):
    """Reads one JSON value out of bytes that a stranger wrote."""
    if len(data) > limit:
        raise Malformed(f"{len(data)} bytes, above the limit of {limit}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not UTF-8") from error
    if _depth(text) > DEPTH:
        raise Malformed(f"more than {DEPTH} levels")
    try:
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error
    _no_surrogates(value)
    return value


def load_object(data: bytes, limit: int) -> "Fields":
    """Reads one JSON object."""
    return Fields(load(data, limit))


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside of strings."""
    deepest = level = 0
    in_string = escaped = False
    for letter in text:
        if in_string:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                in_string = False
        elif letter == '"':
            in_string = True
        elif letter in "[{":
            level += 1
            deepest = max(deepest, level)
        elif letter in "]}":
            level -= 1
    return deepest


def _once(pairs):
    out = {}
    if len(pairs) > KEYS:
        raise ValueError(f"{len(pairs)} keys in one object")
    for key, value in pairs:
        if key in out:
            raise ValueError(f"{key!r} is given twice")
        out[key] = value
    return out


def _no_constant(name):
    raise ValueError(f"{name} is no JSON")


def _finite(text):
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number without bounds")
    return value


def _no_surrogates(value):
    """Half of a pair of UTF-16 is no text: it cannot be written as UTF-8."""
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Malformed("half a surrogate pair") from error
    elif isinstance(value, list):
        for one in value:
            _no_surrogates(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            _no_surrogates(key)
            _no_surrogates(one)


class Fields:
    """An object's fields, read by kind.

    Null stands for an absent field of one value. Of lists, maps and yes or no it is malformed.
    """

    def __init__(self, value, where="the value"):
        if not isinstance(value, dict):
            raise Malformed(f"{where} is no object")
        self.raw = value
        self.where = where

    def has(self, name) -> bool:
        return self.raw.get(name) is not None

    def any(self, name):
        if not self.has(name):
            raise Malformed(f"{self.where} has no {name}")
        return self.raw[name]

    def _typed(self, name, kind, optional):
        if optional and (name not in self.raw or (kind not in (bool, list, dict) and self.raw[name] is None)):
            return None
        value = self.any(name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Malformed(f"{name} is of another kind")
        return value

    def text(self, name, optional=False):
        return self._typed(name, str, optional)

    def flag(self, name, optional=False):
        return self._typed(name, bool, optional)

    def array(self, name, optional=False):
        return self._typed(name, list, optional)

    def objects(self, name, optional=False):
        found = self.array(name, optional)
        return None if found is None else [Fields(one, f"one of {name}") for one in found]

    def object(self, name, optional=False):
        if optional and not self.has(name):
            return None
        return Fields(self.any(name), name)

    def texts(self, name, optional=False):
        found = self.array(name, optional)
        if found is not None and not all(isinstance(one, str) for one in found):
            raise Malformed(f"{name} has something that is no text")
        return found

    def map(self, name):
        """An object whose keys are free, empty where it is absent."""
        return self._typed(name, dict, True) or {}

    def count(self, name, optional=False, most=MAX_INT):
        value = self._typed(name, int, optional)
        if value is not None and not 0 <= value <= most:
            raise Malformed(f"{name} is out of range")
        return value

    def number(self, name, optional=False):
        return self._typed(name, (int, float), optional)

    def digest(self, name, optional=False):
        """A SHA-256 or anything else of 64 lower-case hex digits."""
        return self._hex(name, 64, optional)

    def id(self, name, optional=False):
        return self._hex(name, 32, optional)

    def _hex(self, name, digits, optional):
        value = self.text(name, optional)
        return None if value is None else hex_digits(value, digits)

    def digests(self, name, optional=False):
        found = self.texts(name, optional)
        return None if found is None else [hex_digits(one, 64) for one in found]

    def choice(self, name, words, optional=False):
        value = self.text(name, optional)
        if value is not None and value not in words:
            raise Malformed(f"{name} is none of {words}")
        return value

    def claimed(self, name, optional=False):
        """A device's time: RFC 3339 with an offset and milliseconds. Kept as it was written."""
        value = self.text(name, optional)
        if value is not None:
            match = TIME.fullmatch(value)
            if not match or len(match[3] or "") != 4:
                raise Malformed(f"{name} has no milliseconds or no offset")
            instant(value)
        return value

    def utc(self, name, optional=False):
        """A server's time: RFC 3339 in UTC. Kept as it was written."""
        value = self.text(name, optional)
        if value is not None:
            if not value.endswith("Z"):
                raise Malformed(f"{name} is not in UTC")
            instant(value)
        return value


def hex_digits(value: str, digits: int) -> str:
    """Lower-case hex digits, so many."""
    if not HEX[digits].fullmatch(value):
        raise Malformed(f"not {digits} lower-case hex digits")
    return value


def instant(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time."""
    match = TIME.fullmatch(text)
    if not match:
        raise Malformed("not RFC 3339")
    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)
    except ValueError as error:
        raise Malformed("no such time") from error
    if zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        if hours > 23 or minutes > 59:
            raise Malformed("no such offset")
        offset = timedelta(hours=hours, minutes=minutes)
        moment -= offset if zone[0] == "+" else -offset
    return moment.timestamp() + float(fraction or 0)


def base64_strict(text: str) -> bytes:
    """Standard base64, padded, without stray bits."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Malformed("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise Malformed("base64 in another spelling")
    return data


def version(text: str, known: str):
    """`known` is what this reader reads; anything else is of a version or kind that it does not know."""
    if text != known:
        raise Unsupported(f"{text!r} is not {known}")
