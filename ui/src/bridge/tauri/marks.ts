import type { MarksBridge } from "../marks";
import { call } from "./call";

export const marks: MarksBridge = {
  tag: (item, code, sure) => call("mark_tag", { item, code, sure }),
  tally: (code, step) => call("mark_tally", { code, step }),
  taken: () => call("taken"),
  harmless: (title) => call("harmless", { title }),
};
