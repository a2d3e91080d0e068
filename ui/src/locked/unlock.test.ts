// The vault is made with a passphrase that is typed twice.
import { afterEach, expect, test } from "vitest";
import { fake, home } from "../bridge/fake/fake";
import { Session } from "../session/session.svelte";
import Open from "../office/Open.svelte";
import { type Shown, show } from "../testing";
import Unlock from "./Unlock.svelte";

let shown: Shown | null = null;
afterEach(async () => {
  await shown?.gone();
  shown = null;
});

const FIRST = "four words of mine";

/** Opens the screen that makes the vault or an archive; returns it with the list of requests. */
async function making(what: "vault" | "archive"): Promise<{ screen: Shown; made: string[] }> {
  const made: string[] = [];
  const core = Object.assign(fake(home()), { lock: "absent" as const });
  core.vaultCreate = (words) => {
    made.push(words);
    return Promise.resolve("open");
  };
  const session = new Session(core, "en");
  const opened = (): void => undefined;
  shown = what === "vault" ? await show(Unlock, { session, lock: "absent" as const, opened, alone: true }) : await show(Open, { session, make: true, opened });
  await shown.fill("[name=passphrase]", FIRST);
  return { screen: shown, made };
}
const told = (screen: Shown): string => (screen.find("#differs").textContent ?? "").trim();

test.each(["vault", "archive"] as const)("making the %s says live that the two differ: not while the second may still become the first, and no more once they agree", async (what) => {
  const { screen } = await making(what);
  await screen.fill("[name=again]", "four words");
  expect(told(screen), "it is being typed").toBe("");
  await screen.fill("[name=again]", "four words of mind");
  expect(told(screen), "as many letters as the first").not.toBe("");
  expect(screen.find("[name=again]").getAttribute("aria-invalid")).toBe("true");
  expect(screen.find("[name=again]").getAttribute("aria-describedby")).toBe("differs");
  expect(screen.find("#differs").getAttribute("role")).toBe("status");
  await screen.fill("[name=again]", FIRST);
  expect(told(screen)).toBe("");
});

test.each(["vault", "archive"] as const)("making the %s says that the two differ once the second field is left, and follows changes of the first", async (what) => {
  const { screen } = await making(what);
  const leave = async (): Promise<void> => {
    screen.find("[name=again]").dispatchEvent(new FocusEvent("blur"));
    await screen.settle();
  };
  await leave();
  expect(told(screen), "nothing was typed there").toBe("");
  await screen.fill("[name=again]", "other words of mine");
  await leave();
  expect(told(screen)).not.toBe("");
  await screen.fill("[name=passphrase]", "other words of mine");
  expect(told(screen)).toBe("");
});

test("a press while they differ makes nothing, and says why also where the second field is empty", async () => {
  const { screen, made } = await making("vault");
  await screen.click("button[type=submit]");
  expect([made, told(screen)]).toEqual([[], "The two are not the same yet."]);
  await screen.fill("[name=again]", FIRST);
  await screen.click("button[type=submit]");
  expect(made).toEqual([FIRST]);
});

test.each(["vault", "archive"] as const)("Enter in the first field of making the %s leads to the second and says nothing; once both agree it goes on", async (what) => {
  const { screen, made } = await making(what);
  const first = screen.find<HTMLInputElement>("[name=passphrase]");
  const enter = (): KeyboardEvent => new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
  first.focus();
  expect(first.dispatchEvent(enter()), "the form is not sent").toBe(false);
  await screen.settle();
  expect([document.activeElement?.getAttribute("name"), told(screen), made]).toEqual(["again", "", []]);
  await screen.fill("[name=again]", FIRST);
  expect(first.dispatchEvent(enter())).toBe(true);
});

test.each(["vault", "archive"] as const)("making the %s says that a passphrase is short before it is taken, and takes it only from one who insists", async (what) => {
  const { screen, made } = await making(what);
  const [body, button] = ["[name=passphrase]", "button[type=submit]"];
  await screen.fill(body, "hello");
  expect(told(screen), "the second field is still empty").toBe("");
  await screen.fill("[name=again]", "hello");
  expect(told(screen)).toContain("It is short");
  await screen.click(button);
  expect(made).toEqual([]);
  expect(screen.find(button).textContent?.trim()).toBe("Take this one all the same");
  await screen.fill(body, "howdy");
  await screen.fill("[name=again]", "howdy");
  expect(screen.find(button).textContent?.trim(), "of another one nobody was told").not.toBe("Take this one all the same");
  await screen.click(button);
  expect(made).toEqual([]);
  await screen.click(button);
  if (what === "vault") expect(made).toEqual(["howdy"]);
});
