"""Has the second reader (tests/python/reader) read every vector of a folder and compares it with what is expected.

`check_vectors.py DIR` prints one line for each disagreement and one with the count of each folder; it ends with 1 if
there is a disagreement, or a folder without vectors.
"""

import hashlib
import json
import sys
from pathlib import Path

from reader import admission, closing, custody, entry, envelope, policy, record, tiles, tlog, verdict, word
from reader.errors import Problem, Refused
from reader.strict_json import base64_strict


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_envelope(data: bytes, expected: dict, _folder: Path) -> dict:
    read = envelope.read(data)
    signed = read.signed_by(bytes.fromhex(expected["key"])) if "key" in expected else None
    return {"signed-by-key": signed, "payload-type": read.payload_type, "payload-sha256": read.digest}


def read_entry(data: bytes, _expected: dict, _folder: Path) -> dict:
    read = entry.read(envelope.read(data))
    signer = read.envelope.keyid
    if signer is None or not read.envelope.signed_by(bytes.fromhex(signer)):
        raise Refused("the key that it names did not sign")
    return {"digest": read.digest, "details": read.details, "device": read.device, "seq": read.seq, "item": read.item,
            "ends": read.ends, "next-key": read.next_key.hex(), "signed-by": signer}


def read_details(data: bytes, _expected: dict, _folder: Path) -> dict:
    read = entry.read_details(data)
    return {"sha256": read.sha256, "claimed-at": read.claimed_at, "organisation": read.organisation,
            "continues": read.continues and {"device": read.continues[0], "entry": read.continues[1]},
            "parts": [{name: said for name, said in vars(part).items() if said is not None} for part in read.parts]}


def read_record(data: bytes, _expected: dict, _folder: Path) -> dict:
    read = record.read(data)
    return {"id": read.id, "kind": read.kind, "method": read.method, "media": len(read.media)}


def read_closing(data: bytes, expected: dict, folder: Path) -> dict:
    read = closing.read(data)
    if "read-beside" not in expected:
        return {}
    beside = (folder.parent / expected["read-beside"]).read_bytes()
    commitment = closing.commitment(bytes.fromhex(expected["salt"]), beside)
    wrong = closing.contradictions(read, record.read(beside), commitment)
    return {"id": read.id, "ended-at": read.ended_at, "contradicted": wrong,
            "added": sorted(set(read.adds) - set(wrong)), "corrected": sorted(set(read.corrects) - set(wrong))}


def read_policy(data: bytes, expected: dict, _folder: Path) -> dict:
    read = policy.read(envelope.read(data), bytes.fromhex(expected["organisation"]))
    return {"digest": read.digest, "version": read.version, "name": read.name, "log": read.logs[0].origin,
            "archive-recipients": read.archive_recipients, "quorum": read.logs[0].quorum}


def read_invitation(data: bytes, _expected: dict, _folder: Path) -> dict:
    read = admission.read_invitation(data)
    return {"organisation": read.organisation.hex(), "policy": read.policy.digest, "renews": read.ticket.device,
            "admission-key": read.admission_key.hex()}


def read_admission(data: bytes, expected: dict, _folder: Path) -> dict:
    read = entry.read(envelope.read(data))
    details = entry.details_of(read, read.envelope.details)
    if details is None:
        raise Refused("its details are not here, or say nothing")
    ticket = admission.check(read, details, bytes.fromhex(expected["organisation"]))
    return {"ticket": ticket.digest}


def read_word(data: bytes, expected: dict, _folder: Path) -> dict:
    read = word.read(envelope.read(data), bytes.fromhex(expected["organisation"]))
    return {"device": read.device, "says": read.says, "after": read.after, "from": read.start,
            "leaf-sha256": sha256(read.leaf)}


def read_custody(data: bytes, expected: dict, _folder: Path) -> dict:
    signed = envelope.read(data)
    read = custody.read(signed, bytes.fromhex(expected["key"]), signed.details)
    held = None if read.held is None else len(read.held)
    return {"digest": read.digest, "seq": read.seq, "prev": read.prev, "item": read.item, "held": held,
            "entries": [list(one) for one in read.entries], "at": read.at}


def read_tiles(data: bytes, _expected: dict, _folder: Path) -> dict:
    said = json.loads(data)
    seed, rgb = bytes.fromhex(said["tile_seed"]), bytes.fromhex(said["rgb"])
    found = tiles.leaves(said["width"], said["height"], said["tile"], seed, rgb)
    return {"leaves": [one.hex() for one in found], "root": tiles.root(found)}


READERS = {
    "envelope": read_envelope, "entry": read_entry, "details": read_details, "record": read_record,
    "closing": read_closing, "policy": read_policy, "invitation": read_invitation, "admission": read_admission,
    "word": read_word, "custody": read_custody, "tiles": read_tiles,
}
# Fields that tell the reader how to read, and not what it must find.
GIVEN = {
    "envelope": {"key"}, "closing": {"read-beside", "salt"}, "policy": {"organisation"}, "admission": {"organisation"},
    "word": {"organisation"}, "custody": {"key"},
}


def judge(reader, data: bytes, expected: dict, folder: Path) -> dict:
    try:
        return {"outcome": "ok"} | reader(data, expected, folder)
    except Problem as problem:
        return {"outcome": problem.outcome, "why": str(problem)}


def compare(name: str, expected: dict, found: dict, given: set) -> list[str]:
    """One line if anything that is expected is not what was found."""
    wrong = {key: value for key, value in expected.items() if key not in given and found.get(key) != value}
    if not wrong:
        return []
    return [f"{name}: expected {json.dumps(wrong)}, found {json.dumps({k: found.get(k) for k in [*wrong, 'why']})}"]


def check_folder(folder: Path) -> tuple[int, list[str]]:
    reader, lines = READERS[folder.name], []
    expectations = sorted(folder.glob("*.expected.json"))
    inputs = {path.name.removesuffix(".json") for path in folder.glob("*.json")}
    for name in sorted(name for name in inputs if not name.endswith(".expected") and f"{name}.expected" not in inputs):
        lines.append(f"{folder.name}/{name}: nothing is expected of it")
    for path in expectations:
        expected = json.loads(path.read_bytes())
        stem = path.name.removesuffix(".expected.json")
        found = judge(reader, (folder / f"{stem}.json").read_bytes(), expected, folder)
        lines += compare(f"{folder.name}/{stem}", expected, found, GIVEN.get(folder.name, set()))
    return len(expectations), lines


def check_tlog(folder: Path) -> tuple[int, list[str]]:
    vectors, lines = sorted(folder.glob("*.txt")), []
    for path in vectors:
        head, _, body = path.read_bytes().partition(b"---\n")
        said = [line.split(": ", 1) for line in head.decode().splitlines()]
        expected = dict(said)["expect"]
        found = judge(lambda data, _e, _f: read_tlog(said, data), body, {}, folder)
        lines += compare(f"tlog/{path.stem}", {"outcome": expected}, found, set())
    return len(vectors), lines


def read_tlog(said: list, data: bytes) -> dict:
    given = dict(said)
    kind = given["kind"]
    if kind == "tile-path":
        tlog.tile_path(data.decode())
    elif kind == "vkey":
        tlog.verifier_key(data.decode())
    elif kind == "note":
        if not tlog.note(data).signed_by(tlog.verifier_key(given["key"])):
            raise Refused("not signed by the key")
    else:
        proof = tlog.proof(data) if kind == "proof" else None
        checkpoint = (proof.checkpoint if proof else tlog.checkpoint(data)).log_signed(tlog.verifier_key(given["key"]))
        cosigners = [tlog.verifier_key(value) for name, value in said if name == "cosigner"]
        if len(checkpoint.times(cosigners)) < int(given.get("quorum", 0)):
            raise Refused("below the quorum")
        if proof and not proof.holds(base64_strict(given["leaf"])):
            raise Refused("the proof does not hold")
    return {}


def check_bundles(folder: Path) -> tuple[int, list[str]]:
    """Answers and exit code of each bundle; findings are not compared."""
    trust = verdict.Trust.of(envelope.read((folder / "policy.dsse").read_bytes()))
    expectations, lines = sorted(folder.glob("*.expected.json")), []
    for path in expectations:
        expected = json.loads(path.read_bytes())
        stem = path.name.removesuffix(".expected.json")
        try:
            answers, code = verdict.judge(folder / stem, trust)
            found = {"outcome": "verdict", "answers": answers, "exit": code}
        except Problem as problem:
            found = {"outcome": problem.outcome, "exit": 2, "why": str(problem)}
        lines += compare(f"bundle/{stem}", expected, found, {"findings"})
    return len(expectations), lines


def check_document(root: Path) -> tuple[int, list[str]]:
    """The first two examples of docs/format.md say what the vectors say that they are taken from."""
    text = (root.parent.parent / "docs/format.md").read_text("utf-8")
    shown = [json.loads(block.split("```")[0]) for block in text.split("```json\n")[1:3]]
    signed = envelope.read((root / "entry/good-photo.json").read_bytes())
    details = (root / "details/good-photo.json").read_bytes()
    names = ("entry/good-photo", "details/good-photo")
    pairs = zip(names, shown, (json.loads(signed.payload), json.loads(details)))
    return len(shown), [f"docs/format.md: {name} is another" for name, there, here in pairs if there != here]


def main(root: Path) -> int:
    failed = False
    checks = {name: check_folder for name in READERS} | {"tlog": check_tlog, "bundle": check_bundles}
    for name in [*checks, "document"]:
        count, lines = check_document(root) if name == "document" else checks[name](root / name)
        for line in lines:
            print(line)
        print(f"{name}: {count} vectors, {len(lines)} disagreements")
        failed |= bool(lines) or count == 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
