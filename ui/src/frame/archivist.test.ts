// A machine without a device's home: an archivist's begins at its archive, every other at the invitation.
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import App from "../App.svelte";
import { fake, fakeFromAddress, UNJOINED } from "../bridge/fake/fake";
import { line, shelf } from "../bridge/fake/office";
import { type Shown, show } from "../testing";
import { LOADS } from "./loads";

vi.setConfig({ testTimeout: 30_000 });
// The first import compiles the screen, which may take long.
beforeAll(async () => void (await LOADS.office()), 60_000);

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

async function open(core = fakeFromAddress("?state=archivist")): Promise<Shown> {
  shown = await show(App, { bridge: core, language: "en" as const });
  return shown;
}

const names = (screen: Shown): (string | undefined)[] => [...screen.root.querySelectorAll<HTMLElement>("nav button")].map((one) => one.dataset.screen);

test("a machine with an archive and no home begins at the archive, its one field ready, with the invitation at hand", async () => {
  const screen = await open();
  await screen.loaded("#passphrase");
  expect(document.activeElement).toBe(screen.find("#passphrase"));
  expect(names(screen)).toEqual(["capture", "office", "verify", "settings"]);
  expect(screen.find("nav [aria-current=page]").dataset.screen).toBe("office");
  await screen.click("nav [data-screen=capture]");
  expect(screen.find("h1").textContent).toBe("Open an invitation");
  expect(screen.find("nav [aria-current=page]").dataset.screen).toBe("capture");
});

test("a machine without a home chooses its language on the first screen of its archive, and keeps it", async () => {
  const core = fakeFromAddress("?state=archivist");
  const screen = await open(core);
  await screen.loaded("#passphrase");
  await screen.fill("main select[name=language]", "kk");
  expect(screen.find("main h1").textContent).toBe("Мұрағатты ашу");
  expect(core.set).toContainEqual(["language", "kk"]);
});

test("a machine with an archive and no home has settings: language, look and when the archive is locked, and nothing of a vault", async () => {
  const core = fakeFromAddress("?state=archivist");
  const screen = await open(core);
  await screen.loaded("#passphrase");
  await screen.click("nav [data-screen=settings]");
  await screen.loaded("select[name=lock-after]");
  expect(screen.find("nav [aria-current=page]").dataset.screen).toBe("settings");
  expect(screen.find<HTMLSelectElement>("select[name=lock-after]").value).toBe("5");
  await screen.fill("select[name=lock-after]", "15");
  await screen.fill("main select[name=theme]", "dark");
  await screen.fill("main select[name=language]", "ru");
  expect(core.set).toEqual([["lock-after", "15"], ["theme", "dark"], ["language", "ru"]]);
  expect(screen.find("main h1").textContent).toBe("Настройки");
  expect(screen.root.querySelectorAll("main [data-lock], main [type=password], main [name=proxy], main [type=checkbox]")).toHaveLength(0);
  await screen.click("nav [data-screen=office]");
  await screen.loaded("#passphrase");
});

test("a machine with neither begins at the invitation", async () => {
  const screen = await open(fake(UNJOINED));
  expect(screen.find("h1").textContent).toBe("Open an invitation");
  expect(names(screen)).toEqual(["capture", "office", "verify", "settings"]);
});

test("within the archive there is one way back, and it keeps the archive open with what was searched for", async () => {
  const core = fake({ ...UNJOINED, archive: true } as typeof UNJOINED);
  core.shelf = shelf([line(0), line(2)]);
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  await screen.fill("input[name=words]", "IMG");
  await screen.click("li[data-item] button.line");
  await screen.loaded("[data-question]");
  const backs = [...screen.root.querySelectorAll("button")].filter((one) => one.textContent?.trim() === "Back");
  expect(backs.length).toBe(1);
  await screen.click("nav [data-screen=office]");
  screen.find("[data-question]");
  backs[0]?.click();
  await screen.loaded("li[data-item]");
  expect(screen.find<HTMLInputElement>("input[name=words]").value).toBe("IMG");
  expect(core.shelf.state).toBe("open");
});
