/**
 * Brings what came of something into sight, and to whoever listens to the screen: on a phone it stands away from the button
 * that asked for it.
 */
export function arrived(node: HTMLElement): void {
  node.tabIndex = -1;
  node.focus();
}
