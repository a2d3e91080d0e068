/**
 * Width in px below which a window is a page that the system's large text has zoomed. The style rules have the same
 * number in px, because WebKit takes a zoomed rem for theirs.
 */
export const ZOOMED = 320;
