"""Lines of a record: one JSON array `["<salt>", "<path>", <value>]` for each thing that is said."""

import json
from dataclasses import dataclass

from . import tlog
from .errors import Malformed
from .strict_json import HEX, Fields, load, load_object

LIMIT = 4 * 1024 * 1024
LONGEST_PATH = 1_024
MOST_STEPS = 32
STEP = 8
EMPTY = ("pad", "filler")
BY_PATH = ("adds", "corrects")


@dataclass
class Line:
    salt: str
    path: str
    value: object


def line(data: bytes) -> Line:
    """Reads one line, without its newline."""
    read = load(data, LIMIT)
    if not isinstance(read, list) or len(read) != 3 or not isinstance(read[0], str) or not isinstance(read[1], str):
        raise Malformed("a line is a salt, a path and a value")
    salt, path, value = read
    if not HEX[32].fullmatch(salt):
        raise Malformed("a salt is 32 lower-case hex digits")
    steps = path.split("/")
    if "" in steps or len(steps) > MOST_STEPS or len(path.encode()) > LONGEST_PATH:
        raise Malformed(f"path {path!r}")
    if any(not rest.startswith(("0", "1")) for step in steps for rest in step.split("~")[1:]):
        raise Malformed(f"path {path!r}")
    if path in EMPTY and (not isinstance(value, str) or value.strip(" ")):
        raise Malformed("a line that only fills is spaces")
    return Line(salt, path, value)


def split(content: bytes) -> list[bytes]:
    """The lines, without their newlines."""
    if len(content) > LIMIT or not content.endswith(b"\n"):
        raise Malformed("too long, or a last line without its end")
    return content[:-1].split(b"\n")


def format_of(content: bytes) -> str:
    """What line 0 says: a reader looks at that before all else."""
    first = line(content.split(b"\n")[0])
    if first.path != "format" or not isinstance(first.value, str):
        raise Malformed("line 0 does not name its format")
    return first.value


def read(content: bytes) -> Fields:
    """The object that lines mean."""
    told = [line(one) for one in split(content)]
    paths = [one.path for one in told]
    if len(told) % STEP or paths[:2] != ["format", "id"] or paths[2] not in ("kind", "opening") or paths[-1] != "pad":
        raise Malformed("its first lines are not its head, its last is not its pad, or they are no multiple of eight")
    said = [one for one in told[:-1] if one.path != "filler"]
    named = {one.path for one in said}
    if len(named) != len(said) or "pad" in named:
        raise Malformed("a path is given twice")
    tree: dict = {}
    for one in said:
        steps = one.path.split("/")
        if any("/".join(steps[:n]) in named for n in range(1, len(steps))):
            raise Malformed("a path is a prefix of another")
        if steps[0] in BY_PATH and len(steps) > 1:
            steps = [steps[0], one.path.partition("/")[2]]
        else:
            steps = [step.replace("~1", "/").replace("~0", "~") for step in steps]
        below = tree
        for step in steps[:-1]:
            below = below.setdefault(step, {})
            if not isinstance(below, dict):
                raise Malformed("a value stands in the way")
        below[steps[-1]] = one.value
    if "media" in tree:
        media = tree["media"]
        if not isinstance(media, dict) or set(media) != {str(n) for n in range(len(media))}:
            raise Malformed("a medium is left out")
        tree["media"] = [media[str(n)] for n in range(len(media))]
    # Limits of depth and of keys hold for the whole.
    return load_object(json.dumps(tree, ensure_ascii=False).encode(), 2 * LIMIT)


def root(content: bytes) -> str:
    """RFC 6962 root over the lines."""
    return tree([tlog.leaf_hash(one) for one in split(content)]).hex()


def tree(leaves: list[bytes]) -> bytes:
    """RFC 6962 root over leaves."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return tlog.node_hash(tree(leaves[:half]), tree(leaves[half:]))


def proven(data: bytes, index: int, size: int, path: list[bytes], tree: str) -> bool:
    """Whether a single line stands in a tree at its place."""
    found = tlog.root_of_inclusion(index, size, tlog.leaf_hash(data), path)
    return found is not None and found.hex() == tree
