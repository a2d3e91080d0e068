// Opens the session of an address, for designing screens and for browser tests: `?screen=..&about=..&lang=..&theme=..`.
import { NAMES } from "../session/screens";
import type { Session } from "../session/session.svelte";
import { LANGUAGES } from "../texts/texts.svelte";
import { THEMES } from "../session/theme.svelte";

declare global {
  interface Window {
    /** The open session, for browser tests. */
    session?: Session;
  }
}

/** Opens the screen that `search` names, in its language and theme. Values that are not named stay unchanged. */
export function sessionFromAddress(session: Session, search: string): void {
  const asked = new URLSearchParams(search);
  const screen = NAMES.find((name) => name === asked.get("screen"));
  const language = LANGUAGES.find((one) => one === asked.get("lang"));
  const theme = THEMES.find((one) => one === asked.get("theme"));
  if (screen) session.go(screen, asked.get("about"));
  if (language) session.texts.language = language;
  if (theme) session.appearance.theme = theme;
  window.session = session;
}
