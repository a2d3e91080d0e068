import { afterEach, beforeAll, expect, test } from "vitest";
import App from "../App.svelte";
import { Trouble } from "../bridge/bridge";
import { item } from "../bridge/fake/capture";
import { type FakeCore, fake, home } from "../bridge/fake/fake";
import { draft } from "../bridge/fake/forms";
import { type Shown, show } from "../testing";
import { type Language, Texts } from "../texts/texts.svelte";
import { ENGINE_FINDINGS } from "./words";

// The first import compiles the screens, which takes a busy machine a while.
beforeAll(() => Promise.all([import("./Form.svelte"), import("../write/Write.svelte")]));

let shown: Shown | null = null;
let core: FakeCore;

afterEach(async () => {
  await shown?.gone();
  shown = null;
});

/** Opens a new sheet of a form, as a person does. */
async function begin(form: string, language: Language = "en", change: Partial<FakeCore> = {}): Promise<Shown> {
  core = Object.assign(fake(home()), { lock: "locked" }, change);
  const screen = await show(App, { bridge: core, language });
  shown = screen;
  await screen.click("[data-screen=write]");
  await screen.loaded(`[data-form=${form}]`);
  await screen.click(`[data-form=${form}]`);
  await screen.loaded("[data-step]");
  return screen;
}

/** Waits until the core has evaluated the last input. */
async function looked(screen: Shown): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200));
  await screen.settle();
}

const states = (place: string): string => `[id="place-${place}"] > .states > button`;

/** Sets the state of an answer: a tap opens the states, and another chooses one. */
async function choose(screen: Shown, place: string, state: string): Promise<void> {
  await screen.click(states(place));
  await screen.click(`[id="place-${place}"] > .states [data-state="${state}"]`);
  await looked(screen);
}

async function type(screen: Shown, place: string, value: string, name = place.split("#")[0]): Promise<void> {
  await screen.fill(`[id="place-${place}"] [name="${name}"]`, value);
  await looked(screen);
}

const plain = (element: Element): string => (element.textContent ?? "").replace(/[\u2068\u2069]/g, "").replace(/\s+/g, " ");

const seal = (screen: Shown): Promise<void> => screen.click("[data-act=seal]");

test("a form sealed untouched says not asked everywhere, and no passphrase is asked for", async () => {
  const screen = await begin("detention");
  expect(screen.text()).toContain("An unfinished form is not kept when the app is closed");
  expect(screen.text()).toContain("Nothing is answered.");
  await seal(screen);
  expect(core.filed).toEqual([{ form: "detention", language: "en", answers: {}, about: [] }]);
  expect(screen.find("h1").textContent).toBe("Sealed");
});

test("under a question nobody has asked stands one quiet control, and it opens all five states", async () => {
  const screen = await begin("vote-count");
  const questions = screen.root.querySelectorAll("fieldset[data-question]");
  expect(questions.length).toBeGreaterThan(20);
  expect(screen.root.querySelector("[data-state]")).toBeNull();
  for (const question of questions) {
    const control = question.querySelector<HTMLElement>(".states > button");
    expect(plain(control?.querySelector("span") as Element)).toBe("No answer…");
    control?.click();
    await screen.settle();
    const offered = [...question.querySelectorAll<HTMLElement>("[data-state]")];
    expect(offered.map((one) => one.dataset.state)).toEqual(["value", "unknown", "refused", "not-asked", "not-applicable"]);
    expect(offered.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.state)).toEqual(["not-asked"]);
  }
});

test("two taps say refused; the control then says so in words, has the focus, and leads back to the field", async () => {
  const screen = await begin("detention");
  const control = (): HTMLElement => screen.find(states("place"));
  expect(control().getAttribute("aria-expanded")).toBe("false");
  await choose(screen, "place", "refused");
  expect(core.asked.at(-1)).toEqual({ place: "refused" });
  expect(screen.root.querySelector("[data-state]")).toBeNull();
  expect(plain(control())).toContain("Refused");
  expect(plain(control())).toContain("Where?");
  expect(document.activeElement).toBe(control());
  await choose(screen, "place", "value");
  expect(screen.find("#place-place textarea").closest("[inert]")).toBeNull();
  expect(document.activeElement).toBe(screen.find("#place-place textarea"));
});

test("what is typed is an answer without another tap, and the control says so", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate");
  expect(plain(screen.find(states("place")))).toContain("Answered");
  await type(screen, "place", "");
  expect(plain(screen.find(states("place")))).toContain("No answer…");
});

test("Escape closes the states, changes nothing, and gives the control the focus", async () => {
  const screen = await begin("detention");
  await screen.click(states("place"));
  const refused = screen.find("#place-place [data-state=refused]");
  refused.focus();
  refused.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await screen.settle();
  expect(screen.root.querySelector("[data-state]")).toBeNull();
  expect(document.activeElement).toBe(screen.find(states("place")));
  expect(core.asked.at(-1)).toEqual({});
});

test("a state that hides what was typed is said in words, even not asked", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate");
  await choose(screen, "place", "not-asked");
  expect(plain(screen.find(states("place")))).toContain("Not asked");
});

test("that there were no rows is offered where rows are asked for", async () => {
  const screen = await begin("vote-count");
  expect(plain(screen.find(states("candidates")))).toContain("None, or no answer…");
  await choose(screen, "candidates", "value");
  expect(plain(screen.find(states("candidates")))).toContain("There were none");
});

test("each state goes to the core as itself; what was typed is kept aside and comes back", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate");
  await choose(screen, "masks", "unknown");
  await choose(screen, "health", "refused");
  await choose(screen, "dependants", "not-applicable");
  expect(core.asked.at(-1)).toEqual({ place: { value: "by the gate" }, masks: "unknown", health: "refused", dependants: "not-applicable" });
  await choose(screen, "place", "refused");
  expect(core.asked.at(-1)).toMatchObject({ place: "refused" });
  expect(screen.find("#place-place").textContent).toContain("kept aside");
  expect(screen.find("#place-place textarea").closest("[inert]"), "its room stays, and it is out of reach").not.toBeNull();
  await choose(screen, "place", "not-asked");
  expect(core.asked.at(-1)).not.toHaveProperty("place");
  await choose(screen, "place", "value");
  expect(screen.find<HTMLTextAreaElement>("#place-place textarea").value).toBe("by the gate");
  expect(core.asked.at(-1)).toMatchObject({ place: { value: "by the gate" } });
});

test("no is an answer of its own, and choosing nothing is not no", async () => {
  const screen = await begin("detention");
  await choose(screen, "warned", "value");
  expect(core.asked.at(-1)).toEqual({});
  expect(plain(screen.find(states("warned")))).toContain("No answer…");
  expect(screen.root.querySelector("#place-warned .control > svg"), "no tick before there is an answer").toBeNull();
  expect(document.activeElement).toBe(screen.find('#place-warned [value="yes"]'));
  await screen.click('#place-warned [value="no"]');
  await looked(screen);
  expect(core.asked.at(-1)).toEqual({ warned: { value: "no" } });
});

test("rows are added, filled in, taken out and put back", async () => {
  const screen = await begin("vote-count");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#0"]');
  await type(screen, "votes#0", "124");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#1"]');
  await type(screen, "votes#1", "131");
  const both = { candidates: { rows: [{ votes: { value: 124 } }, { votes: { value: 131 } }] } };
  expect(core.asked.at(-1)).toEqual(both);
  await screen.click("#place-candidates .row .top button");
  await looked(screen);
  expect(core.asked.at(-1)).toEqual({ candidates: { rows: [{ votes: { value: 131 } }] } });
  expect(screen.text()).toContain("Row 1 was taken out.");
  await screen.click("#place-candidates .back");
  await looked(screen);
  expect(core.asked.at(-1)).toEqual(both);
});

test("that a row was taken out is no longer said once a new row has its number", async () => {
  const screen = await begin("vote-count");
  for (const row of [0, 1, 2]) {
    await screen.click("#place-candidates .add");
    await screen.loaded(`[id="place-votes#${row}"]`);
  }
  const undo = (): string | undefined => screen.root.querySelector("#place-candidates .undo")?.textContent?.replace(/[\u2068\u2069]/g, "");
  await screen.click("#place-candidates .row .top button");
  await screen.click("#place-candidates .add");
  expect(undo(), "the new row is another one").toContain("Row 1 was taken out.");
  await screen.click("#place-candidates .row:last-of-type .top button");
  expect(undo()).toContain("Row 3 was taken out.");
  await screen.click("#place-candidates .add");
  expect(undo()).toBeUndefined();
  expect(screen.root.querySelectorAll("#place-candidates .row").length).toBe(3);
});

test("Enter goes from field to field, and in the last field of the last row begins another, unless that says nothing", async () => {
  const screen = await begin("vote-count");
  const enter = async (): Promise<void> => {
    document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    await screen.settle();
  };
  const at = (): string | null | undefined => document.activeElement?.closest("[data-question]")?.id;
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#0"]');
  expect(at()).toBe("place-candidate#0");
  await enter();
  expect(at()).toBe("place-votes#0");
  await enter();
  expect(at()).not.toContain("#1");
  await type(screen, "votes#0", "124");
  screen.find('[id="place-votes#0"] input').focus();
  await enter();
  await screen.loaded('[id="place-candidate#1"]');
  expect(at()).toBe("place-candidate#1");
});

test("the last row gone is not there were none, until somebody says so", async () => {
  const screen = await begin("vote-count");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#0"]');
  await screen.click("#place-candidates .row .top button");
  await looked(screen);
  expect(core.asked.at(-1)).toEqual({});
  await choose(screen, "candidates", "value");
  expect(core.asked.at(-1)).toEqual({ candidates: { rows: [] } });
});

test("an empty row has its fields and no part in sums, checks, findings' places and what is sealed", async () => {
  const screen = await begin("vote-count");
  for (const row of [0, 1, 2]) {
    await screen.click("#place-candidates .add");
    await screen.loaded(`[id="place-votes#${row}"]`);
  }
  await type(screen, "votes#0", "124");
  await type(screen, "votes#2", "131");
  await screen.click('#place-has-against-all [value="no"]');
  await type(screen, "valid", "256");
  const told = { candidates: { rows: [{ votes: { value: 124 } }, { votes: { value: 131 } }] } };
  expect(core.asked.at(-1)).toMatchObject(told);
  expect(screen.find("#place-votes-in-all output").textContent).toBe("255");
  screen.find("#place-checks [data-finding=P01]");
  screen.find('[id="place-votes#1"] input');
  await type(screen, "votes#2", "-131");
  expect(screen.find('[id="place-votes#2"]').textContent).toContain("Must be mended");
  expect(screen.find('[id="place-votes#1"]').textContent).not.toContain("Must be mended");
  await type(screen, "votes#2", "131");
  await seal(screen);
  expect(core.filed[0]?.answers.candidates).toEqual(told.candidates);
});

test("wrong sums are shown with their numbers beside the place and in the end, and never hinder", async () => {
  const screen = await begin("vote-count", "ru");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#0"]');
  await type(screen, "votes#0", "124");
  await screen.click("#place-candidates .add");
  await screen.loaded('[id="place-votes#1"]');
  await type(screen, "votes#1", "131");
  await screen.click('#place-has-against-all [value="no"]');
  await type(screen, "valid", "256");
  const beside = screen.find("#place-checks [data-finding=P01]").textContent;
  expect(beside).toContain("Сумма голосов не равна числу действительных");
  expect(beside).toContain("Сумма голосов: 255");
  expect(beside).toContain("Действительные: 256");
  expect(screen.find("[data-summary=form-summary-look]").textContent).toContain("Посмотрите ещё раз");
  expect(screen.find("#place-votes-in-all output").textContent).toBe("255");
  await seal(screen);
  expect(core.filed).toHaveLength(1);
  expect(core.filed[0]).toMatchObject({ form: "vote-count", language: "ru", answers: { valid: { value: 256 } } });
});

test("what the form cannot take hinders sealing, is named with what to do, and nothing typed is lost", async () => {
  const screen = await begin("detention");
  await type(screen, "age-said", "400");
  expect(plain(screen.find("#place-age-said"))).toContain("Must be mended: The form takes a number from 0 to 120");
  expect(screen.find<HTMLInputElement>("#place-age-said [name=age-said]").getAttribute("aria-invalid")).toBe("true");
  expect(plain(screen.find("[data-left]"))).toContain("1 left: Age as told");
  await seal(screen);
  expect(core.filed).toEqual([]);
  expect(screen.find(".hindered").textContent).toContain("Not sealed");
  expect(document.activeElement).toBe(screen.find("#place-age-said [name=age-said]"));
  expect(screen.find("[data-summary=form-summary-mend]").textContent).toContain("Age as told");
  expect(screen.find<HTMLInputElement>("#place-age-said [name=age-said]").value).toBe("400");
  await type(screen, "age-said", "40");
  await seal(screen);
  expect(core.filed).toHaveLength(1);
});

test("an answer that no longer applies is named and can be taken out; it never vanishes by itself", async () => {
  const screen = await begin("vote-count");
  await screen.click('#place-has-against-all [value="yes"]');
  await looked(screen);
  await type(screen, "against-all", "5");
  await screen.click('#place-has-against-all [value="no"]');
  await looked(screen);
  expect(core.asked.at(-1)).toMatchObject({ "against-all": { value: 5 } });
  expect(screen.find("[data-summary=aside]").textContent).toContain("Against all");
  await seal(screen);
  expect(core.filed).toEqual([]);
  await screen.click("[data-summary=aside] button");
  await looked(screen);
  expect(screen.root.querySelector("[data-summary=aside]")).toBeNull();
  await seal(screen);
  expect(core.filed).toHaveLength(1);
  expect(core.filed[0]?.answers).not.toHaveProperty("against-all");
});

test("a vague date is composed from its parts and said in words", async () => {
  const screen = await begin("detention", "kk");
  const part = (name: string, value: string): Promise<void> => type(screen, "apprehended", value, name);
  await part("year-from", "2019");
  await part("month-from", "6");
  expect(screen.text()).toContain("Былай түсінілді: 2019 ж. маусым, күні белгісіз");
  expect(core.asked.at(-1)).toEqual({ apprehended: { value: "2019-06-XX" } });
  await part("time-from", "11:40");
  expect(screen.find("#place-apprehended").textContent).toContain("Бұл әлі күн емес");
  await part("day-from", "9");
  await screen.click("#place-apprehended [name=about-from]");
  await looked(screen);
  expect(core.asked.at(-1)).toEqual({ apprehended: { value: "2019-06-09T11:40~" } });
  expect(screen.text()).toContain("шамамен 2019 ж. 9 маусым, жексенбі, 11:40");
});

test("a number is told exactly, about or as a range, with the person's own words beside it", async () => {
  const screen = await begin("detention");
  await type(screen, "officers", "3");
  await screen.click(states("officers"));
  await screen.fill("#place-officers select", "range");
  await type(screen, "officers", "4", "to-officers");
  await type(screen, "officers", "three, maybe four", "words-officers");
  expect(core.asked.at(-1)).toEqual({ officers: { range: [3, 4], words: "three, maybe four" } });
});

test("what stands out at a line of a table is its sign, and its menu says what; own words are a sign too", async () => {
  const screen = await begin("vote-count");
  await type(screen, "registered", "many");
  const control = screen.find("#place-registered [data-more]");
  expect([control.dataset.care, plain(control)]).toEqual(["mend", expect.stringContaining("To be mended")]);
  expect(screen.root.querySelector("#place-registered > .beside.aside")).not.toBeNull();
  control.click();
  await screen.settle();
  expect(plain(screen.find("#place-registered .offered .found"))).toContain("whole number");
  await type(screen, "registered", "1800");
  expect(screen.find("#place-registered [data-more]").dataset.care).toBeUndefined();
  await screen.fill("#place-registered [name=words-registered]", "by the list on the door");
  expect(screen.find("#place-registered [data-more] .sign").textContent).toBe("«»");
  expect(screen.root.querySelector("#place-registered .label [data-typed]")).toBeNull();
});

test("beside Other stands a way to say what it is, and a letter struck on it is the first of the words", async () => {
  const screen = await begin("detention");
  expect(screen.root.querySelector("[data-say]")).toBeNull();
  await screen.click('#place-event input[value="other"]');
  const say = screen.find("#place-event > .states > [data-say]");
  expect(plain(say)).toContain("Say what…");
  say.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
  const words = screen.find<HTMLInputElement>('#place-event [name="words-event"]');
  expect(document.activeElement).toBe(words);
  await screen.fill('#place-event [name="words-event"]', "at a bus stop");
  expect(screen.root.querySelector("[data-say]")).toBeNull();
  expect(plain(screen.find("#place-event > .states > [data-typed]"))).toBe("«at a bus stop»");
  await screen.fill('#place-event [name="words-event"]', "");
  await screen.click('#place-event [name="words-event"]');
  words.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await screen.settle();
  await screen.click("#place-event [data-say]");
  expect(screen.find(".offered").contains(document.activeElement)).toBe(true);
});

test("a photo of the paper is chosen from what was captured, and the record is about it", async () => {
  const screen = await begin("vote-count", "en", { listed: [item(7), item(8)] });
  await screen.click("#place-photo-page button[aria-expanded]");
  await screen.click("#place-photo-page .listed button");
  await looked(screen);
  // In the open list the item keeps its place, ticked.
  expect(screen.find("#place-photo-page .listed button").getAttribute("aria-pressed")).toBe("true");
  await screen.click("#place-photo-page .given button[aria-expanded]");
  expect(screen.find("#place-photo-page .chosen").textContent).toContain("0000 0000");
  await seal(screen);
  expect(core.filed[0]).toMatchObject({ answers: { "photo-page": { value: [item(7).item] } }, about: [item(7).item] });
});

test("a change of screen loses nothing", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate");
  await screen.click("[data-screen=tally]");
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-draft]");
  expect(screen.find("[data-draft]").textContent).toContain("In memory only");
  await screen.click("[data-draft] .main");
  await screen.loaded("#place-place");
  expect(screen.find<HTMLTextAreaElement>("#place-place textarea").value).toBe("by the gate");
});

test("with an open vault the form is kept as it is typed, taken up again, and its draft is gone once it is sealed", async () => {
  const screen = await begin("detention", "en", { lock: "open" });
  await type(screen, "place", "by the gate");
  await new Promise((resolve) => setTimeout(resolve, 900));
  await screen.settle();
  expect(core.drafts).toHaveLength(1);
  expect(screen.text()).toContain("Kept in the locked vault at");
  const [draft] = core.drafts;
  await screen.gone();
  // The app was closed: only the vault keeps data.
  core = Object.assign(fake(home()), { lock: "open", drafts: draft ? [draft] : [] });
  shown = await show(App, { bridge: core as FakeCore, language: "en" as const });
  await shown.click("[data-screen=write]");
  await shown.loaded("[data-draft]");
  await shown.click("[data-draft] .main");
  await shown.loaded("#place-place");
  expect(shown.find<HTMLTextAreaElement>("#place-place textarea").value).toBe("by the gate");
  await seal(shown);
  expect(core.filed).toHaveLength(1);
  expect(core.drafts).toEqual([]);
});

test("a form taken up from the vault opens at the first part that is not done, with the list of its parts", async () => {
  const who = Object.fromEntries(["mention", "sex", "age-said", "age-group", "roles", "accreditation", "foreign", "health", "dependants"].map((id) => [id, "unknown" as const]));
  const kept = { ...draft(0), answers: { ...who, place: { value: "by the gate" } } };
  core = Object.assign(fake(home()), { lock: "open", drafts: [kept] });
  shown = await show(App, { bridge: core as FakeCore, language: "en" as const });
  await shown.click("[data-screen=write]");
  await shown.loaded("[data-draft]");
  await shown.click("[data-draft] .main");
  await shown.loaded("[data-part]");
  const part = (n: number): string => plain(shown?.find(`[data-part="${n}"]`) as Element);
  expect(part(0)).toContain("9 of 9 answered");
  expect(part(1)).toMatch(/1 of \d+ answered/);
  expect(shown.find(".part.current h2").textContent).toBe("How the person was taken");
  expect(shown.find("[data-do=parts]").getAttribute("aria-expanded")).toBe("true");
  await shown.click('[data-part="0"]');
  expect(shown.find(".part.current h2").textContent).toBe("Who");
  expect(document.activeElement).toBe(shown.find(".part.current h2"));
  expect(shown.find("[data-do=parts]").getAttribute("aria-expanded")).toBe("false");
});

test("a new form opens at its first part with the list of parts folded, which a tap opens", async () => {
  const screen = await begin("detention");
  expect(screen.find(".part.current h2").textContent).toBe("Who");
  expect(screen.find("[data-do=parts]").getAttribute("aria-expanded")).toBe("false");
  await screen.click("[data-do=parts]");
  expect(screen.find("[data-do=parts]").getAttribute("aria-expanded")).toBe("true");
});

test("the list of parts counts while one answers, and names what is to be mended where it is", async () => {
  const screen = await begin("detention");
  const part = (n: number): string => plain(screen.find(`[data-part="${n}"]`));
  expect(part(0)).toContain("0 of 9 answered");
  await type(screen, "age-said", "400");
  expect(part(0)).toContain("To be mended: 1");
  expect(part(1)).not.toContain("To be mended");
  await type(screen, "age-said", "40");
  expect(part(0)).toContain("1 of 9 answered");
  expect(part(0)).not.toContain("To be mended");
});

test("without an open vault the form offers to open it, and is kept from then on", async () => {
  const screen = await begin("detention");
  await type(screen, "place", "by the gate");
  await screen.click(".keep button");
  await screen.fill("[name=passphrase]", "wrong");
  await screen.click(".keep [type=submit]");
  expect(screen.text()).toContain("This passphrase does not open the vault");
  await screen.fill("[name=passphrase]", "correct horse");
  await screen.click(".keep [type=submit]");
  await screen.settle();
  expect(core.drafts).toHaveLength(1);
  expect(screen.text()).toContain("Kept in the locked vault at");
});

test("a full disk says so and everything typed is still there", async () => {
  const screen = await begin("detention", "en", { full: new Trouble("disk-full") });
  await type(screen, "place", "by the gate");
  await seal(screen);
  expect(document.activeElement?.textContent, "brought to whoever pressed").toContain("The disk is full");
  expect(screen.text()).toContain("Everything you typed is still here.");
  expect(screen.find<HTMLTextAreaElement>("#place-place textarea").value).toBe("by the gate");
});

test("where there is no vault the way to make one stays while one types, and the form goes into it once it is there", async () => {
  const screen = await begin("detention", "en", { lock: "absent" });
  const keep = core.formDraftKeep.bind(core);
  // The core reports "locked" for a missing vault too.
  core.formDraftKeep = (...asked) => keep(...asked).catch(() => Promise.reject(new Trouble("vault-locked")));
  await type(screen, "place", "by the gate");
  await screen.loaded(".keep[data-kept=locked]");
  await screen.settle();
  expect(screen.find(".keep button").textContent).toBe("Make a locked vault");
  // The vault is made on another screen.
  await screen.click("[data-screen=capture]");
  core.lock = "open";
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-draft]");
  await screen.click("[data-draft] .main");
  await screen.loaded(".keep[data-kept=kept]");
});

test("a draft is discarded only when that was said twice", async () => {
  const screen = await begin("detention", "en", { lock: "absent" });
  await type(screen, "place", "by the gate");
  await screen.click("[data-screen=write]");
  await screen.loaded("[data-draft]");
  await screen.click("[data-act=discard]");
  expect(screen.text()).toContain("cannot be brought back");
  await screen.click("[data-act=discard-sure]");
  expect(screen.root.querySelector("[data-draft]")).toBeNull();
  expect(screen.text()).toContain("Nothing is half done");
});

test("every finding of the form engine is worded in every language", () => {
  for (const language of ["kk", "ru", "en"] as const) {
    const texts = new Texts(language);
    for (const key of ENGINE_FINDINGS) expect(texts.has(`form-finding-${key}`)).toBe(true);
  }
});
