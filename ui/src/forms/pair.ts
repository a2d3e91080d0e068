// Reads a place as maps copy it: in degrees, or in degrees, minutes and seconds; one coordinate, or both in one text.
// A text that may be one number is never split.

const SIDE = String.raw`(?:[NSEW]|[СЮ]\.?\s*Ш\.?|[ВЗ]\.?\s*Д\.?)`;
const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const MINUTE = "['’‘′ʹ´]";
const SECOND = `(?:["”“″ʺ]|${MINUTE}{2})`;
const SMALL = (n: number): string => String.raw`(?<minutes${n}>${NUMBER})\s*${MINUTE}\s*(?:(?<seconds${n}>${NUMBER})\s*${SECOND}\s*)?`;
const HALF = (n: number): string => String.raw`(?<before${n}>${SIDE})?\s*(?<digits${n}>[-\u2212]?${NUMBER})\s*(?:(?<degree${n}>[°º])\s*(?:${SMALL(n)})?)?(?<after${n}>${SIDE})?`;
const ONE = new RegExp(String.raw`^\s*${HALF(1)}\s*$`, "iu");
const BOTH = new RegExp(String.raw`^\s*${HALF(1)}(?<between>\s*[,;]\s*|\s+|(?<=[^\d.,]))${HALF(2)}\s*$`, "iu");

type Axis = "lat" | "lon";
type Groups = Readonly<Record<string, string | undefined>>;

interface Half {
  /** The coordinate in degrees; null if its parts are none. */
  readonly degrees: string | null;
  /** The coordinate that its side names. */
  readonly axis: Axis | null;
  readonly signed: boolean;
  /** True if no part of the text can belong to the other coordinate. */
  readonly whole: boolean;
}

function half(found: Groups, n: number): Half {
  const digits = found[`digits${n}`] ?? "";
  const side = (found[`before${n}`] ?? found[`after${n}`] ?? "").slice(0, 1).toUpperCase();
  const signed = found[`degree${n}`] !== undefined;
  const degrees = inDegrees(digits, found[`minutes${n}`], found[`seconds${n}`]);
  return {
    // South and west are negative.
    degrees: degrees !== null && side !== "" && "SWЮЗ".includes(side) ? `-${degrees}` : degrees,
    axis: side === "" ? null : "EWВЗ".includes(side) ? "lon" : "lat",
    signed,
    whole: /[.,]/.test(digits) || side !== "" || signed,
  };
}

/** Returns degrees with minutes and seconds as one number; only the last part may have a fraction. */
function inDegrees(digits: string, minutes?: string, seconds?: string): string | null {
  if (minutes === undefined) return digits;
  const [last, ...others] = [seconds, minutes, digits].filter((part) => part !== undefined);
  const [m, s] = [plain(minutes), plain(seconds ?? "0")];
  if (last === undefined || others.some((part) => /[.,]/.test(part)) || m >= 60 || s >= 60) return null;
  const all = Math.abs(plain(digits)) + m / 60 + s / 3600;
  // Six digits are a tenth of a metre.
  return `${/^\d/.test(digits) ? "" : "-"}${Number(all.toFixed(6))}`;
}

/** Returns one coordinate in the form of its field; null if the text is not clearly that one, or needs no change. */
export function one(typed: string, axis: Axis): string | null {
  const found = ONE.exec(typed)?.groups;
  const read = found && half(found, 1);
  if (!read || (!read.signed && read.axis === null) || (read.axis ?? axis) !== axis) return null;
  return within(read.degrees, axis);
}

/** Returns latitude and longitude in the form of their fields; null if the text is not clearly both. */
export function both(typed: string): readonly [string, string] | null {
  const found = BOTH.exec(typed)?.groups;
  if (!found) return null;
  const [first, second] = [half(found, 1), half(found, 2)];
  const parted = /;|,\s|\s,/.test(found["between"] ?? "");
  if (!parted && !(first.whole && second.whole && first.signed === second.signed)) return null;
  const [lat, lon] = first.axis === "lon" ? [second, first] : [first, second];
  if (lat.axis === "lon" || lon.axis === "lat") return null;
  const halves = [within(lat.degrees, "lat"), within(lon.degrees, "lon")] as const;
  return halves[0] !== null && halves[1] !== null ? [halves[0], halves[1]] : null;
}

const plain = (digits: string): number => Number(digits.replace(",", ".").replace("\u2212", "-"));

const within = (degrees: string | null, axis: Axis): string | null => (degrees !== null && Math.abs(plain(degrees)) <= (axis === "lat" ? 90 : 180) ? degrees : null);
