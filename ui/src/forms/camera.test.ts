// The camera for a paper: while the system withholds it, and for the next page.
import { beforeAll, expect, test, vi } from "vitest";
import { fake, home } from "../bridge/fake/fake";
import { devices } from "../capture/testing";
import { Session } from "../session/session.svelte";
import { show } from "../testing";
import type { QuestionView } from "../bridge/types";
import Camera from "./Camera.svelte";
import { Entry } from "./entry.svelte";
import Items from "./Items.svelte";

// The test page plays no picture.
beforeAll(() => {
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", { value: null, writable: true });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockResolvedValue();
});

test("no photo of a paper is taken while the camera is withheld, that is told, and it goes on once it is back", async () => {
  const given = devices();
  const session = new Session(fake(home()), "en");
  const screen = await show(Camera, { session, taking: false, photo: () => Promise.resolve(), close: () => undefined });
  const shoot = (): HTMLButtonElement => screen.find<HTMLButtonElement>("button.main");
  await vi.waitFor(() => expect(shoot().disabled).toBe(false));
  given.cameras[0]?.withhold();
  await screen.settle();
  expect([shoot().disabled, screen.find("[role=alert]").dataset.withheld]).toEqual([true, "camera"]);
  given.cameras[0]?.withhold(false);
  await screen.settle();
  expect([shoot().disabled, screen.find("[role=status]").dataset.back]).toEqual([false, "camera"]);
  await screen.gone();
});

test("once the picture stands the shutter has the focus: the next key takes the photo", async () => {
  devices();
  const session = new Session(fake(home()), "en");
  const screen = await show(Camera, { session, taking: false, photo: () => Promise.resolve(), close: () => undefined });
  const shoot = screen.find<HTMLButtonElement>("button.main");
  await vi.waitFor(() => expect(shoot.disabled).toBe(false));
  expect(document.activeElement).not.toBe(shoot);
  screen.find("video").dispatchEvent(new Event("loadeddata"));
  await vi.waitFor(() => expect(document.activeElement).toBe(shoot));
  await screen.gone();
});

test("the camera stays for the next page of a paper, and the focus is at hand after each photo and after the camera", async () => {
  devices();
  Object.defineProperty(HTMLVideoElement.prototype, "videoWidth", { value: 640, configurable: true });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done) => done(new Blob(["jpeg"], { type: "image/jpeg" })));
  const entry = new Entry();
  const question = { id: "papers" } as QuestionView;
  const screen = await show(Items, { session: new Session(fake(home()), "en"), question, entry, put: (change: Partial<Entry>) => Object.assign(entry, change) });
  await screen.click(".ways button");
  const shoot = screen.find<HTMLButtonElement>(".camera .main");
  await vi.waitFor(() => expect(shoot.disabled).toBe(false));
  for (const photos of [1, 2]) {
    await screen.click(".camera .main");
    await vi.waitFor(() => expect(entry.chosen).toHaveLength(photos));
    await vi.waitFor(() => expect(document.activeElement).toBe(shoot));
  }
  expect(screen.find(".camera").compareDocumentPosition(screen.find(".chosen"))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  await screen.click(".camera .ways button:last-child");
  expect(document.activeElement?.textContent).toContain("Take a photo");
  await screen.gone();
});
