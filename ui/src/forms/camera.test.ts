// The paper before the lens, when the system withholds the camera.
import { beforeAll, expect, test, vi } from "vitest";
import { fake, home } from "../bridge/fake/fake";
import { devices } from "../capture/testing";
import { Session } from "../frame/session.svelte";
import { show } from "../testing";
import Camera from "./Camera.svelte";

// No picture is played here.
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
