// Every screen in every state: nothing that axe finds, targets for fingers, nothing cut off, everything reached by Tab,
// trouble explained. Pictures of all of it are written to screenshots/pages.
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { picture, Window } from "./browser";
import { accessible, designed, fitting, reachedByTab, told } from "./checks";
import { DESK, type Look, looks, PHONE, PLACES, SMALL, type State, usual, words } from "./views";

let window: Window;
beforeAll(async () => {
  rmSync(picture("x").replace(/x\.png$/, ""), { recursive: true, force: true });
  window = await Window.open();
});
afterAll(() => window.close());

describe.concurrent("every screen in every state", () => {
  it.each(PLACES)("%s in %s keeps to the rules", async (place, state) => {
    const opened = await window.tab();
    const faults: string[] = [];
    for (const look of looks(state)) {
      await window.show(opened, place, state, look);
      const { page } = opened;
      const found = [...(await fitting(page)), ...(await designed(page))];
      if (look.language === "en" || look.size === SMALL) found.push(...(await accessible(page)));
      if (photographed(state, look)) await page.screenshot({ path: picture(`${place}-${state}-${words(look)}`) });
      if (tabbed(state, look)) found.push(...(await reachedByTab(page)));
      faults.push(...told(opened, place, state, look, found));
    }
    await opened.page.context().close();
    expect(faults).toEqual([]);
  });
});

function photographed(state: State, { size, theme, language, double }: Look): boolean {
  if (usual(state)) return double === true || theme === "sun" || size === PHONE || size === DESK;
  return language === "en" || size === SMALL;
}

function tabbed(state: State, { language, size, theme, double }: Look): boolean {
  return language === "en" && theme === "light" && (size === SMALL || (usual(state) && (size === DESK || double === true)));
}
