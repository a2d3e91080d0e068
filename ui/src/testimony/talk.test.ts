// Trouble stays on the screen until its own action succeeds or another request begins.
import { beforeEach, expect, test } from "vitest";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { interview } from "../bridge/fake/testimony";
import type { TestimonyChange } from "../bridge/types";
import { Session } from "../session/session.svelte";
import { Talk } from "./talk.svelte";

const WORDS: TestimonyChange = { change: "lines", section: "account", language: null, lines: [{ text: "a bus", known: "saw" }] };

let core: FakeCore;
let talk: Talk;
beforeEach(async () => {
  core = fake(home());
  core.interviews = [interview(3, { step: "interview" })];
  talk = new Talk(new Session(core, "en"), await core.testimonyResume(`testimony-${"3".padStart(32, "0")}`));
});

const full = (): Promise<never> => Promise.reject(new Trouble("disk-full"));

async function typed(): Promise<void> {
  talk.type("account", () => WORDS);
  await talk.flush();
}

test("what a tap could not do stays told while words are typed and kept", async () => {
  core.testimonyConsent = full;
  await talk.fileConsent();
  expect(talk.trouble?.code).toBe("disk-full");
  await typed();
  expect(talk.trouble?.code).toBe("disk-full");
});

test("that typed words could not be kept is told until they are", async () => {
  const { testimonyChange } = core;
  core.testimonyChange = full;
  await typed();
  expect([talk.trouble?.code, talk.waiting]).toEqual(["disk-full", true]);
  core.testimonyChange = testimonyChange;
  await talk.flush();
  expect([talk.trouble, talk.waiting]).toEqual([null, false]);
});

test("the next tap takes away what the last one could not do", async () => {
  core.testimonyConsent = full;
  await talk.fileConsent();
  await talk.change({ change: "go-to", step: "before" });
  expect(talk.trouble).toBeNull();
});
