// Proves that each check finds a planted fault.
import { expect, test } from "vitest";
import { arrows, circles } from "./circles.mjs";
import { faultsOf } from "./texts.mjs";
import { broken } from "./walls.mjs";

const CODE = `type ErrorCode = "bug"; type WindowCode = "gone"; type FindingCode = "torn"; type SendingCode = "cut"; say("a", { n }); say(\`b-\${c}\`)`;
const codes = ["trouble-bug", "trouble-gone", "finding-torn", "sending-cut"].flatMap((c) => ["what", "means", "next"].map((p) => `${c}-${p} = x`));
const good = (a: string): string => [...codes, a, "b-one = x"].join("\n") + "\n";
const PLURAL_EN = "a = { $n ->\n    [one] x\n   *[other] y\n }";
const PLURAL_RU = "a = { $n ->\n    [one] x\n    [few] x\n    [many] x\n   *[other] y\n }";
const EN = good(PLURAL_EN);
const RU = good(PLURAL_RU);

test("whole texts have no fault", () => {
  expect(faultsOf({ en: EN, ru: RU }, CODE)).toEqual([]);
});

test.each([
  ["a missing key", EN.replace("b-one", "b-two"), /^en: b-one is missing$/],
  ["an unexplained code", EN.replace("trouble-gone-next", "b-three"), /^en: trouble-gone-next is missing$/],
  ["a missing plural form", EN.replace("[one] x", ""), /^en: a has no form for "one"$/],
  ["a value that is not said", EN.replace(PLURAL_EN, "a = x"), /^en: a does not say \$n, as ru does$/],
  ["a text that cannot be read", `${EN}c = { $n\n`, /^en: cannot be read/],
  ["a key that stands there twice", `${EN}a = x\n`, /^en: a stands there twice$/],
  ["a text that nobody says", `${EN}zz = x\n`, /^zz is said by no screen$/],
])("%s is found", (_, en, fault) => {
  expect(faultsOf({ en, ru: RU }, CODE)).toContainEqual(expect.stringMatching(fault));
});

test("a screen that says an unknown key is found", () => {
  expect(faultsOf({ en: EN, ru: RU }, `${CODE} say("nowhere")`)).toContainEqual(expect.stringMatching(/nowhere/));
});

test.each([
  ["status/Status.svelte", 'import { invoke } from "@tauri-apps/api/core"'],
  ["bridge/tauri.ts", 'fetch("/x")'],
  ["status/Home.svelte", "{@html name}"],
  ["App.svelte", "localStorage.setItem(a, b)"],
  ["bridge/tauri.ts", "console.log(error)"],
  ["capture/Import.svelte", '<input type="file" onchange={(e) => take(e)}\n  capture="environment" />'],
  ["capture/Import.svelte", '<input type="file" capture>'],
  ["settings/Proxy.svelte", '<input name="proxy" placeholder="127.0.0.1:9050" />'],
])("%s may not say %s", (path, text) => {
  expect(broken(path, text)).toHaveLength(1);
});

test("the bridge may name Tauri", () => {
  expect(broken("bridge/tauri.ts", 'import { invoke } from "@tauri-apps/api/core"')).toEqual([]);
});

test.each([
  [
    "of two folders, by types too",
    { "a/one.ts": 'import { x } from "../b/two";', "b/two.ts": 'import type { Y } from "../a/one";' },
    ["a -> b (a/one.ts)", "b -> a (b/two.ts)"],
  ],
  [
    "over three folders, by a lazy import too",
    { "a/one.ts": 'import("../b/two")', "b/two.ts": 'import "../c/three";', "c/three.svelte": 'import A from "../a/one";' },
    ["a -> b (a/one.ts)", "b -> c (b/two.ts)", "c -> a (c/three.svelte)"],
  ],
  ["but none where arrows lead down", { "main.ts": 'import "./a/one";', "a/one.ts": 'import "./other"; import "../b/two";', "b/two.ts": "" }, []],
])("a circle is found %s", (_, files, found) => {
  expect(circles(arrows(new Map(Object.entries(files))))).toEqual(found);
});
