import { afterEach, expect, test } from "vitest";
import { fake, type FakeCore, home } from "../bridge/fake/fake";
import { line, shelf, verdict } from "../bridge/fake/office";
import { Session } from "../session/session.svelte";
import { type Shown, show } from "../testing";
import { Texts } from "../texts/texts.svelte";
import Opened from "../verdict/Opened.svelte";
import { MAX_TEXT, plain, readPlain } from "./plain";
import PlainText from "./PlainText.svelte";

let shown: Shown | null = null;

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const reader =
  (bytes: Uint8Array) =>
  (offset: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(bytes.slice(offset, offset + length));

test("what would turn, hide or stop the text is shown as its number, and lines and tabs stay", () => {
  expect(plain(utf8("Площадь\r\nqala\tқала\nfile\u202egpj.exe\u0000\u001b[2J\u200b"), false).lines).toBe(
    "Площадь\nqala\tқала\nfile[U+202E]gpj.exe[U+0000][U+001B][2J[U+200B]",
  );
  expect(plain(utf8("\ufeffBOM"), false).lines).toBe("BOM");
  expect(plain(utf8("<script>alert(1)</script>"), false).lines).toBe("<script>alert(1)</script>");
});

test("a text is read as UTF-8, by its mark, or as the Cyrillic of old Windows, and which is told", () => {
  expect(plain(Uint8Array.of(0xff, 0xfe, 0x1f, 0x04), false)).toMatchObject({ lines: "П", encoding: "utf-16le" });
  expect(plain(Uint8Array.of(0xcf, 0xeb, 0xee, 0xf9, 0xe0, 0xe4, 0xfc), false)).toMatchObject({ lines: "Площадь", encoding: "windows-1251" });
  const cut = utf8("Площадь").slice(0, -1);
  expect(plain(cut, true)).toMatchObject({ lines: "Площад", encoding: "utf-8" });
  expect(plain(cut, false).encoding).toBe("windows-1251");
});

test("of a long text the beginning is read and no byte more", async () => {
  const bytes = utf8("қ".repeat(MAX_TEXT));
  let most = 0;
  const read = (offset: number, length: number): Promise<Uint8Array> => {
    most = Math.max(most, offset + length);
    // In pieces, as the core may return them.
    return reader(bytes)(offset, Math.min(length, 10_001));
  };
  const { lines, encoding, shown: count } = await readPlain(read, bytes.length);
  expect([lines.length, encoding, count, most]).toEqual([MAX_TEXT / 2, "utf-8", MAX_TEXT, MAX_TEXT]);
});

test("a text stands on the screen as words, with what is guessed and what is left out beside it", async () => {
  const bytes = new Uint8Array(MAX_TEXT + 1).fill(0xe0);
  shown = await show(PlainText, { texts: new Texts("en"), read: reader(bytes), size: bytes.length, name: "note.txt" });
  await shown.loaded("pre");
  expect(shown.find("pre").textContent?.length).toBe(MAX_TEXT);
  expect(shown.text()).toContain("not UTF-8");
  expect(shown.text()).toMatch(/The first 65\.\d+ kB of 65\.\d+ kB are shown/);
});

function texts(content: Uint8Array): FakeCore {
  const core = Object.assign(fake(home()), { shelf: { ...shelf([line(0)]), medium: content, verdict: verdict() } });
  return core;
}

test("a text in a bundle is opened as text, also where it was altered", async () => {
  const content = utf8("Задержаны двое\u202e");
  const [file] = verdict().items[0]?.files ?? [];
  if (!file) throw new Error("the fake's verdict has a file");
  const changed = { ...file, name: "note.txt", mediaType: "text/plain; charset=utf-8", size: content.length, state: "altered" as const };
  shown = await show(Opened, { session: new Session(texts(content), "en"), file: changed, read: reader(content) });
  await shown.click("[data-open]");
  await shown.loaded("pre");
  expect(shown.find("pre").textContent).toBe("Задержаны двое[U+202E]");
  expect(shown.text()).toContain("Altered: this is not what the device signed.");
});
