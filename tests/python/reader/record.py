"""Record: the content of a part `opening` or `record`, behind its salt."""

import re
from dataclasses import dataclass

from . import lines
from .errors import Malformed
from .strict_json import Fields, version

LIMIT = 4 * 1024 * 1024
KINDS = (
    "photo", "video", "audio", "document", "testimony", "form", "note", "official-claim", "held-head", "interrupted",
    "found",
)
CUTS = ("bytes", "fragments")
METHODS = ("captured", "imported", "entered")
SCHEME = re.compile(r"[a-z0-9.-]{1,64}", re.ASCII)
MOST_PARTS = 2**32 - 1


@dataclass
class Media:
    """One medium of a record."""

    name: str
    media_type: str
    size: int | None
    sha256: str | None
    first_part: int
    parts: int
    interrupted: bool
    modified: str | None
    changed: bool
    cut: str
    tiles: dict | None
    tile_seed: str | None


@dataclass
class Record:
    """What was captured, as the record says; `raw` has every field as it was written."""

    id: str
    kind: str
    method: str
    claimed_at: str
    compartment: str | None
    media: list[Media]
    supersedes: list[str]
    raw: dict


def read(content: bytes) -> Record:
    """Reads a record from its content (what follows the 32 bytes of salt)."""
    version(lines.format_of(content), "testamur-record-v2")
    fields = lines.read(content)
    media = [_medium(one) for one in fields.objects("media", optional=True) or []]
    following = 0
    for one in media:
        if one.first_part != following:
            raise Malformed("the media's parts do not follow each other")
        following += one.parts
    if following > MOST_PARTS:
        raise Malformed("too many parts")
    check_location(fields.object("location"))
    for name in ("zone", "language"):
        fields.text(name, optional=True)
    for name in ("about", "supersedes"):
        _ids(fields, name)
    fields.id("continues", optional=True)
    return Record(
        id=fields.id("id"),
        kind=fields.choice("kind", KINDS),
        method=fields.choice("method", METHODS),
        claimed_at=fields.claimed("claimed_at"),
        compartment=fields.text("compartment", optional=True),
        media=media,
        supersedes=_ids(fields, "supersedes"),
        raw=fields.raw,
    )


def _ids(fields: Fields, name: str) -> list[str]:
    found = fields.texts(name, optional=True) or []
    return [Fields({"id": one}).id("id") for one in found]


def _medium(fields: Fields) -> Media:
    return Media(
        name=fields.text("name"),
        media_type=fields.text("media_type"),
        size=fields.count("size", optional=True),
        sha256=fields.digest("sha256", optional=True),
        first_part=fields.count("first_part", most=MOST_PARTS),
        parts=fields.count("parts", most=MOST_PARTS),
        interrupted=bool(fields.flag("interrupted", optional=True)),
        modified=fields.claimed("modified", optional=True),
        changed=bool(fields.flag("changed", optional=True)),
        cut=fields.choice("cut", CUTS, optional=True) or "bytes",
        tiles=_tiles(fields),
        tile_seed=fields.digest("tile_seed", optional=True),
    )


def _tiles(medium: Fields, optional: bool = True) -> dict | None:
    """How a photo was cut into tiles, and their root."""
    fields = medium.object("tiles", optional)
    if fields is None:
        return None
    if not SCHEME.fullmatch(fields.text("scheme")):
        raise Malformed("tiles of no scheme")
    sides = [fields.count("width", most=65_535), fields.count("height", most=65_535), fields.count("tile", most=256)]
    if 0 in sides:
        raise Malformed("tiles of nothing")
    fields.digest("root")
    return fields.raw


def check_said_later(medium: Fields, name: str):
    """What may be known of a medium at its end alone."""
    if name == "changed":
        medium.flag(name)
    if name == "cut":
        medium.choice(name, CUTS)
    if name == "tiles":
        _tiles(medium, optional=False)
    if name == "tile_seed":
        medium.digest(name)


def check_location(fields: Fields):
    """A place on WGS 84, or the reason why there is none. Never guessed."""
    if fields.has("missing") and not all(fields.has(name) for name in ("lat", "lon", "source")):
        fields.text("missing")
        return
    latitude, longitude = fields.number("lat"), fields.number("lon")
    accuracy = fields.number("accuracy_m", optional=True)
    fields.text("source")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise Malformed("a place that is not on Earth")
    if accuracy is not None and accuracy < 0:
        raise Malformed("an accuracy below zero")
