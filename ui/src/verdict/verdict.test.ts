import { afterEach, expect, test } from "vitest";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { ids } from "../bridge/fake/ids";
import { line, reason, shelf, verdict } from "../bridge/fake/office";
import type { ItemVerdictView, ReasonView, VerdictView } from "../bridge/types";
import { deskOf } from "../desk/desk.svelte";
import { Session } from "../session/session.svelte";
import Bundle from "../office/Bundle.svelte";
import Report from "../office/Report.svelte";
import { adviceOf, sumOf, wordsOf } from "./verdict";
import Verify from "../office/Verify.svelte";
import { type Shown, show } from "../testing";
import { type Language, LANGUAGES, Texts } from "../texts/texts.svelte";
import { namesOf } from "./names";
import { allProven, sentences, together } from "./times";
import { wrongOf } from "./wrong";

let shown: Shown | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, "");

/** Returns a verdict about so many photos, of which the first is altered. */
function altered(count: number): VerdictView {
  const base = verdict();
  const [first] = base.items;
  if (!first) throw new Error("the fake's verdict has an item");
  const items = Array.from({ length: count }, (_, n): ItemVerdictView => {
    const item = n.toString(16).padStart(32, "0");
    const name = `IMG_${2041 + n}.jpg`;
    const bad = n === 1;
    const path = `media/${n}-${name}`;
    const answers = base.answers.map((answer) =>
      answer.question !== "content" ? answer : bad ? { ...answer, status: "failed" as const, reasons: [changed(item, path)] } : answer,
    );
    const calm = answers.map((answer) => (answer.question === "completeness" ? { ...answer, status: "passed" as const, reasons: [reason({ code: "no-gap" })] } : answer));
    return { ...first, item, media: [name], answers: calm, files: first.files.map((file) => ({ ...file, name, path, state: bad ? "altered" : "whole" })) };
  });
  const bad = items[1]?.item ?? "";
  const answers = base.answers.map((answer) => (answer.question === "content" ? { ...answer, status: "failed" as const, reasons: [changed(bad, "media/1-IMG_2042.jpg")] } : answer));
  return { ...base, answers, items, dated: count };
}

const changed = (item: string, path: string): ReturnType<typeof reason> =>
  reason({ status: "failed", code: "part-changed", details: ["part 0 of medium 0 is not what the device committed to"], items: [item], about: 1, files: [path] });

function core(judged: VerdictView): FakeCore {
  return Object.assign(fake(home()), { shelf: { ...shelf([line(0)]), verdict: judged } });
}

test("a bundle that was given to it is judged at once, and the altered file is named and leads to its item", async () => {
  const world = core(altered(3));
  shown = await show(Verify, { session: new Session(world, "en"), begin: "/media/stick/bundle.zip" });
  await shown.loaded("[data-question]");
  expect(world.shelf.asked.verified).toEqual(["/media/stick/bundle.zip"]);
  const content = shown.find("[data-question=content]");
  expect(plain(content.textContent ?? "")).toContain("IMG_2042.jpg (media/1-IMG_2042.jpg)");
  const rows = [...shown.root.querySelectorAll("[data-found]")].map((row) => row.getAttribute("data-status"));
  expect(rows).toEqual(["failed", "not-checked", "not-checked"]);
  await shown.click("[data-question=content] .link");
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(document.activeElement?.closest("[data-found]")?.getAttribute("data-status")).toBe("failed");
});

test("of a wrong bundle the wrong file comes first by its name, then what is right, on the screen and in the report, in every language", async () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const session = new Session(core(altered(3)), language);
    for (const Place of [Verify, Report] as const) {
      shown = Place === Verify ? await show(Verify, { session, begin: "/b.zip" }) : await show(Report, { session, verdict: altered(3), source: "b.zip", back: () => undefined });
      await shown.loaded("[data-question]");
      const [first, ...others] = [...shown.root.querySelectorAll("[data-sum]")][0]?.querySelectorAll("p") ?? [];
      expect(plain(first?.textContent ?? "")).toBe(plain(texts.say("answers-wrong-here", { things: ["IMG_2042.jpg (media/1-IMG_2042.jpg)", texts.say("file-altered")].join(" – ") })));
      const rest = plain(others.map((one) => one.textContent).join(" "));
      expect(rest).toContain(plain(texts.say("answers-others", { count: 2 })));
      expect(rest).toContain(plain(texts.say("answers-right-still", { names: `${texts.say("short-signer")}, ${texts.say("short-delivery")}` })));
      await shown.gone();
    }
  }
  const many = altered(6);
  const texts = new Texts("en");
  const items = ["a", "b", "c", "d", "e"].map((one) => one.repeat(32));
  const answers = many.answers.map((answer) => (answer.question === "signer" ? { ...answer, status: "failed" as const, reasons: [reason({ status: "failed", code: "not-admitted", items, about: 9 })] } : answer));
  const wrong = wrongOf(texts, { ...many, answers, itemsLeftOut: 4 }, namesOf(texts, many.items));
  expect([wrong?.things.length, wrong?.more, wrong?.others]).toEqual([3, 7, 0]);
  const three = altered(3);
  const last = three.items.length - 1;
  const unseen = three.items.map((item, n) => (n < last ? item : { ...item, answers: item.answers.map((one) => (one.question === "content" ? { ...one, status: "not-checked" as const } : one)) }));
  const some = wrongOf(texts, { ...three, items: unseen }, namesOf(texts, unseen));
  expect([some?.others, some?.dark], "of an item that could not be looked at nothing is said").toEqual([1, 1]);
  const nameless = many.answers.map((answer) => ({ ...answer, reasons: answer.reasons.map((one) => ({ ...one, files: [], items: [], about: 0 })) }));
  expect(wrongOf(texts, { ...many, answers: nameless }, namesOf(texts, many.items))).toBeNull();
  shown = await show(Verify, { session: new Session(core(altered(1)), "en") });
});

/** Receipts that contradict the list of checksums, beside other faults. */
const receipts = (code: "file-damaged" | "file-missing"): ReturnType<typeof reason> =>
  reason({ status: "failed", code, details: ["it is damaged"], items: [], about: 0, files: ["receipts/delivered.jsonl", "receipts/noted.jsonl"] });

/** Returns the sentences about a verdict on the screen of *Verify*. */
async function saidOf(judged: VerdictView, language: Language = "en"): Promise<string[]> {
  shown = await show(Verify, { session: new Session(core(judged), language), begin: "/b.zip" });
  await shown.loaded("[data-question]");
  return [...shown.find("[data-sum]").querySelectorAll("p")].map((one) => plain(one.textContent ?? ""));
}

const withContent = (judged: VerdictView, change: (reasons: readonly ReasonView[]) => ReasonView[]): VerdictView => ({
  ...judged,
  answers: judged.answers.map((answer) => (answer.question === "content" ? { ...answer, status: "failed" as const, reasons: change(answer.reasons) } : answer)),
});

test("of a zip that was cut its missing end comes first, then what is whole and what is lost by name, and then to copy it again", async () => {
  const cut = withContent(altered(3), (reasons) => [receipts("file-missing"), ...reasons, reason({ status: "remark", code: "zip-cut" })]);
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const said = await saidOf(cut, language);
    expect(said.slice(0, 4)).toEqual([
      plain(texts.say("verdict-zip-cut")),
      plain(texts.say("answers-whole", { things: "IMG_2041.jpg, IMG_2043.jpg" })),
      plain(texts.say("answers-lost", { things: "IMG_2042.jpg" })),
      plain(texts.say("advice-copy")),
    ]);
    expect(said.join(" "), "no name of the bundle's own files").not.toMatch(/receipts\//);
    expect(said[4], "they are not counted with the items").toBe(plain(texts.say("answers-wrong-here", { things: ["IMG_2042.jpg (media/1-IMG_2042.jpg)", texts.say("file-altered")].join(" – ") })));
    await shown?.gone();
    shown = null;
  }
});

test("a zip that was cut and is of another organisation is called both, first", async () => {
  const cut = withContent(altered(3), (reasons) => [receipts("file-missing"), ...reasons, reason({ status: "remark", code: "zip-cut" })]);
  const foreign = reason({ status: "failed", code: "other-organisation", items: [], about: 0 });
  const answers = cut.answers.map((answer) => (answer.question === "signer" ? { ...answer, status: "failed" as const, reasons: [foreign] } : answer));
  const texts = new Texts("en");
  const said = await saidOf({ ...cut, answers });
  expect(said[0]).toBe(plain(texts.say("verdict-zip-cut")));
  expect(said[1]).toContain("of another organisation than the one that you trust");
});

test("of a zip that is damaged elsewhere the items come first by name, and the bundle's own files are called what they are", async () => {
  const damaged = withContent(altered(3), (reasons) => [receipts("file-damaged"), ...reasons, reason({ status: "remark", code: "zip-damaged" })]);
  const [first, second] = await saidOf(damaged);
  expect(first).toBe("Wrong: IMG_2042.jpg (media/1-IMG_2042.jpg) – altered, receipts of the server.");
  expect(second).toBe("The zip does not agree with itself: something in it is not as it was packed. What can still be read of it was judged. Whether that came about by chance or by somebody’s hand, nobody can tell from the bundle.");
});

test("where the list of checksums alone contradicts a file, the list may be what was altered, and no other items are spoken of", async () => {
  const whole = altered(3);
  const items = whole.items.map((item) => ({ ...item, files: item.files.map((file) => ({ ...file, state: "whole" as const })), answers: item.answers.map((one) => ({ ...one, status: "passed" as const, reasons: [] })) }));
  const listed = withContent({ ...whole, items }, () => [reason({ status: "failed", code: "file-changed", items: [], about: 0, files: ["bundle.json"] })]);
  const [first, second] = await saidOf(listed);
  expect(first).toBe("SHA256SUMS, the bundle’s list of checksums, does not agree with the list of items. Nothing tells which of the two was altered: it may be the list itself.");
  expect(second).toBe("Nothing is wrong with 3 items.");
});

test("what a log proves is never said of altered bytes", () => {
  const texts = new Texts("en");
  const judged = altered(3);
  const [whole, bad] = judged.items;
  if (!whole || !bad) throw new Error("the verdict has items");
  expect(sentences(texts, whole, true)).toHaveLength(2);
  expect(sentences(texts, bad, true)[2]).toBe(texts.say("times-not-these"));
  expect(allProven(judged)).toBe(false);
  expect(together(texts, { ...judged, dated: 1 })).toEqual([texts.say("times-all-none")]);
});

test("a medium of a bundle is opened from it, and one that does not match is called altered", async () => {
  const world = core(altered(2));
  shown = await show(Verify, { session: new Session(world, "en"), begin: "/media/stick/bundle.zip" });
  await shown.loaded("[data-found] [data-open]");
  await shown.click("[data-found][data-status=failed] [data-open]");
  await shown.loaded("[data-found] img");
  expect(plain(shown.find("[data-found][data-status=failed]").textContent ?? "")).toContain("Altered: this is not what the device signed.");
});

/** The first bytes of a PNG: enough for a test page, which draws no pictures. */
const PICTURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

test("a zip that the page has itself is read from where the verdict says its bytes are", async () => {
  const world = core(altered(2));
  const asked: number[] = [];
  world.bundleMedium = () => {
    asked.push(1);
    return Promise.resolve(new Uint8Array());
  };
  shown = await show(Verify, { session: new Session(world, "en") });
  await shown.loaded("input[type=file]");
  const input = shown.find<HTMLInputElement>(".drop input[type=file]");
  const bytes = new Uint8Array(120 + PICTURE.length);
  bytes.set(PICTURE, 120);
  Object.defineProperty(input, "files", { value: [new File([bytes], "bundle.zip")], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await shown.loaded("[data-found] [data-open]");
  await shown.click("[data-found] [data-open]");
  await shown.loaded("[data-found] img");
  expect(asked).toEqual([]);
});

test("the strongest true sentence about the time comes first in every language, and untrusted keys prove nothing", () => {
  const judged = verdict();
  const [item] = judged.items;
  if (!item) throw new Error("the fake's verdict has an item");
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const [latest, earliest] = sentences(texts, item, true);
    expect(latest).not.toBe(sentences(texts, item, false)[0]);
    expect(earliest).toBe(texts.say("times-earliest-none"));
  }
  const texts = new Texts("en");
  expect(plain(sentences(texts, item, true)[0])).toMatch(/^Existed at the latest at .*: proven \(by the server’s clock/);
  expect(plain(sentences(texts, item, false)[0])).not.toContain(": proven");
  const many = { ...altered(3), itemsLeftOut: 1400, dated: 1403 };
  expect(plain(together(texts, many)[0] ?? "")).toMatch(/^1,402 of 1,403/);
  expect(plain(together(texts, altered(3))[0] ?? "")).toMatch(/^2 of 3 items existed at the latest at .*: proven\.$/);
});

test("no time stands as not checked alone where one of its ends is proven", async () => {
  shown = await show(Verify, { session: new Session(core(verdict()), "en"), begin: "/b.zip" });
  await shown.loaded("[data-question=time]");
  const time = shown.find("[data-question=time]");
  expect(time.querySelector("h3 .status")?.textContent).toBe("latest time proven");
  expect(time.querySelector(".time")?.compareDocumentPosition(time.querySelector("ul") ?? time)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
});

test("a report carries digest, note and place of each item, says what became of printing, and of many items tells in full only what failed", async () => {
  const world = core(verdict());
  const session = new Session(world, "en");
  shown = await show(Report, { session, verdict: altered(40), source: "bundle.zip", back: () => undefined });
  const text = plain(shown.text());
  expect(text).toContain(`SHA-256 ${"0f0f ".repeat(16).trim()}`);
  expect(text).toContain("У фонтана. Двое в форме без знаков.");
  expect(text).toContain("43.2389, 76.8897");
  // The answers for all items, and for the failed one.
  expect(shown.root.querySelectorAll(".answers")).toHaveLength(2);
  expect(text.split("Content: checked, right").length - 1).toBe(39);
  await shown.click(".tools .main");
  expect(plain(shown.find(".tools [data-printed]").textContent ?? "").trim()).toMatch(/^The PDF was written at /);
  world.shelf.printed = { became: "cancelled", path: null };
  await shown.click(".tools .main");
  expect(shown.find(".tools [data-printed]").textContent?.trim()).toBe("Nothing was printed: the dialog was closed.");
});

test.each([1, 2])("with %i items of which one has a finding of its device, neither the verdict nor its report says that nothing is wrong", async (count) => {
  const base = altered(count + 1);
  const items = base.items.filter((_, n) => n !== 1).map((item, n) => ({ ...item, stoodOut: n === 0 ? 2 : 0 }));
  const answers = base.answers.map((answer) => ({ ...answer, status: "passed" as const, reasons: [reason({ code: "no-gap" })] }));
  const judged = { ...base, answers, items: items.map((item) => ({ ...item, answers })), dated: count };
  shown = await show(Verify, { session: new Session(core(judged), "en"), begin: "/b.zip" });
  await shown.loaded("[data-found]");
  const said = (): string[] => [...(shown?.root.querySelectorAll("[data-sum] .sum") ?? [])].map((one) => plain(one.textContent ?? ""));
  const signs = (): number => shown?.root.querySelectorAll("[data-sign]").length ?? 0;
  expect(said()[0]).toMatch(/^Checked and right: /);
  expect(plain(shown.find("[data-sign]").textContent ?? "")).toContain("Something stood out: IMG_2041.jpg");
  await shown.click("[data-room=report]");
  expect([said()[0], signs()]).toEqual([expect.stringMatching(/^Checked and right: /), count]);
  // The item without a finding is told as it was.
  expect(said().filter((one) => one.startsWith("Nothing is wrong"))).toHaveLength(count - 1);
});

test("a testimony is called by its title where the open archive has it, and else by its kind in words", async () => {
  const base = verdict();
  const [first] = base.items;
  if (!first) throw new Error("the fake's verdict has an item");
  const items = [ids.testimony, "7b0c".repeat(8)].map((item): ItemVerdictView => ({ ...first, item, kind: "testimony", media: [], files: [], note: null }));
  const judged = { ...base, items };
  const world = core(judged);
  world.shelf = { ...shelf([{ ...line(0), item: ids.testimony, kind: "testimony", title: null, heading: { of: "testimony", pseudonym: "Duck 34" } }]), verdict: judged, state: "open" };
  shown = await show(Verify, { session: new Session(world, "en"), begin: "/b.zip" });
  await shown.loaded("[data-found]");
  await shown.settle();
  const named = (): string[] => [...(shown?.root.querySelectorAll("[data-found] b") ?? [])].map((one) => plain(one.textContent ?? "")).filter((one) => /estimony/.test(one));
  expect(named()).toEqual(["Testimony of Duck 34", "Testimony 7b0c 7b0c"]);
  await shown.click("[data-room=report]");
  await shown.settle();
  const text = plain(shown.text());
  for (const name of ["Testimony of Duck 34", "Testimony 7b0c 7b0c"]) expect(text).toContain(name);
});

test("a testimony or a form that no archive here has is called by the title that the bundle's own record gives", async () => {
  const base = verdict();
  const [first] = base.items;
  if (!first) throw new Error("the fake's verdict has an item");
  const nothing = { ...first, media: [], files: [], note: null };
  const items: ItemVerdictView[] = [
    { ...nothing, item: "1a".repeat(16), kind: "testimony", heading: { of: "testimony", pseudonym: "Duck 34" } },
    { ...nothing, item: "2b".repeat(16), kind: "form", heading: { of: "form", id: "detention", title: { en: "Detention", ru: "Задержание" }, answers: 14, station: null } },
    { ...nothing, item: "3c".repeat(16), kind: "form", heading: null },
  ];
  const world = core({ ...base, items });
  world.shelf.state = "closed";
  shown = await show(Verify, { session: new Session(world, "ru"), begin: "/b.zip" });
  await shown.loaded("[data-found]");
  await shown.settle();
  const named = [...shown.root.querySelectorAll("[data-found] .what b")].map((one) => plain(one.textContent ?? ""));
  expect(named.toSorted()).toEqual(["Заполненная форма 3c3c 3c3c", "Задержание, 14 ответов", "Рассказ свидетеля: Duck 34"].toSorted());
  await shown.click("[data-room=report]");
  await shown.settle();
  for (const name of named) expect(plain(shown.text())).toContain(name);
});

test("what is wrong with one file has one advice on the screen, beside the five answers for everything", async () => {
  for (const count of [1, 3]) {
    await shown?.gone();
    const judged = count > 1 ? altered(count) : { ...altered(2), items: altered(2).items.slice(1), dated: 1 };
    shown = await show(Verify, { session: new Session(core(judged), "en"), begin: "/b.zip" });
    await shown.loaded("[data-found][data-status=failed] .medium");
    const advice = new Texts("en").say("advice-again");
    expect(plain(shown.text()).split(plain(advice)).length - 1, `${count} items`).toBe(1);
    expect(shown.find("[data-found][data-status=failed] .medium").textContent).toContain("altered");
  }
  // The only item's five answers are already above.
  await shown?.gone();
  shown = await show(Verify, { session: new Session(core({ ...altered(2), items: altered(2).items.slice(1), dated: 1 }), "en"), begin: "/b.zip" });
  await shown.loaded("[data-found]");
  expect(shown.root.querySelectorAll(".answers")).toHaveLength(1);
  expect(plain(shown.find("[data-found]").textContent ?? "")).toContain("Existed at the latest at");
});

test("after a bundle the next steps are buttons, and the size is that of what was written", async () => {
  const world = core(verdict());
  const verified: string[] = [];
  const session = new Session(world, "en");
  shown = await show(Bundle, { session, desk: deskOf(session), items: [line(0).item], rechoose: () => undefined, verify: (path: string) => void verified.push(path) });
  await shown.fill("#bundle-out", " /media/stick/b.zip ");
  await shown.click("button[type=submit]");
  await shown.loaded("[data-act=verify]");
  await shown.fill("#bundle-out", "/media/stick/another.zip");
  await shown.click("[data-act=show]");
  await shown.click("[data-act=verify]");
  expect([verified, world.shelf.asked.shown]).toEqual([["/media/stick/b.zip"], ["/media/stick/b.zip"]]);
});

/** Returns a bundle in which every possible check passed: the device knew no checkpoint before its first items. */
function faultless(count = 1): VerdictView {
  const base = verdict();
  const answers = base.answers.map((answer) => (answer.question === "completeness" ? { ...answer, status: "passed" as const, reasons: [reason({ code: "no-gap" })] } : answer));
  const items = base.items.flatMap((item) => Array.from({ length: count }, (_, n) => ({ ...item, item: n.toString(16).padStart(32, "0"), answers })));
  return { ...base, answers, items, dated: count };
}

test.each(["screen", "paper"] as const)("of a faultless bundle the %s says what is right by name, and the one thing that it cannot tell with how to learn it", async (where) => {
  for (const language of LANGUAGES) {
    const session = new Session(core(faultless(2)), language);
    shown = where === "screen" ? await show(Verify, { session, begin: "/b.zip" }) : await show(Report, { session, verdict: faultless(2), source: "b.zip", back: () => undefined });
    await shown.loaded("[data-question]");
    const texts = new Texts(language);
    const sum = plain(shown.find("[data-sum]").textContent ?? "");
    for (const right of ["content", "signer", "completeness", "delivery"]) expect(sum).toContain(texts.say(`short-${right}`));
    expect(sum, "what was not checked is not called right").not.toContain(texts.say("short-time"));
    expect(sum).toContain(plain(texts.say("answers-earliest")));
    expect(sum).toContain(plain(texts.say("advice-earliest")));
    expect(shown.find("[data-question=time]").dataset.status).toBe("not-checked");
    const row = where === "screen" ? shown.find("[data-found] .status") : null;
    if (row) expect(row.textContent).toBe(texts.say("found-row-earliest"));
    await shown.gone();
  }
  shown = await show(Verify, { session: new Session(core(faultless()), "en") });
});

test("the sum names what was not checked, and never beside a fault that nothing is wrong", () => {
  const texts = new Texts("en");
  const said = (judged: VerdictView, proven: boolean): string => plain(sumOf(texts, judged.answers, { incomplete: false, proven }).join(" "));
  const base = verdict();
  expect(said(base, true)).toBe("Nothing is wrong. Checked and right: Content, Signer, Delivery. Not checked: Time, Completeness. What each of them needs stands below it.");
  expect(said(faultless(), false), "where nobody vouches for a time it is not called proven").not.toContain("proven");
  const nobody = base.answers.map((answer) => ({ ...answer, status: "not-checked" as const, reasons: [reason({ status: "not-checked", code: "no-policy" })] }));
  expect(said({ ...base, answers: nobody }, false)).toBe(`Nothing is wrong, and nothing could be checked. Not checked: Content, Signer, Time, Completeness, Delivery. ${texts.say("advice-policy")}`);
  expect(said(altered(2), true)).toBe("A part of a file is not what the device signed. Checked and wrong: Content. Checked and right: Signer, Delivery. Not checked: Time, Completeness.");
});

test("a report about items of the own archive speaks of no bundle and no maker of one; a bundle's report does", async () => {
  const base = faultless();
  const open = [reason({ status: "not-checked", code: "part-not-listed" }), reason({ status: "not-checked", code: "no-entry" }), reason({ status: "not-checked", code: "withheld" })];
  const answers = base.answers.map((answer) => (answer.question === "completeness" ? { ...answer, status: "not-checked" as const, reasons: open } : answer));
  const judged = { ...base, answers, items: base.items.map((item) => ({ ...item, answers })), incomplete: base.items.map((item) => item.item) };
  const bundle = /bundle(?! of these items)|maker|пакет(?!, и каждый)|составител|пакет(?! жасаңыз)/i;
  for (const language of LANGUAGES) {
    const session = new Session(core(judged), language);
    shown = await show(Report, { session, verdict: judged, source: "", back: () => undefined });
    const own = [...shown.root.querySelectorAll("article p, article dd, article dt")].map((one) => plain(one.textContent ?? "")).filter((said) => !said.startsWith("testamur verify"));
    const again = plain(new Texts(language).say("report-again-own"));
    expect(own).toContain(again);
    expect(own.filter((said) => said !== again && bundle.test(said)), language).toEqual([]);
    await shown.gone();
  }
  const session = new Session(core(judged), "en");
  shown = await show(Report, { session, verdict: { ...judged, incomplete: [] }, source: "b.zip", back: () => undefined });
  expect(shown.text()).toContain("Ask the bundle’s maker for it");
});

test("a device that the organisation had ended is told before anything is called right", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const ended = { status: "not-checked" as const, code: "ended" as const };
    const base = verdict().answers.map((answer) => ({ ...answer, status: "passed" as const, reasons: [reason({ code: "no-gap" })] }));
    const answers = base.map((answer) => (answer.question === "signer" ? { ...answer, status: "not-checked" as const, reasons: [reason(ended), reason(ended)] } : answer));
    const said = sumOf(texts, answers, { incomplete: false, proven: true });
    expect(said[0]).toBe(texts.say("verdict-ended"));
    expect(said.filter((one) => one === said[0])).toHaveLength(1);
    expect(said.join(" ")).not.toContain(texts.say("answers-none").split(",")[0]);
  }
});

test("answers of which none could be checked say no more than that, if the record has a finding", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const open = verdict().answers.map((answer) => ({ ...answer, status: "not-checked" as const, reasons: [reason({ status: "not-checked", code: "no-gap" })] }));
    const about = { incomplete: false, proven: false };
    expect(sumOf(texts, open, about)[0]).toBe(texts.say("answers-none"));
    expect(sumOf(texts, open, { ...about, noted: true })[0]).toBe(texts.say("answers-none-still"));
  }
});

test("of several items the headline names those whose device was ended, as the command does, and beside a fault too", async () => {
  const judged = altered(3);
  const [, , last] = judged.items;
  const ended = reason({ status: "not-checked", code: "ended", items: [last?.item ?? ""], about: 1 });
  const doubted = (base: VerdictView): VerdictView["answers"] => base.answers.map((answer) => (answer.question === "signer" ? { ...answer, status: "not-checked" as const, reasons: [ended] } : answer));
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const names = namesOf(texts, judged.items);
    const about = { incomplete: false, proven: true, names };
    const care = plain(texts.say("answers-care", { things: "IMG_2043.jpg", said: texts.say("verdict-ended") }));
    const calm = doubted(judged).map((answer) => (answer.question === "content" ? { ...answer, status: "passed" as const, reasons: [] } : answer));
    expect(plain(sumOf(texts, calm, about)[0] ?? "")).toBe(care);
    expect(plain(sumOf(texts, doubted(judged), { ...about, wrong: wrongOf(texts, judged, names) }).join(" "))).toContain(care);
    const many = calm.map((answer) => ({ ...answer, reasons: answer.reasons.map((one) => ({ ...one, about: 7 })) }));
    expect(plain(sumOf(texts, many, about)[0] ?? "")).toBe(plain(texts.say("answers-care-more", { things: "IMG_2043.jpg", more: 6, said: texts.say("verdict-ended") })));
    const session = new Session(core({ ...judged, answers: calm }), language);
    shown = await show(Verify, { session, begin: "/b.zip" });
    await shown.loaded("[data-question]");
    expect(plain(shown.find("[data-sum] p").textContent ?? "")).toBe(care);
    await shown.gone();
  }
  shown = await show(Verify, { session: new Session(core(altered(1)), "en") });
});

test("an item that came after its device's end has its sign where a bundle is made, in every language", async () => {
  for (const language of LANGUAGES) {
    const world = core(altered(1));
    world.shelf.lines = [line(0), { ...line(1), doubts: ["ended"] }];
    const session = new Session(world, language);
    shown = await show(Bundle, { session, desk: deskOf(session), items: [line(0).item, line(1).item], rechoose: () => undefined, verify: () => undefined });
    await shown.loaded("[data-doubt]");
    const signs = [...shown.root.querySelectorAll<HTMLElement>("[data-doubt]")];
    expect(signs.map((sign) => sign.closest("li")?.dataset.item)).toEqual([line(1).item]);
    expect(signs[0]?.textContent).toContain(new Texts(language).say("office-note-ended"));
    await shown.gone();
  }
  shown = await show(Verify, { session: new Session(core(altered(1)), "en") });
});

test("where the list of checksums alone was changed the headline names it and what it is about, and calls the files whole", async () => {
  const base = faultless();
  const off = (files: string[]): VerdictView["answers"] =>
    base.answers.map((answer) => {
      if (answer.question === "content") return { ...answer, status: "not-checked" as const, reasons: [...answer.reasons, reason({ status: "not-checked", code: "file-changed", files })] };
      return answer.question === "completeness" ? { ...answer, status: "not-checked" as const, reasons: [reason({ status: "not-checked", code: "files-differ", files: files.slice(0, 1) })] } : answer;
    });
  const path = base.items[0]?.files[0]?.path ?? "";
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const names = namesOf(texts, base.items);
    const said = sumOf(texts, off([path]), { incomplete: false, proven: true, names }).map(plain);
    expect(said[0]).toContain("SHA256SUMS");
    expect(said[0]).toContain("IMG_2041.jpg");
    expect(said[1]).toBe(plain(texts.say("answers-list-whole")));
    expect(said.join(" ")).not.toContain(plain(texts.say("answers-right", { names: "" })).split(".")[0]);
    expect(plain(sumOf(texts, off([path, "entries.jsonl", "manifest.json", "a", "b"]), { incomplete: false, proven: true, names })[0] ?? "")).toMatch(/entries\.jsonl.*2/);
    const hurt = off([path]).map((answer) => (answer.question === "signer" ? { ...answer, status: "failed" as const, reasons: [] } : answer));
    const beside = sumOf(texts, hurt, { incomplete: false, proven: true, names }).map(plain);
    expect(beside.join(" ")).toContain("SHA256SUMS");
    expect(beside, "beside a fault nothing is called whole").not.toContain(plain(texts.say("answers-list-whole")));
    const session = new Session(core({ ...base, answers: off([path]) }), language);
    shown = await show(Verify, { session, begin: "/b.zip" });
    await shown.loaded("[data-question]");
    expect(plain(shown.find("[data-sum] p").textContent ?? "")).toContain("IMG_2041.jpg");
    await shown.gone();
  }
  shown = await show(Verify, { session: new Session(core(faultless()), "en") });
});

test("files that no list names are told in the headline, however right everything else is", () => {
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    const base = faultless();
    const names = namesOf(texts, base.items);
    const litter = (count: number): VerdictView["answers"] => base.answers.map((answer) => (answer.question === "content" ? { ...answer, reasons: [...answer.reasons, reason({ status: "remark", code: "unlisted-file", count, files: [".DS_Store"] })] } : answer));
    for (const count of [1, 3]) {
      const said = sumOf(texts, litter(count), { incomplete: false, proven: true, names }).map(plain);
      expect(said).toContain(plain(texts.say("answers-litter", { count })));
    }
    expect(sumOf(texts, base.answers, { incomplete: false, proven: true, names }).map(plain).join(" ")).not.toContain(plain(texts.say("answers-litter", { count: 3 })));
  }
});

test("a headline calls a description what it is, and its reason names the whole file", async () => {
  const path = `records/${"6e2003ab".repeat(8)}.json`;
  const base = faultless();
  const answers = base.answers.map((answer) => (answer.question === "content" ? { ...answer, status: "failed" as const, reasons: [reason({ status: "failed", code: "file-missing", files: [path] })] } : answer));
  shown = await show(Verify, { session: new Session(core({ ...base, answers, items: [] }), "en"), begin: "/b.zip" });
  await shown.loaded("[data-question]");
  const headline = plain(shown.find("[data-sum]").textContent ?? "");
  expect(headline).toContain("the description of an item");
  expect(headline).not.toMatch(/[0-9a-f]{32}/);
  expect(shown.find("[data-code=file-missing]").textContent).toContain(path);
});

test("a file that a computer makes by itself stands apart from one that somebody put there, by name and without asking who", async () => {
  const files = [".DS_Store", "media/._IMG_2042.jpg", "media/Thumbs.db", "Desktop.ini", "letter.pdf"];
  const litter = reason({ status: "remark", code: "unlisted-file", count: 5, files });
  const base = faultless();
  const judged = { ...base, answers: base.answers.map((answer) => (answer.question === "content" ? { ...answer, reasons: [...answer.reasons, litter] } : answer)) };
  for (const language of LANGUAGES) {
    const texts = new Texts(language);
    shown = await show(Verify, { session: new Session(core(judged), language), begin: "/b" });
    await shown.loaded("[data-question]");
    const told = [...shown.root.querySelectorAll("[data-code=unlisted-file]")].map((one) => plain(one.textContent ?? ""));
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(plain(texts.say("advice-distrust")));
    expect(told[0]).toContain("letter.pdf");
    expect(told[1]).toContain(texts.say("verdict-unlisted-system"));
    expect(told[1]).not.toContain(plain(texts.say("advice-distrust")));
    for (const path of files.slice(0, 4)) expect(told[1]).toContain(path);
    await shown.gone();
  }
  const alone = { ...litter, count: 1, files: [".DS_Store"] };
  expect([wordsOf(alone, false), adviceOf(alone, false)]).toEqual(["verdict-unlisted-system", null]);
  // The makers of files without names are unknown.
  expect(wordsOf({ ...alone, count: 9 }, false)).toBe("verdict-unlisted-file");
});
