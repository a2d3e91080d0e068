// Real keys in a real browser: every field of the forms and of an interview takes one key after the other and keeps the
// focus, corrections in the middle stay in place, and Enter moves through the table of the vote count.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interview, untouched } from "../../src/bridge/fake/testimony";
import type { Draft, Step } from "../../src/bridge/types";
import { Chromium, type Opened } from "./browser";
import { DESK, PHONE } from "./views";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await Chromium.open();
});
afterAll(() => chromium.close());

/** Matches fields for typing. */
const TYPED = ":is(textarea, input:not([type=radio], [type=checkbox], [type=file], [type=date]))";
/** Three languages, and characters that people write beside letters. */
const WORDS = "Әй, у №7 «no»";

async function open(state: string, size = DESK): Promise<Opened> {
  const opened = await chromium.tab();
  await chromium.show(opened, "more", state, { language: "ru", size, theme: "light" });
  return opened;
}

async function go(page: Page, screen: "form" | "testimony", about: string | null = null): Promise<void> {
  await page.evaluate(([screen, about]) => window.session?.go(screen, about), [screen, about] as const);
  await page.waitForSelector(screen === "form" ? "[data-step]" : "main h1");
  await page.evaluate(() => window.inside.quiet());
}

/** Returns an interview at its account, with a sealed card. */
function account(): Draft {
  const consent: Draft["consent"] = { ...interview(3).consent, written_down: "yes", language: "ru", risks_named: true, can_change_told: true, how: { kind: "witnessed", by: "x" } };
  const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
  return interview(3, { step: "interview", consent, filed, identity: { state: "sealed", item: "1d".repeat(16) } });
}

interface Field {
  readonly name: string;
  readonly inputmode: string | null;
  readonly most: number;
}

/** Returns and marks the next field that was not typed into yet, including new ones. */
function next(page: Page, selector: string): Promise<Field | null> {
  return page.evaluate((selector) => {
    document.querySelector("[data-typing=now]")?.setAttribute("data-typing", "done");
    const field = [...document.querySelectorAll<HTMLInputElement>(selector)].find((one) => one.checkVisibility() && !one.closest("[inert]") && !one.hasAttribute("data-typing"));
    if (!field) return null;
    field.setAttribute("data-typing", "now");
    return { name: field.name || field.id, inputmode: field.getAttribute("inputmode"), most: Number(field.getAttribute("maxlength") ?? 0) };
  }, selector);
}

const NOW = "[data-typing=now]";

/** Returns the text of the marked field, and whether it has the focus. */
function stands(page: Page): Promise<{ value: string; focused: boolean }> {
  return page.evaluate((now) => {
    const field = document.querySelector<HTMLInputElement>(now);
    return { value: field?.value ?? "gone", focused: field !== null && field === document.activeElement };
  }, NOW);
}

/** Returns the words that a person would type into a field of this kind. */
function wordsFor({ name, inputmode, most }: Field): string {
  // A whole date in its first field would be split into the others.
  if (/^(day|month)-/.test(name)) return "12";
  const digits = inputmode === "numeric" || inputmode === "decimal";
  return (digits ? "1980" : WORDS).slice(0, most > 0 ? most : undefined);
}

/** Types into every matching field, key by key, and returns the faults. */
async function typeAll(page: Page, selector: string, delay: number): Promise<string[]> {
  const faults: string[] = [];
  let fields = 0;
  for (let field = await next(page, selector); field; field = await next(page, selector)) {
    fields += 1;
    const words = wordsFor(field);
    await page.click(NOW);
    // Replaces the present text.
    await page.keyboard.press("ControlOrMeta+a");
    let typed = "";
    let now = await stands(page);
    for (const letter of words) {
      await page.keyboard.type(letter, { delay });
      typed += letter;
      now = await stands(page);
      if (now.value !== typed || !now.focused) break;
    }
    if (now.value !== words || !now.focused) faults.push(`${field.name}: "${typed}" is "${now.value}"${now.focused ? "" : ", without the focus"}`);
    else if (words.length > 3) faults.push(...(await corrected(page, field.name, words, delay)));
  }
  expect(fields).toBeGreaterThan(0);
  return faults;
}

/** Moves two to the left, deletes the letter before and types another: the other letters must stay. */
async function corrected(page: Page, name: string, words: string, delay: number): Promise<string[]> {
  for (const press of ["ArrowLeft", "ArrowLeft", "Backspace"]) await page.keyboard.press(press);
  await page.keyboard.type("5", { delay });
  const { value, focused } = await stands(page);
  const wanted = `${words.slice(0, -3)}5${words.slice(-2)}`;
  return value === wanted && focused ? [] : [`${name}: corrected to "${value}" and not "${wanted}"`];
}

describe.each([0, 60])("key by key, %i ms from one to the next", (delay) => {
  it.each(["detention", "vote-count"])("the form %s", async (form) => {
    const { page } = await open("joined");
    await go(page, "form", form);
    // The quick hand fills in all fields, the slow one a field of each kind.
    const fields = delay === 0 ? `[data-question] ${TYPED}` : form === "detention" ? `:is(#place-health, #place-age-said, #place-point, #place-apprehended) ${TYPED}` : `:is(#place-registered, #place-voting-day, #place-region) ${TYPED}`;
    expect(await typeAll(page, fields, delay)).toEqual([]);
    if (delay === 0) {
      await page.click(`#place-${form === "detention" ? "stays" : "candidates"} .add`);
      await page.waitForSelector("[data-row]");
      expect(await typeAll(page, `[data-row] [data-question] ${TYPED}`, 0)).toEqual([]);
    }
    await page.context().close();
  });
});

describe("the table of the vote count", () => {
  const NUMBERS = ["412", "3", "420", "233", "12", "11", "164", "2", "244", "12", "4", "252"];

  it.each(["Enter", "Tab"])("twelve numbers are twelve times %s, and nothing below is pushed down", async (key) => {
    const { page } = await open("joined", PHONE);
    await go(page, "form", "vote-count");
    while (!(await page.isVisible("#place-registered"))) await page.click("[data-do=next]");
    const lines = page.locator("#place-voters [data-lines] .line");
    const high = await page.locator("#place-voters").evaluate((one) => one.getBoundingClientRect().height);
    await page.click("#place-registered input");
    const count = await lines.count();
    for (const [at, number] of NUMBERS.slice(0, count).entries()) {
      await page.keyboard.type(number);
      expect(await lines.nth(at).locator("input").inputValue()).toBe(number);
      await page.keyboard.press(key);
    }
    await page.waitForTimeout(400);
    expect(await page.locator("#place-voters").evaluate((one) => one.getBoundingClientRect().height)).toBeCloseTo(high, 0);
    expect(await page.locator("#place-issued output").innerText()).toBe("256");
    await page.context().close();
  });

  it("what belongs to one number stands behind one small button, and the focus goes back to the number", async () => {
    const { page } = await open("joined");
    await go(page, "form", "vote-count");
    await page.click("#place-added input");
    await page.keyboard.type("3");
    await page.click("#place-added [data-more]");
    await page.click("#place-added [name=words-added]");
    await page.keyboard.type("приписка");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("added");
    expect(await page.locator("#place-added [data-more] .sign").innerText()).toBe("«»");
    await page.press("#place-added [data-more]", "Enter");
    expect(await page.inputValue("#place-added [name=words-added]")).toContain("приписка");
    await page.context().close();
  });
});

describe("an interview", () => {
  it.each([0, 60])("takes every key in every field of every step, %i ms from one to the next", async (delay) => {
    const { page } = await open("joined", delay === 0 ? DESK : PHONE);
    const consent: Draft["consent"] = { ...interview(3).consent, written_down: "yes", language: "ru", risks_named: true, can_change_told: true, how: { kind: "witnessed", by: "" } };
    const heard = { ...interview(3).before, heard_before: "yes" as const, first_account: false, long_form_reason: "суд" };
    const filed = { item: "c0".repeat(16), consent, child: "not-asked" as const, guardian: "not-asked" as const };
    const sections = [{ ...untouched("account"), lines: [{ text: "Подъехал автобус.", known: "saw" as const }] }];
    // The quick hand passes all steps, the slow one only the card.
    const steps: readonly Step[] = delay === 0 ? ["before", "consent", "who", "interview", "read-back"] : ["who"];
    for (const step of steps) {
      const draft = interview(3, { step, consent, filed, before: heard, sections });
      await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft] }), draft);
      await go(page, "testimony", `testimony-${draft.witness}`);
      await page.waitForSelector(`[data-step=${step}]`);
      if (step === "who") await page.click("[data-open-identity]");
      if (step === "read-back") await page.click("[data-change]");
      expect(await typeAll(page, `.talk ${TYPED}`, delay)).toEqual([]);
      // Loose words would cause a question; this drops the typed ones.
      await page.evaluate(() => window.session?.close());
      await page.evaluate(() => window.session?.go("more"));
      await page.waitForSelector("main [data-screen=settings]");
    }
    await page.context().close();
  });

  it("moves nothing when the warning about a name comes", async () => {
    const { page } = await open("joined", PHONE);
    const draft = account();
    await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft], watched: "Сатпаев" }), draft);
    await go(page, "testimony", `testimony-${draft.witness}`);
    await page.click("textarea[data-line]");
    for (const line of ["Приехал автобус.", "Всех вывели.", "Назвали"]) {
      await page.keyboard.type(line);
      await page.keyboard.press("Enter");
    }
    const marks = page.locator(".words li").nth(3).locator("[data-known=saw]");
    const before = await marks.boundingBox();
    await page.keyboard.type("Сатпаева");
    const warning = page.locator("[data-finding=names-the-person]");
    await warning.waitFor();
    expect(await warning.textContent()).toContain("Сатпаева");
    // Beside the line that is being typed, on the screen without scrolling.
    const [line, said] = [await page.locator("textarea[data-line]").nth(3).boundingBox(), await warning.boundingBox()];
    expect((said?.y ?? 0) - (line?.y ?? 0) - (line?.height ?? 0)).toBeLessThan(20);
    expect((said?.y ?? 0) + (said?.height ?? 0)).toBeLessThan(PHONE.height);
    expect((await marks.boundingBox())?.y).toBe(before?.y);
    await page.context().close();
  });

  it("brings the warning about a name into sight when the line it stands at ends below", async () => {
    const { page } = await open("joined", { ...PHONE, width: 400, height: 776 });
    const draft = account();
    await page.evaluate((draft) => Object.assign(window.session?.bridge ?? {}, { lock: "open", interviews: [draft], watched: "Сатпаев" }), draft);
    await go(page, "testimony", `testimony-${draft.witness}`);
    const line = page.locator("textarea[data-line]").first();
    await line.focus();
    // The line is at the lower edge: its own place for the warning is below it.
    await page.evaluate(() => {
      const [main, line] = [document.querySelector("main"), document.querySelector("textarea[data-line]")];
      if (main && line) main.scrollTop += line.getBoundingClientRect().bottom - main.getBoundingClientRect().bottom + 2;
    });
    await page.keyboard.type("Назвали Сатпаева");
    const warning = page.locator("[data-finding=names-the-person]");
    await warning.waitFor();
    await expect.poll(async () => {
      const [said, edge] = [await warning.boundingBox(), await page.locator("main").boundingBox()];
      return (said?.y ?? 0) + (said?.height ?? 0) <= (edge?.y ?? 0) + (edge?.height ?? 0);
    }).toBe(true);
    await page.context().close();
  });
});

describe.each([PHONE, DESK])("a hand that types and moves on, in %o", (size) => {
  /** Numbers and times, in the order of the screen, each with words to type. */
  const typedInto = (name: string): string => (/^year/.test(name) ? "2026" : /^(day|month)/.test(name) ? "05" : /^time/.test(name) ? "1420" : "400");
  /** Returns the visible fields for numbers and times. */
  const shown = (page: Page): Promise<{ id: string; name: string }[]> =>
    page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLInputElement>("[data-question] input")].filter((one) => (one.dataset.number !== undefined || one.inputMode === "numeric") && one.checkVisibility() && !one.closest("[inert]"));
      return all.map((one) => ({ id: `[id="${one.closest("[id^=place-]")?.id}"] [name="${one.name}"]`, name: one.name }));
    });

  it.each(["click", "Tab"] as const)("by %s leaves every value in its own field", async (way) => {
    const { page } = await open("joined", size);
    await go(page, "form", "detention");
    const faults: string[] = [];
    for (let part = 0; part === 0 || (await page.locator("[data-do=next]").isVisible()); part += 1) {
      if (part > 0) await page.click("[data-do=next]");
      // Rows, and questions that an answer makes apply: all of them are numbers and times beside each other.
      for (const [add, answers] of [["#place-stays .add", ["inside=cell", "water=yes", "relatives-informed=yes", "record-made=yes"]], ["#place-legal-steps .add", ["outcome=arrest"]]] as const) {
        if (!(await page.locator(add).isVisible()) || (await page.locator(`[data-question=${answers[0].split("=")[0]}]`).count()) > 0) continue;
        await page.click(add);
        for (const answer of answers) {
          const [question, value] = answer.split("=");
          await page.waitForSelector(`[data-question=${question}]`, { state: "attached" });
          await page.evaluate(([question, value]) => {
            const place = document.querySelector<HTMLElement>(`[data-question=${question}]`);
            for (let fold = place?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
            place?.querySelector<HTMLElement>(`[value=${value}]`)?.click();
          }, [question, value] as const);
          await page.waitForTimeout(300);
        }
      }
      const fields = await shown(page);
      const wanted: Record<string, string> = {};
      for (const [at, { id, name }] of fields.entries()) {
        const words = typedInto(name);
        if (at === 0 || way === "Tab") await page.focus(id);
        // The time of three strokes of a quick hand.
        await page.keyboard.type(words, { delay: way === "click" ? 100 : 0 });
        wanted[id] = words;
        const next = fields[at + 1];
        if (!next) continue;
        if (way === "Tab") {
          // Into the neighbour, or out of the question: never into own words or a menu.
          await page.keyboard.press("Tab");
          await page.waitForTimeout(200);
          const now = await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.matches("[name^=words-], [data-behind]") && (document.activeElement as HTMLInputElement).name);
          if (now) faults.push(`Tab from ${name} leads to ${now}`);
          continue;
        }
        // Seen at the last key, pressed a moment later.
        await page.locator(next.id).scrollIntoViewIfNeeded();
        const box = await page.locator(next.id).boundingBox();
        await page.waitForTimeout(450);
        const later = await page.locator(next.id).boundingBox();
        if (Math.abs((later?.y ?? 0) - (box?.y ?? 0)) + Math.abs((later?.x ?? 0) - (box?.x ?? 0)) > 1) faults.push(`${next.name} moves after ${name} was typed`);
        await page.mouse.click((box?.x ?? 0) + 8, (box?.y ?? 0) + (box?.height ?? 0) / 2);
        const here = await page.evaluate((id) => document.activeElement === document.querySelector(id), next.id);
        if (!here) faults.push(`the press on ${next.name} after ${name} went elsewhere`);
        if (!here) await page.focus(next.id);
      }
      await page.waitForTimeout(300);
      for (const [id, words] of Object.entries(wanted)) {
        const value = await page.inputValue(id);
        if (value.replace(":", "") !== words) faults.push(`${id} holds "${value}" and not "${words}"`);
      }
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
