// Each check finds the fault that a page was given for it.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Chromium, type Opened } from "./browser";
import { accessible, fitting, reachedByTab } from "./checks";
import type { Fault } from "./inside/elements";
import { SMALL } from "./views";

let chromium: Chromium;
let opened: Opened;
beforeAll(async () => {
  chromium = await Chromium.open();
  opened = await chromium.tab();
  await opened.page.setViewportSize(SMALL);
});
afterAll(() => chromium.close());

const GOOD = `<main><h1>Heading</h1><p>Words</p><button style="min-width:44px;min-height:44px">Go</button><label>Way <select style="width:145px;height:44px;font:16px monospace;padding:0 8px;border:1px solid"><option>Words go on</option><option>Words that go on for ever and ever</option></select></label></main>`;

/** The planted fault, the check that must find it, and a word of its report. */
const PLANTED: readonly (readonly [string, string, (page: Page) => Promise<Fault[]>, RegExp])[] = [
  ["a button 43 px high", `<button style="width:60px;height:43px;padding:0">Go</button>`, fitting, /target of 60 x 43 px/],
  ["a tick of 13 px without words", `<input type="checkbox" aria-label="Yes">`, fitting, /target of 13 x 13 px/],
  ["a target of 71 px for the thumb", `<div data-thumb><button style="width:71px;height:80px">Go</button></div>`, fitting, /the least is 72/],
  ["a box that is too wide", `<div style="width:330px">Words</div>`, fitting, /reaches from 0 to 330 px/],
  ["a list that scrolls sideways", `<div style="overflow:auto;width:200px"><div style="width:300px">W</div></div>`, fitting, /scrolls sideways/],
  ["words that are cut off", `<p style="overflow:hidden;white-space:nowrap;width:80px">Words that go on</p>`, fitting, /is cut off/],
  ["words that reach out of a button", `<button style="width:60px;height:44px;white-space:nowrap">Words that go on</button>`, fitting, /reach out of it/],
  ["a choice that is cut off", `<select style="width:60px;height:44px"><option>Words that go on</option></select>`, fitting, /choice "Words that go on" is cut off/],
  ["a choice that its arrow cuts off", `<select style="width:130px;height:44px;font:16px monospace;padding:0 8px;border:1px solid"><option>Words go on</option></select>`, fitting, /choice "Words go on" is cut off/],
  ["words under something", `<p>Words</p><div style="position:fixed;inset:0;background:#fff"></div>`, fitting, /is covered by div/],
  ["a screen under the hand", `<main><h1>Heading</h1></main><button data-taken aria-label="Stop" style="position:fixed;top:0;right:0;width:72px;height:72px"></button>`, fitting, /lies below the hand/],
  ["words behind the window", `<main style="height:100vh;overflow:auto"><p style="position:absolute;top:900px">Words</p></main>`, fitting, /html is [0-9]+ px high in a window of 640/],
  ["a hand out of the window", `<main><h1>Heading</h1></main><button data-taken aria-label="Stop" style="position:fixed;top:600px;width:72px;height:72px"></button>`, fitting, /left the window/],
  ["a scrollbar beside another", `<main style="height:300px;overflow:auto"><div style="height:200px;overflow:auto"><p style="height:400px">Words</p></div><p style="height:200px">Words</p></main>`, fitting, /scrolls within main/],
  ["a broken word", `<p style="width:60px;overflow-wrap:anywhere">Неприкосновенность</p>`, fitting, /breaks the word "Неприкосновенность"/],
  ["a word that breaks beside its soft hyphen", `<p style="width:60px;overflow-wrap:anywhere">Не\u00ADприкосновенность</p>`, fitting, /breaks the word "Не\\|прикосновенность"/],
  ["grey words on white", `<main><h1>Heading</h1><p style="color:#666;background:#fff">Words</p></main>`, accessible, /color-contrast-enhanced/],
  ["a field without a name", `<main><h1>Heading</h1><input></main>`, accessible, /label/],
  ["a button out of Tab's way", `<div role="button" style="width:60px;height:60px">Go</div><button>Stop</button>`, reachedByTab, /is not reached by Tab/],
  ["a field after a trap", `<button onkeydown="event.preventDefault()">Stop</button><button id="after">Go</button>`, reachedByTab, /is not reached by Tab/],
  ["a focus that does not show", `<style>:focus{outline:none}</style><button>Go</button>`, reachedByTab, /does not show that it has the focus/],
  ["a focus under something", `<button>Go</button><div style="position:fixed;inset:0;background:#fff"></div>`, reachedByTab, /where one cannot see it/],
];

it.each(PLANTED)("%s is found", async (_what, body, check, told) => {
  await chromium.blank(opened, body);
  const found = await check(opened.page);
  expect(found.map(({ element, what }) => `${element} ${what}`).join("\n")).toMatch(told);
});

it("a page without faults has none", async () => {
  await chromium.blank(opened, GOOD);
  const { page } = opened;
  expect([...(await fitting(page)), ...(await accessible(page)), ...(await reachedByTab(page))]).toEqual([]);
});

it("words under a head that stays while its list scrolls are no fault; under one that never lets them out they are", async () => {
  const list = (rows: number): string => `<div style="height:120px;overflow:auto" tabindex="0"><div style="position:sticky;top:0;height:44px;margin-bottom:-44px;background:#fff">Head</div>${"<p style='margin:0;height:40px'>Words</p>".repeat(rows)}</div>`;
  const told = async (rows: number): Promise<string> => {
    await chromium.blank(opened, list(rows));
    return (await fitting(opened.page)).map(({ what }) => what).join("\n");
  };
  expect(await told(9)).not.toMatch(/covered/);
  expect(await told(2)).toMatch(/is covered by div/);
});

it("animations that go on in spite of reduced motion are found", async () => {
  await chromium.blank(opened, `<style>@keyframes a{to{opacity:0}}p{animation:a 1s infinite}</style><p>Words</p>`);
  expect(await opened.page.evaluate(() => window.inside.motionFaults())).toEqual([{ element: 'p "Words"', what: "moves in spite of reduced motion" }]);
});

it("trouble that is explained in two parts of three is found", async () => {
  await chromium.blank(opened, `<div role="alert"><div class="explained"><p class="what">W</p><p><span class="role">M</span> m</p></div></div>`);
  const found = await opened.page.evaluate(() => window.inside.explainedFaults("at once"));
  expect(found.map(({ what }) => what)).toEqual(["explains 2 of 3 parts"]);
});

it("what the content security policy blocks is heard", async () => {
  await chromium.show(opened, "start", "silent", { language: "en", size: SMALL, theme: "light" });
  await opened.page.evaluate(() => document.body.append(Object.assign(new Image(), { src: "https://elsewhere.example/x.png" })));
  await opened.page.evaluate(() => window.inside.quiet(200));
  expect(opened.said.join("\n")).toMatch(/Content Security Policy/);
});
