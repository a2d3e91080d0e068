"""Closing: how a record that had an opening ended, what it adds and what it corrects."""

import hashlib
from dataclasses import dataclass

from . import lines, record
from .errors import Malformed
from .record import Record
from .strict_json import Fields, version

FIELDS = {"format", "id", "opening", "ended_at", "media", "adds", "corrects"}
UNTOUCHABLE = {"format", "id", "opening", "compartment", "pad", "filler"}
LONGEST_PATH = 1_000
COUNTED = {"first_part", "parts", "interrupted", "size", "sha256"}


@dataclass
class Counted:
    """How one medium of the opening ended."""

    parts: int
    interrupted: bool
    size: int | None
    sha256: str | None


@dataclass
class Closing:
    """A closing; `adds` and `corrects` are by path."""

    id: str
    opening: str
    ended_at: str
    media: list[Counted]
    adds: dict[str, object]
    corrects: dict[str, object]


def is_closing(content: bytes) -> bool:
    """Whether content claims to be a closing, of whatever version."""
    try:
        return lines.format_of(content).startswith("testamur-closing-")
    except Malformed:
        return False


def read(content: bytes) -> Closing:
    """Reads a closing. A field that its table does not have makes it malformed."""
    version(lines.format_of(content), "testamur-closing-v2")
    fields = lines.read(content)
    _only(fields, FIELDS)
    media = []
    for one in fields.objects("media", optional=True) or []:
        _only(one, {"parts", "interrupted", "size", "sha256"})
        size, digest = one.count("size", optional=True), one.digest("sha256", optional=True)
        parts = one.count("parts", most=record.MOST_PARTS)
        media.append(Counted(parts, bool(one.flag("interrupted", optional=True)), size, digest))
    if sum(one.parts for one in media) > record.MOST_PARTS:
        raise Malformed("too many parts")
    adds, corrects = fields.map("adds"), {}
    for path, said in fields.map("corrects").items():
        correction = Fields(said, "a correction")
        _only(correction, {"value", "reason"})
        correction.text("reason")
        if "value" not in correction.raw:
            raise Malformed("a correction without a value")
        corrects[path] = correction.raw["value"]
    _check_paths(list(adds) + list(corrects))
    for path, value in list(adds.items()) + list(corrects.items()):
        _check_value(path, value)
    return Closing(fields.id("id"), fields.digest("opening"), fields.claimed("ended_at"), media, adds, corrects)


def _check_value(path: str, value):
    """A closing says nothing at a path that a record could not say there."""
    if path == "location":
        record.check_location(Fields(value, "a location"))
    steps = path.split("/")
    if steps[0] == "media" and len(steps) == 3:
        record.check_said_later(Fields({steps[2]: value}, "a medium"), steps[2])


def _only(fields: Fields, known: set):
    if set(fields.raw) - known:
        raise Malformed(f"{fields.where} has fields of no closing")


def split(path: str) -> list[str]:
    """The steps of a path, unescaped; malformed where it can be spelled in another way."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")]
    if "/".join(map(_escaped, steps)) != path or "" in steps or len(path.encode()) > LONGEST_PATH:
        raise Malformed(f"path {path!r}")
    return steps


def _check_paths(paths: list[str]):
    walked = sorted(split(path) for path in paths)
    for first, second in zip(walked, walked[1:]):
        if second[: len(first)] == first:
            raise Malformed("one path is another, or a prefix of another")
    for steps in walked:
        if steps[0] in UNTOUCHABLE:
            raise Malformed(f"{steps[0]} is not to be touched")
        if steps[0] == "media":
            if len(steps) < 3 or not steps[1].isascii() or not steps[1].isdigit() or str(int(steps[1])) != steps[1]:
                raise Malformed("a path of media names the medium and its field")
            if steps[2] in COUNTED:
                raise Malformed("what is counted of a medium is counted by the closing")


def paths(said: dict) -> dict[str, object]:
    """Everything that an opening says, by path."""
    out: dict[str, object] = {}
    for key, value in said.items():
        if key == "format" or value is None:
            continue
        if key == "media" and isinstance(value, list):
            for place, medium in enumerate(value):
                for name, one in medium.items():
                    if name not in COUNTED:
                        out[f"media/{place}/{_escaped(name)}"] = one
        elif key == "body":
            _walk("body", value, out)
        else:
            out[_escaped(key)] = value
    return out


def _walk(path: str, value, out: dict):
    if isinstance(value, dict) and value:
        for key, one in value.items():
            _walk(f"{path}/{_escaped(key)}", one, out)
    else:
        out[path] = value


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def contradictions(closing: Closing, opening: Record, commitment: str) -> list[str]:
    """Where the closing takes the place of what the opening says: paths, `opening`, `id`, `media`."""
    said = paths(opening.raw)
    out = _counts(closing.media, opening.media)
    out += ["opening"] if closing.opening != commitment else []
    out += ["id"] if closing.id != opening.id else []
    out += [path for path in closing.adds if not _is_open(path, said, len(opening.media))]
    out += [path for path in closing.corrects if path not in said]
    return sorted(out)


def _is_open(path: str, said: dict, media: int) -> bool:
    """Whether nothing that was said stands at a path, above it or below it."""
    steps = path.split("/")
    if steps[0] == "media" and int(steps[1]) >= media:
        return False
    if path in said:
        value = said[path]
        return isinstance(value, dict) and list(value) == ["missing"]
    above = any("/".join(steps[:n]) in said for n in range(1, len(steps)))
    return not above and not any(one.startswith(path + "/") for one in said)


def _counts(ended: list[Counted], began: list[record.Media]) -> list[str]:
    """An opening counts no parts yet; one that does is held to it."""
    out = [] if len(ended) == len(began) else ["media"]
    for place, (after, before) in enumerate(zip(ended, began)):
        wrong = {
            "parts": before.parts and after.parts != before.parts,
            "interrupted": before.interrupted and not after.interrupted,
            "size": None not in (before.size, after.size) and after.size != before.size,
            "sha256": None not in (before.sha256, after.sha256) and after.sha256 != before.sha256,
        }
        out += [f"media/{place}/{name}" for name, is_wrong in wrong.items() if is_wrong]
    return out


def commitment(salt: bytes, content: bytes) -> str:
    """SHA-256 of a plain part."""
    return hashlib.sha256(salt + content).hexdigest()
