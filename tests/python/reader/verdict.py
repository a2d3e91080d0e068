"""Verdict: the five answers about a bundle. Only their status, and the exit code; no findings."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from . import bundle, policy, receipts, signer, story, times
from .bundle import Bundle, Item
from .chain import Chains, Own
from .envelope import Envelope
from .policy import Policy
from .receipts import Receipts

PASSED, OPEN, FAILED = "passed", "not-checked", "failed"
ANSWERS = ("content", "signer", "time", "completeness", "delivery")


def worst(answers) -> str:
    """The worst of several answers; nothing at all is not checked."""
    answers = list(answers)
    for one in (FAILED, OPEN, PASSED):
        if one in answers:
            return one
    return OPEN


@dataclass
class Trust:
    """A policy that came another way, and the key that signed it."""

    organisation: bytes
    policy: Policy

    @classmethod
    def of(cls, signed: Envelope) -> "Trust":
        key = bytes.fromhex(signed.keyid)
        return cls(key, policy.read(signed, key))


@dataclass
class Case:
    """One item of a bundle with everything that tells of it."""

    bundle: Bundle
    chains: Chains
    receipts: Receipts | None
    item: Item
    own: Own | None


def judge(folder: Path, trust: Trust | None) -> tuple[dict[str, str], int]:
    """The answers about the bundle in a folder, and the exit code."""
    return judge_files(bundle.read(folder), trust)


def judge_files(read: Bundle, trust: Trust | None, each: list | None = None) -> tuple[dict[str, str], int]:
    """The answers, and the exit code: 0 nothing failed and whole, 1 otherwise. `each` takes those of each item."""
    entries = read.entries()
    chains = Chains(entries, read.details(entries))
    held = None
    policies = receipts.read_policies(read, read.organisation)
    if trust:
        theirs = receipts.read_policies(read, trust.organisation)
        held = Receipts(read, chains, *receipts.trusted_logs(trust.policy, theirs), [trust.policy, *theirs])
    cases = [Case(read, chains, held, item, _own(chains, item)) for item in read.items]
    answers = [_answers(case, trust, policies) for case in cases]
    if each is not None:
        each += answers
    out = {name: worst(one[name] for one in answers) for name in ANSWERS}
    if out["signer"] == PASSED:
        out["signer"] = signer.devices(chains, held, trust, policies)
    trees = {root for case in cases if case.own for root in story.roots(case.own)
             if len(read.files.get(f"trees/{root}", b"")) <= bundle.TREE_LIMIT}
    used = read.used(entries, trees)
    wrong, doubted = read.own(used, {path for case in cases for path in _altered(case)})
    if doubted:
        out["content"] = worst([out["content"], FAILED if wrong else OPEN])
        out["completeness"] = worst([out["completeness"], OPEN])
    return out, 1 if FAILED in out.values() or not read.whole(used) else 0


def _answers(case: Case, trust: Trust | None, policies: list[Policy]) -> dict[str, str]:
    return {
        "content": _content(case),
        "signer": signer.answer(case, trust, policies),
        "time": times.answer(case) if case.receipts and case.own else OPEN,
        "completeness": _completeness(case),
        "delivery": _delivery(case),
    }


def _own(chains: Chains, item: Item) -> Own | None:
    own = chains.item(item.item, item.as_of)
    return own if own and own.entries[0].device == item.device else None


def _content(case: Case) -> str:
    """Whether the disclosed bytes are those that the item's own entries commit to."""
    item, own = case.item, case.own
    told = own is not None and own.told
    shown = story.of(case)
    answers = [shown.answer, PASSED if told else OPEN]
    files = [medium.file for medium in item.media if medium.file]
    if len(set(files)) != len(files):
        answers.append(FAILED)
    for place, medium in enumerate(item.media):
        pieces = [(f"part/{medium.first_part + n}", one) for n, one in enumerate(medium.parts)]
        if told and any(not _states(own, role, one, medium.file is not None) for role, one in pieces):
            answers.append(FAILED)
        if medium.file is None:
            continue
        data = case.bundle.files.get(medium.file)
        if data is None or not story.cut(data, medium.parts):
            answers.append(FAILED)
        elif place < len(shown.media) and not shown.media[place].fits(data):
            answers.append(FAILED)
        else:
            answers.append(PASSED)
    return worst(answers)


def _altered(case: Case) -> set[str]:
    """Files of an item that are not what the device sealed, or are not here."""
    item, files = case.item, case.bundle.files
    records = {f"records/{one.commitment}": one.commitment for one in (item.opening, item.record) if one and not one.withheld}
    out = {path for path, commitment in records.items() if hashlib.sha256(files.get(path, b"")).hexdigest() != commitment}
    told = story.of(case).media
    for place, medium in enumerate(item.media):
        if medium.file is None:
            continue
        data = files.get(medium.file)
        fits = data is not None and story.cut(data, medium.parts) and (place >= len(told) or told[place].fits(data))
        out |= set() if fits else {medium.file}
    return out


def _states(own: Own, role: str, piece: bundle.Piece, shown: bool) -> bool:
    """Whether an entry states this part, with a sealed size that has room for it where it is shown."""
    part = own.parts.get(role)
    if part is None or part.commitment != piece.commitment:
        return False
    return not shown or part.size > (piece.size or 0) + story.SALT


def _completeness(case: Case) -> str:
    """Whether everything that the item's entries state is here, and whole."""
    item, own = case.item, case.own
    if own is None or not own.told or not own.finished:
        return OPEN
    if any(one.withheld for one in (item.opening, item.record) if one) or any(one.file is None for one in item.media):
        return OPEN
    listed = {role: one.commitment for role, one in (("opening", item.opening), ("record", item.record)) if one}
    following = 0
    for medium in item.media:
        if medium.first_part != following:
            return OPEN
        listed |= {f"part/{following + n}": piece.commitment for n, piece in enumerate(medium.parts)}
        following += len(medium.parts)
    if any(listed.get(role) != part.commitment for role, part in own.parts.items()):
        return OPEN
    numbers = sorted(part.number for part in own.parts.values() if part.number is not None)
    shown = story.of(case)
    if numbers != list(range(len(numbers))) or shown.interrupted:
        return OPEN
    # An opening was written before anything could be counted, and a record of a later version cannot be read.
    if shown.here and [(one.first_part, len(one.parts)) for one in item.media] != shown.ranges:
        return OPEN
    return PASSED


def _delivery(case: Case) -> str:
    """Whether every entry of the item is noted, and custody statements cover all of them and every part."""
    own, held = case.own, case.receipts
    if own is None or not own.told or held is None or held.torn or held.unusable:
        return OPEN
    if not all(held.noted.get(one.digest) for one in own.entries):
        return OPEN
    entries = {(one.seq, one.digest) for one in own.entries}
    parts = {(part.sha256, part.size) for said in own.details for part in said.parts}
    mine = [one.statement for one in held.held
            if (one.statement.item, one.statement.device) == (case.item.item, case.item.device)]
    covered = {one for said in mine for one in said.entries}, {one for said in mine for one in said.held or []}
    return PASSED if entries <= covered[0] and parts <= covered[1] else OPEN
