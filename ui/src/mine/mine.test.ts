import { afterEach, expect, test } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { item, quietSending } from "../bridge/fake/capture";
import { type FakeCore, fake, fakeFromAddress, home } from "../bridge/fake/fake";
import { type Shown, show } from "../testing";
import { Listing } from "./listing.svelte";

let shown: Shown | null = null;

async function open(bridge: FakeCore, language: "en" | "ru" | "kk" = "en"): Promise<Shown> {
  shown = await show(App, { bridge, language });
  await shown.click("nav [data-screen=mine]");
  await shown.loaded("header h1");
  return shown;
}

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const listed = (count: number): ReturnType<typeof item>[] => Array.from({ length: count }, (_, n) => item(n));

test("with nothing here it says so, and what to do next", async () => {
  const screen = await open(fakeFromAddress("?state=empty"));
  expect(screen.find("[data-empty]").textContent).toContain("Nothing is here yet.");
  await screen.click("[data-empty] button");
  expect(screen.find("nav [aria-current=page]").getAttribute("data-screen")).toBe("capture");
});

test.each([["en", "Recording", "is being"], ["ru", "Съёмка", "идёт"], ["kk", "Түсірілім", "Жазылуда"]] as const)("a recording that was stopped and delivered is not called one that goes on, in %s", async (language, kind, goesOn) => {
  const screen = await open(Object.assign(fake(home()), { listed: [item(2, { live: true, finished: true })] }), language);
  const said = screen.find("[data-row] .what").textContent ?? "";
  expect(said).toContain(kind);
  expect(said).not.toContain(goesOn);
});

test("a row says when, what kind and how far, in words for those who hear them", async () => {
  const screen = await open(Object.assign(fake(home()), { listed: [item(2), item(3, { finished: false }), item(5)] }));
  const rows = [...screen.root.querySelectorAll("[data-row]")];
  expect(rows.length).toBe(3);
  expect(rows[0]?.querySelector(".dots")?.getAttribute("aria-label")).toContain("Delivered");
  expect(rows[1]?.querySelector(".kind")?.getAttribute("aria-label")).toBe("Recording");
  expect(rows[1]?.textContent).toContain("being recorded");
  expect(rows[2]?.textContent).toContain("cut off");
  expect(rows[1]?.getAttribute("aria-posinset")).toBe("2");
  expect(rows[1]?.getAttribute("aria-setsize")).toBe("3");
  expect(screen.root.querySelector("img")).toBeNull();
});

test("ten thousand items cost no more rows than fit, and are reached by the keyboard", async () => {
  const screen = await open(fakeFromAddress("?state=many"));
  expect(screen.root.querySelectorAll("[data-row]").length).toBeLessThan(40);
  const row = screen.find('[data-row="0"]');
  expect(row.getAttribute("aria-setsize")).toBe("10000");
  row.focus();
  row.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
  await screen.settle();
  expect(document.activeElement?.getAttribute("data-row")).toBe("199");
  expect(screen.root.querySelectorAll("[data-row]").length).toBeLessThan(40);
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  await screen.settle();
  expect(document.activeElement?.getAttribute("data-row")).toBe("200");
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
  await screen.settle();
  expect(document.activeElement?.getAttribute("data-row")).toBe("0");
});

test("without a network it says the cause, what it means and what to do, and that it will try by itself", async () => {
  const screen = await open(fakeFromAddress("?state=offline"));
  expect(screen.text()).toContain("No network. The app tries again by itself.");
  expect(screen.text()).toContain("only on this device");
  expect(screen.text()).toContain("bring the device to the office");
});

test("sending now asks the core once and says what was used", async () => {
  const core = Object.assign(fake(home()), { listed: listed(3), sent: quietSending({ bytesUp: 1_200_000, bytesDown: 3_000, partsSent: 21 }) });
  let asked = 0;
  core.sendNow = () => Promise.resolve(void (asked += 1));
  const screen = await open(core, "ru");
  await screen.click("[data-send]");
  expect(asked).toBe(1);
  expect(screen.text()).toContain("отправлено частей: 21; отдано 1,2 МБ, получено 3 кБ");
});

test("while it sends, there is progress and no second sending", async () => {
  const screen = await open(Object.assign(fake(home()), { listed: listed(3), sent: quietSending({ state: "sending" }) }));
  screen.find("progress");
  expect(screen.find<HTMLButtonElement>("[data-send]").disabled).toBe(true);
});

test("what has come further and what is new appears by itself", async () => {
  const core = Object.assign(fake(home()), { listed: [item(1, { noted: false, delivered: false })] });
  const screen = await open(core);
  expect(screen.find(".row .dots").getAttribute("aria-label")).toContain("Sealed on this device");
  core.listed = [item(9), item(1, { noted: true, delivered: true })];
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await screen.settle();
  const rows = [...screen.root.querySelectorAll(".row .dots")].map((dots) => dots.getAttribute("aria-label"));
  expect(rows.length).toBe(2);
  expect(rows[1]).toContain("Delivered");
});

test("a list that never comes is said to be read, one that fails can be tried again", async () => {
  const core = Object.assign(fake(home()), { listed: listed(2), stuck: true });
  const screen = await open(core);
  expect(screen.find("header [role=status][aria-busy=true]").textContent).toBe("Reading…");
  await screen.gone();
  const failing = Object.assign(fake(home()), { listed: listed(2) });
  const items = failing.items;
  failing.items = () => Promise.reject(new Trouble("home-unavailable"));
  const second = await open(failing);
  expect(second.find("[role=alert]").textContent).toContain("The disk did not answer");
  failing.items = items;
  await second.click("[role=alert] button");
  expect(second.root.querySelectorAll("[data-row]").length).toBe(2);
});

test("names are shown only where review is granted and the vault was opened with the passphrase", async () => {
  const readable = { kind: "photo", name: "IMG_2041.jpg", note: null, thumbnail: false };
  const core = fakeFromAddress("?state=review");
  const items = core.items;
  core.items = async (before, limit) => {
    const page = await items(before, limit);
    return { ...page, items: page.items.map((one) => ({ ...one, readable: core.lock === "open" ? readable : null })) };
  };
  const screen = await open(core);
  expect(screen.text()).not.toContain("IMG_2041.jpg");
  await screen.click("[data-unlock]");
  await screen.fill("input[name=passphrase]", "correct horse");
  await screen.click("button[type=submit]");
  expect(screen.text()).toContain("IMG_2041.jpg");
  await screen.click("[data-lock]");
  expect(screen.text()).not.toContain("IMG_2041.jpg");
  await screen.gone();
  const never = await open(fake(home()));
  expect(never.root.querySelector("[data-unlock]")).toBeNull();
});

test("what the vault had not read when it was listed appears once it is read, far below the newest too", async () => {
  const core = Object.assign(fake(home()), { listed: Array.from({ length: 60 }, (_, n) => item(n, { delivered: true })) });
  const { items, itemsProgress } = core;
  let read = false;
  const known = (one: ReturnType<typeof item>) => ({ ...one, readable: read ? { kind: "photo", name: "IMG_2041.jpg", note: null, thumbnail: false } : null });
  core.items = async (before, limit) => {
    const page = await items(before, limit);
    return { ...page, items: page.items.map(known), indexing: !read };
  };
  core.itemsProgress = async (wanted) => (await itemsProgress(wanted)).map(known);
  const listing = new Listing(core);
  await listing.first();
  await listing.renew(40, 50);
  expect(listing.indexing).toBe(true);
  expect(listing.items[45]?.readable).toBeNull();
  read = true;
  await listing.renew(40, 50);
  expect(listing.indexing).toBe(false);
  expect(listing.items[45]?.readable?.name).toBe("IMG_2041.jpg");
  expect(listing.items[55]?.readable).toBeNull();
  await listing.renew(50, 60);
  expect(listing.items[55]?.readable?.name).toBe("IMG_2041.jpg");
});

test("while the vault is being read the list looks again at once, and then rests", async () => {
  const core = fakeFromAddress("?state=review");
  const items = core.items;
  let asked = 0;
  core.items = async (before, limit) => ({ ...(await items(before, limit)), indexing: (asked += 1) < 6 });
  await open(core);
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(asked).toBeGreaterThanOrEqual(6);
  const soon = asked;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked - soon).toBeLessThanOrEqual(1);
});

test("the lamp of a recording burns in the row of one that goes on, and in no other", async () => {
  const screen = await open(Object.assign(fake(home()), { listed: [item(3, { finished: false }), item(6), item(7)] }));
  const [going, ended, other] = [...screen.root.querySelectorAll("[data-row] .kind svg")].map((sign) => sign.innerHTML);
  expect(new Set([going, ended, other]).size).toBe(3);
  expect(going).toContain('fill="currentColor"');
  expect(ended).not.toContain('fill="currentColor"');
});

test("a file that was brought in says its size in every width, with its name or without", async () => {
  const readable = { kind: "file", name: "IMG_2041.jpg", note: null, thumbnail: false };
  const screen = await open(Object.assign(fake(home()), { listed: [item(7, { bytes: 3_000_000, readable })] }));
  expect(screen.find("[data-row]").textContent).toContain("IMG_2041.jpg");
  expect(screen.find("[data-row] .size:not(.spare)").textContent).toContain("MB");
});
