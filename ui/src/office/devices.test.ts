// Devices in the archive, and what stands against the items of one.
import { expect, test } from "vitest";
import { Trouble } from "../bridge/bridge";
import { device, intake } from "../bridge/fake/office";
import { Texts } from "../texts/texts.svelte";
import { office, on, open } from "./testing";

/** Removes the marks that keep numbers in their direction. */
const bare = (text: string | null | undefined): string => (text ?? "").replace(/[\u2066-\u2069]/g, "");

test("an intake says how many items came after the end of their device, and of which", async () => {
  const core = office(3);
  core.shelf.intakes = [
    intake({
      state: "done",
      items: 4,
      doubted: [
        { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended", items: 3 },
        { code: { latin: "tolud-tolud-tolud-tolud-tolud", cyrillic: "толуд-толуд-толуд-толуд-толуд" }, doubt: "ended-later", items: 1 },
      ],
    }),
  ];
  const screen = await open(core);
  await screen.click("[data-room=intake]");
  await screen.loaded("[data-doubted]");
  expect(bare(screen.find("[data-doubted=ended]").textContent)).toContain("3 items are of a device that the organisation ended before a log registered them");
  expect(bare(screen.find("[data-doubted=ended]").textContent)).toContain("tolud-tolud");
  expect(bare(screen.find("[data-doubted=ended-later]").textContent)).toContain("1 item is of a device that was ended after");
});

test.each([
  ["en", "Whether the log agrees with itself could not be checked. This says nothing against the items"],
  ["ru", "Против материалов это ничего не говорит"],
  ["kk", "Бұл материалдарға қарсы ештеңе айтпайды"],
] as const)("a log that a folder cannot answer for is told in %s alone, by its whole name, and with what it means for the items", async (language, words) => {
  const core = office(3);
  const detail = "35 of its checkpoints are not joined; a pull from the server checks them";
  core.shelf.intakes = [intake({ state: "done", findings: [{ kind: "log-unchecked", subject: "log.example.org", detail }, { kind: "gap", subject: "ab".repeat(32), detail: "2 entries" }] })];
  const screen = await open(core, "office", language);
  await screen.click("[data-room=intake]");
  await screen.loaded("[data-found]");
  const told = bare(screen.find("[data-found=log-unchecked]").textContent);
  expect(told).toContain(words);
  expect(told).toContain("log.example.org");
  // The archive's own words are English: they are folded away under a label that says so.
  for (const found of screen.root.querySelectorAll("[data-found]")) {
    const open = found.cloneNode(true) as Element;
    open.querySelectorAll("details").forEach((one) => one.remove());
    expect(bare(open.textContent)).not.toMatch(/checkpoints|2 entries/);
    expect(found.querySelector("details:not([open]) [lang=en]")).not.toBeNull();
    expect(found.querySelector("summary")?.textContent).toBe(new Texts(language).say("found-detail"));
  }
  // A digest is in groups, for reading aloud.
  expect(bare(screen.find("[data-found=gap]").textContent)).toContain("abab abab");
});

test("devices stand with their words and their present state, and lead to their items", async () => {
  const core = office(3);
  const ended = "5a".repeat(32);
  core.shelf.devices = [
    device(),
    device({ device: ended, code: { latin: "tolud-tolud", cyrillic: "толуд-толуд" }, now: { state: "ended", seq: 6, itself: false }, renewedAt: [4], ends: [{ seq: 2, itself: false, logged: true }, { seq: 6, itself: false, logged: false }] }),
    device({ device: "7b".repeat(32), now: { state: "renewed", seq: 3 }, confirmed: true, sharesWith: [{ latin: "hazip-hazip", cyrillic: "хазип-хазип" }] }),
  ];
  for (const [language, code, state] of [
    ["en", "tolud-tolud", "Ended: what comes after entry 6 is not the organisation’s"],
    ["ru", "толуд-толуд", "Исключено: всё после записи реестра 6 организации не принадлежит"],
    ["kk", "толуд-толуд", "Ұйымнан шығарылған: тізілімнің 6-жазбасынан кейінгінің бәрі ұйымдікі емес"],
  ] as const) {
    await on.shown?.gone();
    const screen = await open(core, "office", language);
    await screen.click("[data-room=devices]");
    await screen.loaded("[data-device]");
    const row = screen.find(`[data-device="${ended}"]`);
    expect(row.querySelector("h2")?.textContent).toBe(code);
    expect(bare(row.querySelector(".state")?.textContent)).toBe(state);
    expect(row.querySelectorAll(".said li")).toHaveLength(3);
    expect(screen.find("[data-now=renewed] .state").textContent).toContain("3");
    expect(screen.find("[data-now=renewed] .said").textContent).toContain(language === "en" ? "hazip" : "хазип");
    // The commands need a locked archive: the text before them says so and names the button that locks it.
    expect(bare(row.querySelector("details p")?.textContent)).toContain({ en: "lock this archive with “Lock”", ru: "заприте этот архив кнопкой «Запереть»", kk: "бұл мұрағатты жоғарыдағы «Құлыптау»" }[language]);
    // Each card has the commands with its own code.
    expect([...screen.root.querySelectorAll("[data-device]")].every((card) => card.textContent?.includes(`testamur archive end "${card.querySelector("h2")?.textContent}" --org ORG`))).toBe(true);
  }
  const screen = on.shown;
  if (!screen) throw new Error("no screen");
  await screen.click(`[data-show="${ended}"]`);
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)?.device).toBe(ended);
});

test("a device's items leave the ticks, and give the search back", async () => {
  const core = office(6);
  const brought = "5a".repeat(32);
  core.shelf.devices = [device(), device({ device: brought })];
  const screen = await open(core);
  await screen.loaded("li[data-item]");
  await screen.click("li[data-item] input[type=checkbox]");
  await screen.fill("[name=words]", "IMG");
  await screen.fill("[name=method]", "captured");
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (let time = 0; time < 2; time += 1) {
    await screen.click("[data-room=devices]");
    await screen.loaded("[data-device]");
    await screen.click(`[data-show="${brought}"]`);
    await screen.settle();
    expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: brought, words: "", method: null });
    expect(screen.find(".list > .chosen").textContent).toContain("1");
  }
  await screen.click("[data-empties]");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: null, words: "IMG", method: "captured" });
  expect(screen.find<HTMLInputElement>("[name=words]").value).toBe("IMG");
  await screen.click("[data-empties]");
  await new Promise((resolve) => setTimeout(resolve, 300));
  await screen.settle();
  expect(core.shelf.asked.filters.at(-1)).toMatchObject({ device: null, words: "", method: null });
});

test("devices that cannot be read are explained, and read again", async () => {
  const core = office(3);
  core.shelf.broken.devices = new Trouble("archive-damaged");
  const screen = await open(core);
  await screen.click("[data-room=devices]");
  await screen.loaded("[role=alert]");
  delete core.shelf.broken.devices;
  await screen.click("[role=alert] button");
  await screen.loaded("[data-device]");
});
