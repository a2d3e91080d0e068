/** Where one writes or chooses; a file that was picked is no writing. */
const TYPED = "textarea, select, input:not([type=file], [type=checkbox], [type=radio], [type=submit], [type=button])";

/**
 * Brings what came of something into sight, and to whoever listens to the screen: on a phone it stands away from the button
 * that asked for it. Whoever is typing meanwhile goes on typing.
 */
export function arrived(node: HTMLElement): void {
  node.tabIndex = -1;
  if (document.activeElement?.matches(TYPED)) node.scrollIntoView({ block: "nearest" });
  else node.focus();
}
