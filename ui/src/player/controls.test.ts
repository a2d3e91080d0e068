import { expect, test } from "vitest";
import { LANGUAGES, Texts } from "../texts/texts.svelte";
import { show } from "../testing";
import Controls from "./Controls.svelte";

test("the tooltip of a player's button, which an engine keeps through the press, is true before it and after it", async () => {
  for (const language of LANGUAGES) {
    const player = document.createElement("video");
    let paused = true;
    Object.defineProperty(player, "paused", { get: () => paused });
    const shown = await show(Controls, { texts: new Texts(language), player });
    const said = (): (string | null)[] => ["play", "sound"].flatMap((one) => ["title", "aria-label"].map((name) => shown.find(`[data-player=${one}]`).getAttribute(name)));
    const before = said();
    paused = false;
    player.muted = true;
    for (const news of ["play", "volumechange"]) player.dispatchEvent(new Event(news));
    await shown.settle();
    const after = said();
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[3]).not.toBe(before[3]);
    await shown.gone();
  }
});
