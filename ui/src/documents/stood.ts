// Lists the findings at the closing of a testimony or at the sealing of a form, as the device noted them in the record.
import type { DocumentView } from "../bridge/types";
import type { Texts } from "../texts/texts.svelte";
import { visible } from "../texts/visible";
import { FINDING, SECTION } from "./labels";

const other = (texts: Texts, key: string): string => texts.say("doc-finding-other", { key: visible(key) });

/** Returns one sentence for each finding; none if there are no findings. */
export function stoodOut(texts: Texts, document: DocumentView | undefined): string[] {
  switch (document?.document) {
    case "testimony":
      return document.testimony.findings.map(({ section, key }) => {
        const label = FINDING[key];
        const finding = label === undefined ? other(texts, key) : texts.say(label);
        return section ? texts.say("doc-finding-in", { section: texts.say(SECTION[section]), finding }) : finding;
      });
    case "form":
      return document.form.findings.map(({ message, key }) => (Object.keys(message).length > 0 ? texts.pick(message) : other(texts, key)));
    default:
      return [];
  }
}
