// Who can open what is captured was changed: said on the lens before the next capture, until the person says that they know.
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { CHOSEN, home } from "../bridge/fake/home";
import { fake } from "../bridge/fake/fake";
import { show } from "../testing";
import { devices } from "./testing";

vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first time, the screen's code is translated; that takes as long as it takes.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);
beforeAll(() => {
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
});
beforeEach(() => void devices());

test("changed recipients are told in words, and once known never again", async () => {
  const core = fake(home({ preferences: { ...CHOSEN, recipients: "changed" } }));
  const set = vi.spyOn(core, "preferenceSet");
  const screen = await show(App, { bridge: core, language: "en" as const });
  await screen.loaded("[data-lens=ready]");
  const told = () => screen.root.querySelector<HTMLElement>("[data-readers]");
  expect(told()?.getAttribute("role")).toBe("alert");
  expect(told()?.textContent).toContain("who can open what you capture");
  told()?.querySelector("button")?.click();
  await vi.waitFor(() => expect(told()).toBeNull());
  expect(set).toHaveBeenCalledWith("recipients", "known");
});

test("nothing is said where nothing changed", async () => {
  const screen = await show(App, { bridge: fake(home()), language: "en" as const });
  await screen.loaded("[data-lens=ready]");
  expect(screen.root.querySelector("[data-readers]")).toBeNull();
});
