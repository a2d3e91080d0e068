"""Verdict: the five answers about a bundle. Only their status, and the exit code; no findings."""

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
    """The answers, and the exit code: 0 nothing failed and whole, 1 otherwise."""
    read = bundle.read(folder)
    entries = read.entries()
    chains = Chains(entries, read.details(entries))
    held = None
    policies = receipts.read_policies(read, read.organisation)
    if trust:
        theirs = receipts.read_policies(read, trust.organisation)
        held = Receipts(read, chains, *receipts.trusted_logs(trust.policy, theirs))
    cases = [Case(read, chains, held, item, _own(chains, item)) for item in read.items]
    later = _superseded(cases)
    answers = {name: [] for name in ANSWERS}
    for case in cases:
        answers["content"].append(_content(case, later))
        answers["completeness"].append(_completeness(case))
        answers["delivery"].append(_delivery(case))
        answers["time"].append(times.answer(case) if held and case.own else OPEN)
        answers["signer"].append(signer.answer(case, trust, policies, policies_known=held is not None))
    out = {name: worst(each) for name, each in answers.items()}
    return out, 1 if FAILED in out.values() or read.bad else 0


def _own(chains: Chains, item: Item) -> Own | None:
    own = chains.item(item.item, item.as_of)
    return own if own and own.entries[0].device == item.device else None


def _superseded(cases: list[Case]) -> set[str]:
    """Items whose record has a later version in the bundle."""
    return {other for case in cases for other in story.of(case).supersedes}


def _content(case: Case, later: set[str]) -> str:
    """Whether the disclosed bytes are those that the item's own entries commit to."""
    item, own = case.item, case.own
    if own is None or not own.told:
        return OPEN
    shown = story.of(case)
    answers = [shown.answer]
    for place, medium in enumerate(item.media):
        pieces = [(f"part/{medium.first_part + n}", one) for n, one in enumerate(medium.parts)]
        if any(_stated(own, role) != one.commitment for role, one in pieces):
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
    if item.item in later:
        answers.append(OPEN)
    return worst(answers)


def _stated(own: Own, role: str) -> str | None:
    part = own.parts.get(role)
    return part.commitment if part else None


def _completeness(case: Case) -> str:
    """Whether everything that the item's entries state is here, and whole."""
    item, own = case.item, case.own
    if own is None or not own.told or not own.finished:
        return OPEN
    listed = {one.commitment for one in (item.opening, item.record) if one and not one.withheld}
    if any(medium.file is None for medium in item.media):
        return OPEN
    listed |= {piece.commitment for medium in item.media for piece in medium.parts}
    if {part.commitment for part in own.parts.values()} - listed:
        return OPEN
    numbers = sorted(part.number for part in own.parts.values() if part.number is not None)
    shown = story.of(case)
    counted = sum(one.parts for one in shown.media)
    if numbers != list(range(len(numbers))) or not shown.here or counted != len(numbers):
        return OPEN
    if [(one.first_part, len(one.parts)) for one in item.media] != shown.ranges or shown.interrupted:
        return OPEN
    return PASSED


def _delivery(case: Case) -> str:
    """Whether custody statements of one trusted log cover every entry and every part of the item."""
    own, held = case.own, case.receipts
    if own is None or not own.told or held is None:
        return OPEN
    entries = {(one.seq, one.digest) for one in own.entries}
    parts = {(part.sha256, part.size) for said in own.details for part in said.parts}
    mine = [one for one in held.held if (one.statement.item, one.statement.device) == (case.item.item, case.item.device)
            and one.place.quorum]
    for origin in {one.place.origin for one in mine} - held.torn:
        of_log = [one.statement for one in mine if one.place.origin == origin]
        if (entries <= {one for said in of_log for one in said.entries}
                and parts <= {one for said in of_log for one in said.held}):
            return PASSED
    return OPEN
