"""Has the second reader judge bundles that a test makes, one after the other in one process.

Each line of standard input is an object `{"policy": hex, "files": {path: hex}}`, or with `place`, the path of a folder or zip, instead of
`files`; each line of standard output holds
`answers`, `items` (the answers of each) and `exit`, or `exit` 2 and `why` where it is no bundle.
"""

import json
import sys
from pathlib import Path

from reader import bundle, envelope, verdict
from reader.errors import Problem


def _read(asked):
    if "place" in asked:
        return bundle.read(Path(asked["place"]))
    return bundle.of_files({path: bytes.fromhex(data) for path, data in asked["files"].items()})


def main():
    for line in sys.stdin:
        asked = json.loads(line)
        trust = verdict.Trust.of(envelope.read(bytes.fromhex(asked["policy"])))
        each = []
        try:
            answers, code = verdict.judge_files(_read(asked), trust, each)
            said = {"answers": answers, "items": each, "exit": code}
        except Problem as problem:
            said = {"exit": 2, "why": str(problem)}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
