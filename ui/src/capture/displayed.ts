// Finds the place of a whole picture in a box of another shape: black bars are no picture.

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

/** Returns the place of `picture` in `box`; null while there is no picture. */
export function displayed(box: Size, picture: Size): Rectangle | null {
  if (picture.width <= 0 || picture.height <= 0 || box.width <= 0 || box.height <= 0) return null;
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}
