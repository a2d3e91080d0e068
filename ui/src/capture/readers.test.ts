// Changes by a new policy: the lens shows them before the next capture, until the person confirms them.
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { CHOSEN, home } from "../bridge/fake/home";
import { fake } from "../bridge/fake/fake";
import { show } from "../testing";
import { devices } from "./testing";

vi.mock("./codecs", () => ({ selfTest: () => Promise.resolve({ video: {}, audio: {} }) }));

// The first import compiles the screen, which may take long.
beforeAll(async () => void (await import("./Capture.svelte")), 60_000);
beforeAll(() => {
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
});
beforeEach(() => void devices());

test("changed recipients are told in words, and once known never again", async () => {
  const core = fake(home({ preferences: { ...CHOSEN, recipients: "changed" }, policyChanges: ["archive", "servers"] }));
  const set = vi.spyOn(core, "preferenceSet");
  const screen = await show(App, { bridge: core, language: "en" as const });
  await screen.loaded("[data-lens=ready]");
  const told = () => screen.root.querySelector<HTMLElement>("[data-readers]");
  expect(told()?.getAttribute("role")).toBe("alert");
  expect(told()?.textContent).toContain("who can open what you capture");
  expect([...(told()?.querySelectorAll("[data-changed]") ?? [])].map((one) => one.textContent)).toEqual(["Who can open what you capture", "Where it is sent"]);
  told()?.querySelector("button")?.click();
  await vi.waitFor(() => expect(told()).toBeNull());
  expect(set).toHaveBeenCalledWith("recipients", "known");
});

test("rules that change nothing about who can open it are told without that alarm, in every language", async () => {
  for (const [language, words] of [["en", "The forms in use"], ["ru", "Используемые формы"], ["kk", "Қолданылатын формалар"]] as const) {
    const screen = await show(App, { bridge: fake(home({ policyChanges: ["forms"] })), language });
    await screen.loaded("[data-lens=ready]");
    const told = screen.find("[data-readers]").textContent;
    expect(told).toContain(words);
    expect(told).not.toMatch(/who can open|кто сможет открыть|кім аша/i);
    await screen.gone();
  }
});

test("the notice says which it is: who can open it, that it can be looked at here, or only how long, in every language", async () => {
  for (const [language, open, look] of [["en", /who can open/i, /whoever opens the locked vault/i], ["ru", /кто сможет открыть/i, /тот, кто откроет сейф/i], ["kk", /кім аша/i, /сейфін ашқан/i]] as const) {
    for (const [change, opens, looks] of [["review", false, false], ["looking", false, true], ["witnesses", true, false]] as const) {
      const screen = await show(App, { bridge: fake(home({ policyChanges: [change] })), language });
      await screen.loaded("[data-lens=ready]");
      const told = screen.find("[data-readers]").textContent ?? "";
      expect([open.test(told), look.test(told)], `${language} ${change}`).toEqual([opens, looks]);
      await screen.gone();
    }
  }
});

test("nothing is said where nothing changed", async () => {
  const screen = await show(App, { bridge: fake(home()), language: "en" as const });
  await screen.loaded("[data-lens=ready]");
  expect(screen.root.querySelector("[data-readers]")).toBeNull();
});
