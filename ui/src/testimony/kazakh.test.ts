// Some webviews have no Kazakh: days then consist of numbers, here as everywhere.
import { expect, test, vi } from "vitest";
import { fake, home } from "../bridge/fake/fake";
import { interview } from "../bridge/fake/testimony";
import { Session } from "../session/session.svelte";
import { show } from "../testing";
import { Texts } from "../texts/texts.svelte";
import Begun from "./Begun.svelte";
import { said } from "./when";

vi.hoisted(() => {
  const { DateTimeFormat } = Intl;
  const without = (locale: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new DateTimeFormat(locale === "kk" ? "und" : locale, style);
  Object.defineProperty(Intl, "DateTimeFormat", { value: function (locale: string, style: Intl.DateTimeFormatOptions) { return without(locale, style); } });
});

test("where the webview carries no Kazakh, the day on which an interview was begun is told in numbers", async () => {
  const core = Object.assign(fake(home()), { interviews: [interview(3)] });
  const screen = await show(Begun, { session: new Session(core, "kk"), opened: () => undefined });
  await screen.loaded("[data-draft]");
  const day = screen.find("[data-draft] .soft").textContent;
  expect(day).toMatch(/\d\d\.\d\d\.\d\d/);
  expect(day).not.toMatch(/M\d\d/);
  await screen.gone();
});

test("where the webview carries no Kazakh, a day that was told is read aloud in numbers", () => {
  const texts = new Texts("kk");
  expect(said(texts, "2019-06-09")).toBe("9.06.2019");
  expect(said(texts, "2019-06-XX")).toBe("06.2019");
});
