#!/usr/bin/env python3
"""Packs the seeds of the fuzz targets, tests/fuzz/corpus/<target>.tar, one member for each input, named by its digest.

Run from the project's root. Without arguments it adds the committed vectors and examples; `seed.py TARGET FILE...` adds
what a fuzzer found. It removes no input, and the same inputs give the same bytes."""
import base64, glob, hashlib, io, json, os, sys, tarfile, zipfile

CORPUS = "tests/fuzz/corpus"
packed = {}

def inputs(target):
    """Returns the inputs of a target by their names; reads its archive once."""
    if target not in packed:
        packed[target] = {}
        path = f"{CORPUS}/{target}.tar"
        if os.path.exists(path):
            with tarfile.open(path) as tar:
                packed[target] = {member.name: tar.extractfile(member).read() for member in tar}
    return packed[target]

def seed(target, data):
    inputs(target)[hashlib.sha256(data).hexdigest()[:16]] = data

def write():
    for target, held in packed.items():
        with tarfile.open(f"{CORPUS}/{target}.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
            for name, data in sorted(held.items()):
                member = tarfile.TarInfo(name)
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))

if len(sys.argv) > 2:
    for path in sys.argv[2:]:
        with open(path, "rb") as f:
            seed(sys.argv[1], f.read())
    write()
    sys.exit()

def files(pattern):
    for path in sorted(glob.glob(pattern)):
        if os.path.isfile(path) and not path.endswith(".expected.json"):
            with open(path, "rb") as f:
                yield path, f.read()

for kind in ["envelope", "entry", "record", "policy", "invitation"]:
    for _, data in files(f"tests/vectors/{kind}/*"):
        seed(kind, data)
for _, data in files("tests/vectors/policy/*"):
    try:
        seed("policy", base64.b64decode(json.loads(data)["payload"]))
    except Exception:
        pass
for _, data in files("tests/vectors/bundle/*/bundle.json"):
    seed("manifest", data)
for folder in sorted(glob.glob("tests/vectors/bundle/*/")):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as z:
        names = [os.path.relpath(os.path.join(d, f), folder) for d, _, fs in os.walk(folder) for f in fs]
        for name in sorted(names):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o100644 << 16
            info.create_system = 3
            info.create_version = info.extract_version = 10
            with open(os.path.join(folder, name), "rb") as f:
                z.writestr(info, f.read())
    seed("bundle_zip", out.getvalue())
for _, data in files("tests/vectors/tlog/*"):
    for target in ["note", "checkpoint", "proof", "tile_path"]:
        if len(data) < 4096:
            seed(target, data)
for path in ["tile/0/000", "tile/0/x001/x234/067.p/8", "tile/entries/x123/456", "tile/63/255.p/255"]:
    seed("tile_path", path.encode())
seed("checkpoint", b"log.example.org\n3\nFaJ4+RNsI2jKQJGZ8/WYYmsr4WmDE6zckrWo7/aU+g==\n")
key = "a" * 64
seed("signed_request", f'testamur=("@method" "@authority" "@path" "@query" "content-digest");created=1790000000;nonce="{"0" * 32}";keyid="{key}";alg="ed25519";tag="testamur-v1"\ntestamur=:{base64.b64encode(bytes(64)).decode()}:\nsha-256=:{base64.b64encode(bytes(32)).decode()}:'.encode())
seed("signed_request", f'testamur=("@method" "@authority" "@path" "@query");created=1;nonce="{"f" * 32}";keyid="{key}";alg="ed25519";tag="testamur-v1"\ntestamur=:AA==:'.encode())
seed("signed_request", b"testamur=()\ntestamur=::\n")
digest = base64.b64encode(b"a" * 64).decode()
seed("tus_headers", f"4194304\nsha256 {digest}\nsha256 {base64.b64encode(bytes(32)).decode()}".encode())
seed("tus_headers", f"0\nfilename eA==,sha256 {digest}\nsha1 AAAA".encode())
seed("tus_headers", b"18446744073709551616\nsha256\nsha256 =")
forms = [data for _, data in files("docs/examples/*.form.json")]
answers = [data for _, data in files("docs/examples/*.answers.json")]
for form in forms:
    seed("form", form)
    for answer in answers:
        seed("form", form + b"\0" + answer)
seed("form", b'{"format":"testamur-form-v1"}')
write()
