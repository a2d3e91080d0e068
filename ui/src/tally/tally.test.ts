import { afterEach, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { CHOSEN } from "../bridge/fake/home";
import { TALLIES } from "../bridge/marks";
import type { ScreenName } from "../session/screens";
import type { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";

let core: FakeCore;
let session: Session;
let screen: Shown;
afterEach(async () => {
  vi.useRealTimers();
  await screen.gone();
});

async function open(where: ScreenName = "tally", tallyWords: string | null = null): Promise<void> {
  core = fake(home({ preferences: { ...CHOSEN, tallyWords } }));
  screen = await show(App, { bridge: core, language: "en" as const, begin: (begun: Session) => (session = begun) });
  session.go(where);
  await screen.loaded(where === "tally" ? "[data-tally]" : "[name=tally-words]");
}
const count = (code: string): string | null => screen.find(`[data-tally=${code}] .count`).textContent;
const undo = (): HTMLButtonElement => screen.find<HTMLButtonElement>("[data-undo]");

test("how a tap is taken back is said before the first tap and after it", async () => {
  await open();
  const said = (): string => [...screen.root.querySelectorAll("main p span:not(.away)")].map((one) => one.textContent).join(" ");
  expect(said()).toContain("Hold it to take one back");
  await screen.click("[data-tally=bus]");
  expect(said()).toMatch(/Hold a sign to take one back/);
});

test("every sign has its words, and a setting takes them away and brings them back", async () => {
  await open();
  expect([...screen.root.querySelectorAll("[data-tally] .word")]).toHaveLength(TALLIES.length);
  expect(screen.find("[data-tally=cannon]").textContent).toContain("Water cannon");
  session.go("settings");
  await screen.loaded("[name=tally-words]");
  await screen.click("[name=tally-words]");
  session.go("tally");
  await screen.loaded("[data-tally]");
  expect(screen.root.querySelector(".word")).toBeNull();
  expect(screen.find("[data-tally=cannon]").textContent, "those who hear have them all the same").toContain("Water cannon");
  session.go("settings");
  await screen.loaded("[name=tally-words]");
  await screen.click("[name=tally-words]");
  expect(core.set).toEqual([["tally-words", "off"], ["tally-words", ""]]);
});

test("words that were taken away in an earlier run stay away", async () => {
  await open("settings", "off");
  expect(screen.find<HTMLInputElement>("[name=tally-words]").checked).toBe(false);
});

test("one button takes the last taps back one after the other, and says which", async () => {
  await open();
  expect(undo().disabled).toBe(true);
  await screen.click("[data-tally=dog]");
  await screen.click("[data-tally=gas]");
  expect(undo().textContent).toContain("Gas");
  await screen.click("[data-undo]");
  expect([count("dog"), count("gas")]).toEqual(["1", "0"]);
  expect(undo().textContent).toContain("Dog");
  await screen.click("[data-undo]");
  expect([count("dog"), undo().disabled]).toEqual(["0", true]);
  expect(core.marked).toEqual(["tally:dog:1", "tally:gas:1", "tally:gas:-1", "tally:dog:-1"]);
});

test("a sign that is held takes one back, and that can be undone too", async () => {
  await open();
  await screen.click("[data-tally=dog]");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  screen.find("[data-tally=dog]").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(700);
  vi.useRealTimers();
  screen.find("[data-tally=dog]").click();
  await screen.settle();
  expect(count("dog")).toBe("0");
  await screen.click("[data-undo]");
  expect(count("dog")).toBe("1");
  expect(core.marked).toEqual(["tally:dog:1", "tally:dog:-1", "tally:dog:1"]);
});

test("a tap that could not be sealed does not count, is told, and is not there to be undone", async () => {
  await open();
  core.full = new Trouble("disk-full");
  await screen.click("[data-tally=dog]");
  expect([count("dog"), undo().disabled]).toEqual(["0", true]);
  expect(screen.find("[role=alert]").textContent).toContain("The disk is full");
});

test("what was counted before the screen was left can be undone after it was opened again", async () => {
  await open();
  await screen.click("[data-tally=bus]");
  session.go("mine");
  await screen.loaded("header h1");
  session.go("tally");
  await screen.loaded("[data-tally]");
  await screen.click("[data-undo]");
  expect(core.marked).toEqual(["tally:bus:1", "tally:bus:-1"]);
});

test("the sum is of the numbers on the screen: after a hold has taken them away it claims no more", async () => {
  await open();
  await screen.click("[data-tally=dog]");
  session.forget();
  await screen.settle();
  await screen.click("[data-tally=dog]");
  await screen.click("[data-tally=gas]");
  expect(screen.text()).toContain("On the screen now: 2.");
  expect(screen.text()).not.toContain("opened");
});
