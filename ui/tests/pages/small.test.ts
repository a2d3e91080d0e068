// Small faults of a narrow window: a sign without its words, a heading over a row.
import { afterAll, beforeAll, expect, it } from "vitest";
import { interview } from "../../src/bridge/fake/testimony";
import { LANGUAGES } from "../../src/texts/texts.svelte";
import { Chromium } from "./browser";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

const SIZE = { width: 400, height: 776 };

it.each(LANGUAGES)("the sign of what is closed stands beside its words, in %s", async (language) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "more", "joined", { language, size: SIZE, theme: "light" });
  const consent = { ...interview(3).consent, written_down: "yes" as const };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  const draft = interview(3, { step: "sign-off", consent, filed, sign_off: { kind: "stopped" } });
  await page.evaluate((draft) => {
    Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] });
    window.session?.go("testimony", `testimony-${draft.witness}`);
  }, draft);
  const [sign, words] = [page.locator("[data-signed] svg"), page.locator("[data-signed] span")];
  await words.waitFor();
  const [a, b] = [await sign.boundingBox(), await words.boundingBox()];
  expect(a && b && a.y < b.y + b.height && b.y < a.y + a.height).toBe(true);
  await page.context().close();
});

it.each(LANGUAGES.flatMap((language) => [400, 480].flatMap((width) => [false, true].map((double) => [language, width, double] as const))))(
  "the heading of a day in the list covers nothing of its first row, in %s at %i px, twice as large: %s",
  async (language, width, double) => {
    const opened = await chromium.tab();
    const { page } = opened;
    await chromium.show(opened, "mine", "joined", { language, size: { width, height: 800 }, theme: "light", double });
    const rows = page.locator("[data-item]:has(.day)");
    await rows.first().waitFor();
    // A day takes one line, however long its words are.
    await rows.first().evaluate((row) => row.querySelector(".day")?.append(", the day of a very long name that no row has room for"));
    const over = await rows.evaluateAll((all) =>
      all.flatMap((row) => {
        const day = row.querySelector(".day")?.getBoundingClientRect().bottom ?? 0;
        const end = row.getBoundingClientRect().bottom + 1;
        return [...row.querySelectorAll(".kind svg, .time, .what > .soft > *, .end button, .dots")]
          .map((one) => one.getBoundingClientRect())
          .filter(({ height, top, bottom }) => height > 0 && (top < day - 1 || bottom > end))
          .map(({ top, bottom }) => `${Math.round(top)}–${Math.round(bottom)} under ${Math.round(day)} or over ${Math.round(end)}`);
      }),
    );
    expect(over).toEqual([]);
    await page.context().close();
  },
);

it("the first row of a day has as much room below its heading as any other row", async () => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "mine", "joined", { language: "en", size: SIZE, theme: "light" });
  await page.locator("[data-item]:has(.day)").first().waitFor();
  const rooms = await page.$$eval("[data-item]", (all) =>
    all.map((row) => Math.round(row.getBoundingClientRect().bottom - (row.querySelector(".day")?.getBoundingClientRect().bottom ?? row.getBoundingClientRect().top))),
  );
  expect(rooms.length).toBeGreaterThan(2);
  expect(new Set(rooms).size, rooms.join(" ")).toBe(1);
  const ends = await page.$$eval("[data-row]", (all) => all.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => [Math.round(top), Math.round(bottom)] as const));
  expect(ends.slice(1).map(([top]) => top)).toEqual(ends.slice(0, -1).map(([, bottom]) => bottom));
  await page.context().close();
});

it.each(LANGUAGES)("in a narrow archive each row says its file, kind and size, and what is chosen stays in sight with its actions, in %s", async (language) => {
  const opened = await chromium.tab();
  const { page } = opened;
  await chromium.show(opened, "office", "office-many", { language, size: SIZE, theme: "light" });
  await page.locator("li[data-item]").first().waitFor();
  const rows = await page.locator("li[data-item]").evaluateAll((all) =>
    all.slice(0, 8).map((row) => {
      const [about, box] = [row.querySelector<HTMLElement>("[data-about]"), row.getBoundingClientRect()];
      const parts = [...row.querySelectorAll<HTMLElement>(".title, [data-about], .when, .note")].map((one) => one.getBoundingClientRect());
      return {
        about: about?.textContent?.trim() ?? "",
        file: row.querySelector(".title")?.textContent?.includes("IMG_") || /IMG_/.test(about?.textContent ?? ""),
        within: parts.every(({ top, bottom, width }) => top >= box.top - 1 && bottom <= box.bottom + 1 && width > 0),
        apart: parts.every(({ top }, n) => n === 0 || top >= (parts[n - 1]?.bottom ?? 0) - 2),
      };
    }),
  );
  expect(rows.filter(({ within, apart }) => !within || !apart)).toEqual([]);
  expect(rows[0]).toMatchObject({ file: true });
  expect(rows.filter(({ about }) => !/\d/.test(about) || !/\p{L}{3}/u.test(about))).toEqual([]);
  for (const n of [0, 1, 2]) await page.locator("li[data-item] input[type=checkbox]").nth(n).check();
  await page.locator("main").evaluate((main) => (main.scrollTop = 20_000));
  await page.waitForTimeout(200);
  for (const act of ["[data-room=bundle]", "[data-room=report]"]) {
    const hit = await page.locator(act).evaluate((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    });
    expect(hit, act).toBe(true);
  }
  // The bar leaves most of the window to the list.
  const bar = await page.locator(".chosen[role=status]").boundingBox();
  expect(bar?.height ?? 999).toBeLessThan(SIZE.height / 5);
  await page.context().close();
});
