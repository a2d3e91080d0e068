import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";
import { devices, FakeRecording } from "./testing";

vi.mock("./recording", () => ({ Recording: { begin: () => Promise.resolve(new FakeRecording()) } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);

let screen: Shown;
beforeEach(async () => {
  devices(false);
  screen = await show(App, { bridge: fake(home()), language: "en" as const });
  await screen.loaded("[data-scrolled] [role=alert]");
});
afterEach(() => screen.gone());

/** Presses a key on a clicked message. Returns true if the screen handled it. */
async function press(key: string): Promise<boolean> {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  screen.find("[data-scrolled]").focus();
  screen.find("[data-scrolled]").dispatchEvent(event);
  await screen.settle();
  return event.defaultPrevented;
}

test("after a click on a message the keys record and take photos as before", async () => {
  expect(await press(" ")).toBe(true);
  expect(await press("r")).toBe(true);
  await screen.loaded("[data-live=audio]");
});

test("where a message is longer than its place, space goes on in it, and the other keys record all the same", async () => {
  Object.defineProperties(screen.find("[data-scrolled]"), { scrollHeight: { value: 900 }, clientHeight: { value: 300 } });
  expect(await press(" ")).toBe(false);
  expect(await press("r")).toBe(true);
  await screen.loaded("[data-live=audio]");
});
