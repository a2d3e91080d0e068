#!/usr/bin/env python3
"""Lays the committed vectors and examples down as seeds of the fuzz targets. Run from the project's root; writes
tests/fuzz/corpus/<target>/<digest>. Nothing that is there is removed."""
import base64, glob, hashlib, io, json, os, zipfile

CORPUS = "tests/fuzz/corpus"

def seed(target, data):
    folder = os.path.join(CORPUS, target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, hashlib.sha256(data).hexdigest()[:16]), "wb") as out:
        out.write(data)

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
