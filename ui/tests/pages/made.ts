// A bundle with a photo and a film, made by the real command without a network. Needs `ffmpeg` and TESTAMUR_BIN.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

export interface Made {
  readonly zip: string;
  readonly policy: string;
}

/** Makes a bundle below `folder` with the programs in the folder `bin`. */
export function made(folder: string, bin: string): Made {
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, TESTAMUR_PASSPHRASE: "copper violin harvest nine", TESTAMUR_HOME: join(folder, "device") };
  const run = (program: string, ...args: string[]): string => execFileSync(program, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const testamur = (...args: string[]): string => run(join(bin, "testamur"), ...args);
  // The policy names a server, and this bundle needs none.
  const server = run(join(bin, "testamur-server"), "init", "--data", "srv", "--origin", "log.example.org");
  const word = (line: RegExp): string => line.exec(server)?.[1] ?? "";
  testamur("org", "init", "ORG", "--name", "Observers", "--shares", "3", "--threshold", "2");
  testamur("org", "policy", "ORG", "--server", "https://127.0.0.1:9", "--pin", word(/^pin\s+(\S+)/m), "--log-key", word(/^log key\s+(\S+)/m), "--out", "policy.dsse");
  testamur("org", "invite", "ORG", "--policy", "policy.dsse", "--out", "invitation.json");
  testamur("join", "invitation.json");
  run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=1", "-frames:v", "1", "photo.jpg");
  run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=duration=2", "-f", "lavfi", "-i", "sine=duration=2", "-f", "webm", "street.webm");
  run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=2", "voice.ogg");
  testamur("add", "photo.jpg", "street.webm", "voice.ogg");
  env.TESTAMUR_HOME = join(folder, "archive");
  testamur("archive", "pull", "--org", "ORG", "--shares", "ORG/shares/share-1.txt,ORG/shares/share-2.txt", "--from", "device");
  const items = (JSON.parse(testamur("archive", "list", "--json")) as { items: { item: string }[] }).items.map(({ item }) => item);
  testamur("archive", "bundle", ...items, "--out", "bundle.zip");
  return { zip: join(folder, "bundle.zip"), policy: join(folder, "policy.dsse") };
}
