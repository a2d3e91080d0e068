"""An item's records as a bundle discloses them: opening, record or closing, and what they say of its media."""

import hashlib
from dataclasses import dataclass, field

from . import closing, lines, record
from .bundle import TREE_LIMIT, Piece, RecordFile
from .errors import Problem, Unsupported
from .record import Record
from .strict_json import Fields

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"
SALT = 32


@dataclass
class Told:
    """A medium as record or closing counts it."""

    parts: int
    size: int | None
    sha256: str | None

    def fits(self, data: bytes) -> bool:
        return self.size in (None, len(data)) and self.sha256 in (None, hashlib.sha256(data).hexdigest())


@dataclass
class Shown:
    """What can be told of an item by its records."""

    answer: str
    here: bool = False
    media: list[Told] = field(default_factory=list)
    interrupted: bool = False
    record: Record | None = None
    ended_at: str | None = None

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """First part and number of parts of each medium; parts follow each other from 0."""
        out, first = [], 0
        for one in self.media:
            out.append((first, one.parts))
            first += one.parts
        return out


def cut(data: bytes, pieces: list[Piece]) -> bool:
    """Whether a file, cut into its parts, gives their commitments, and nothing is left."""
    at = 0
    for one in pieces:
        if one.salt is None or one.size is None or not 1 <= one.size <= record.LIMIT:
            return False
        content, at = data[at : at + one.size], at + one.size
        if hashlib.sha256(bytes.fromhex(one.salt) + content).hexdigest() != one.commitment:
            return False
    return at == len(data)


def of(case) -> Shown:
    """Reads what is disclosed of an item's opening and record. `answer` is about these alone."""
    own, item = case.own, case.item
    if own is None or not own.told:
        return Shown(FAILED) if own and (_contradicts(case) or _other_lines(case)) else _unvouched(item, case)
    for role, listed in (("opening", item.opening), ("record", item.record)):
        if listed and (role not in own.parts or own.parts[role].commitment != listed.commitment):
            return Shown(FAILED)
    try:
        first, last = _plain(case, item.opening), _plain(case, item.record)
        if "opening" in own.parts:
            shown = _with_opening(item, own.parts["opening"].commitment, first, last)
        else:
            shown = _without_opening(case, last)
        return Shown(FAILED) if _other_lines(case) else shown
    except Unsupported:
        return Shown(FAILED) if _other_lines(case) else Shown(OPEN)
    except (Problem, KeyError):
        return Shown(FAILED)


def _contradicts(case) -> bool:
    """Whether the details that are here vouch for an opening and an end that contradict each other: nothing withheld mends that."""
    own, item = case.own, case.item
    listed = (("opening", item.opening), ("record", item.record))
    if any(one is None or role not in own.parts or own.parts[role].commitment != one.commitment for role, one in listed):
        return False
    try:
        first, last = _plain(case, item.opening), _plain(case, item.record)
        shown = first and last and _with_opening(item, item.opening.commitment, first, last)
    except (Problem, KeyError):
        return False
    return bool(shown) and shown.answer == FAILED


def _other_lines(case) -> bool:
    """Whether the details that are here state another root than the lines of a record have that can be read."""
    for role, listed in (("opening", case.item.opening), ("record", case.item.record)):
        if not listed or role not in case.own.parts or case.own.parts[role].commitment != listed.commitment:
            continue
        try:
            content = _plain(case, listed)
            if content is None:
                continue
            (closing if role == "record" and closing.is_closing(content) else record).read(content)
            if case.own.parts[role].tree not in (None, lines.root(content)):
                return True
        except (Problem, Unsupported, KeyError):
            continue
    return False


def _unvouched(item, case) -> Shown:
    """Without entries that vouch for it a record is not checked; one that is wrong by itself fails all the same."""
    for listed in (item.opening, item.record):
        try:
            content = _plain(case, listed)
            if content is None:
                continue
            read = (closing if listed is item.record and closing.is_closing(content) else record).read(content)
            if read.id != item.item:
                return Shown(FAILED)
        except Unsupported:
            continue
        except (Problem, KeyError):
            return Shown(FAILED)
    return Shown(OPEN)


def _plain(case, listed: RecordFile | None) -> bytes | None:
    """The content of a disclosed record part; KeyError where it is missing or another."""
    if listed is None or listed.withheld:
        return None
    data = case.bundle.files[f"records/{listed.commitment}"]
    if hashlib.sha256(data).hexdigest() != listed.commitment or len(data) <= SALT:
        raise KeyError(listed.commitment)
    return data[SALT:]


def roots(own) -> set[str]:
    """The roots over the lines of an item's records that its entries state."""
    return {own.parts[role].tree for role in ("opening", "record") if role in own.parts} - {None}


def lines_shown(case) -> bool:
    """Whether any single line is shown that says something and is proven to be of a record of the item."""
    for root in roots(case.own):
        data = case.bundle.files.get(f"trees/{root}", b"")
        if len(data) > TREE_LIMIT:
            continue
        shown = [line for one in case.bundle.lines(f"trees/{root}") if (line := _line(one, root))]
        if any(line.path == "id" and line.value == case.item.item for line in shown):
            return True
    return False


def _line(shown: Fields, root: str) -> lines.Line | None:
    """A line that is proven to lead to a root."""
    if tuple(shown.raw) != ("index", "size", "line", "proof"):
        return None
    try:
        data, index, size = shown.text("line").encode(), shown.count("index"), shown.count("size")
        read = lines.line(data)
        path = [bytes.fromhex(one) for one in shown.digests("proof")]
    except Problem:
        return None
    return read if size % lines.STEP == 0 and lines.proven(data, index, size, path, root) else None


def _without_opening(case, last: bytes | None) -> Shown:
    if last is None:
        disclosed = any(one.file for one in case.item.media) or lines_shown(case)
        return Shown(PASSED if disclosed else OPEN)
    if closing.is_closing(last):
        return Shown(OPEN)
    whole = record.read(last)
    if whole.id != case.item.item:
        return Shown(FAILED)
    answer = OPEN if len(case.own.entries) > 1 else PASSED
    return _shown(answer, whole, [Told(one.parts, one.size, one.sha256) for one in whole.media],
                  any(one.interrupted for one in whole.media) or whole.kind == "interrupted")


def _with_opening(item, commitment: str, first: bytes | None, last: bytes | None) -> Shown:
    opening = first and record.read(first)
    ending = last and closing.is_closing(last) and closing.read(last)
    for one in (opening, ending):
        if one and one.id != item.item:
            return Shown(FAILED)
    if last is not None and not ending:
        return Shown(FAILED if opening else OPEN)
    if not opening:
        return Shown(OPEN)
    if not ending:
        media = [Told(one.parts, one.size, one.sha256) for one in opening.media]
        return _shown(PASSED, opening, media, False, here=False)
    wrong = closing.contradictions(ending, opening, commitment)
    media = [Told(after.parts, _either(before.size, after.size), _either(before.sha256, after.sha256))
             for before, after in zip(opening.media, ending.media)]
    shown = _shown(FAILED if wrong else PASSED, opening, media, any(one.interrupted for one in ending.media))
    shown.ended_at = ending.ended_at
    return shown


def _either(first, second):
    return second if first is None else first


def _shown(answer: str, said: Record, media: list[Told], interrupted: bool, here=True) -> Shown:
    return Shown(answer, here, media, interrupted, said)
