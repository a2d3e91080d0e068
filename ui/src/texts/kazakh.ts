// Names of days and months in Kazakh, for webviews that carry none.

const MONTHS = ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"];
const DAYS = ["жексенбі", "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі"];

/** Returns the day, month and day of the week in this device's zone: “28 қараша, сенбі”. */
export function kazakhDay(at: Date): string {
  return `${at.getDate()} ${MONTHS[at.getMonth()]}, ${DAYS[at.getDay()]}`;
}
