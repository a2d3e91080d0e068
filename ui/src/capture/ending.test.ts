// The observer's view of a core that never reports the end of a recording.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import type { CaptureBridge } from "../bridge/capture";
import { fake, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";
import { devices, FakeRecording } from "./testing";

/** Encodes no media; begins and ends through the core. */
async function begin(core: CaptureBridge): Promise<FakeRecording> {
  const item = await core.recordingBegin("audio.webm", "audio/webm", []);
  return Object.assign(new FakeRecording(), { item, end: (cutOff = false) => core.recordingFinish(item, cutOff) });
}
vi.mock("./recording", () => ({ Recording: { begin: (core: CaptureBridge) => begin(core) } }));
vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);

let screen: Shown;
afterEach(() => screen.gone());

test("the observer has the screen back, reads what is sealed and records again", async () => {
  devices(false);
  const core = fake(home());
  screen = await show(App, { bridge: core, language: "en" as const });
  await screen.loaded("section.capture");
  const tab = (): HTMLButtonElement => screen.find<HTMLButtonElement>("nav [data-screen=more]");
  const dismiss = "section.capture [role=alert] button";
  await screen.loaded(dismiss);
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  core.recordingFinish = () => new Promise(() => undefined);
  await screen.click("[data-do=stop]");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await screen.settle();
  expect([tab().disabled, screen.find<HTMLButtonElement>("[data-do=stop]").disabled]).toEqual([true, true]);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  await screen.settle();
  expect(tab().disabled).toBe(false);
  const told = screen.find("section.capture [role=alert]").textContent;
  expect(told).toContain("was not confirmed");
  expect(told).toContain("at most its last second is still open");
  await screen.click("[data-do=audio]");
  await screen.loaded("[data-live=audio]");
  expect(core.listed).toHaveLength(2);
  expect(screen.find<HTMLButtonElement>("[data-do=stop]").disabled).toBe(false);
});
