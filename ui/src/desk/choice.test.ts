import { expect, test } from "vitest";
import { all, anchored, type Choice, NONE, spread, toggled, without } from "./choice";

const IDS = ["a", "b", "c", "d", "e", "f"];
const said = (choice: Choice): string => [...choice.chosen].join("");

test.each<[string, (from: Choice) => Choice, string]>([
  ["one is added", (now) => toggled(now, "c"), "c"],
  ["one that was chosen is taken out again", (now) => toggled(toggled(now, "c"), "c"), ""],
  ["a range goes from the item that was marked to the one that was shown", (now) => spread(anchored(now, "b"), IDS, "b", "d"), "bcd"],
  ["a range may go upwards", (now) => spread(anchored(now, "d"), IDS, "d", "b"), "bcd"],
  ["a range that shrinks gives back what it took", (now) => spread(spread(anchored(now, "b"), IDS, "b", "e"), IDS, "b", "c"), "bc"],
  ["a range that turns around gives back the other side", (now) => spread(spread(anchored(now, "c"), IDS, "c", "e"), IDS, "c", "a"), "abc"],
  ["a range keeps what was chosen before it", (now) => spread(anchored(toggled(now, "f"), "a"), IDS, "a", "b"), "fab"],
  ["a range that shrinks keeps what was chosen before it", (now) => spread(spread(anchored(toggled(now, "c"), "a"), IDS, "a", "d"), IDS, "a", "b"), "cab"],
  ["a range begins at the item that was added last", (now) => spread(toggled(now, "c"), IDS, "a", "d"), "cd"],
  ["without a beginning a range begins where the reader is", (now) => spread(now, IDS, "e", "f"), "ef"],
  ["a beginning that is no longer found counts for nothing", (now) => spread(anchored(now, "gone"), IDS, "b", "c"), "bc"],
  ["all are chosen in the order of the list", (now) => all(toggled(now, "c"), IDS), "cabdef"],
  ["items that the archive no longer has go", (now) => without(all(now, IDS), ["b", "x"]), "acdef"],
])("%s", (_, change, chosen) => {
  expect(said(change(NONE))).toBe(chosen);
});
