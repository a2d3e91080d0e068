// npm's age-encryption, for tests: an age with mlkem768x25519 that shares no code with ours.
//
//   node age.mjs recipient IDENTITY              prints the recipient
//   node age.mjs seal RECIPIENT... < plain       prints an age file
//   node age.mjs open IDENTITY < sealed          prints the plain bytes; exit code 1 if it does not open
import { readFileSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Installed beside the build, never in the sources.
const folder = process.env.TESTAMUR_NODE;
const { Decrypter, Encrypter, identityToRecipient } = await import(
  pathToFileURL(createRequire(join(folder, "at")).resolve("age-encryption")).href
);
const [verb, ...keys] = process.argv.slice(2);

function print(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

if (verb === "recipient") {
  print(Buffer.from(await identityToRecipient(keys[0])));
} else if (verb === "seal") {
  const age = new Encrypter();
  for (const key of keys) age.addRecipient(key);
  print(await age.encrypt(readFileSync(0)));
} else if (verb === "open") {
  const age = new Decrypter();
  age.addIdentity(keys[0]);
  print(await age.decrypt(readFileSync(0)));
}
