// Long words of a zoomed page: where they may be parted, and that nothing exact is.
import { afterEach, expect, test, vi } from "vitest";
import { hyphened, parted, partWords } from "./hyphens";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

test.each([
  ["Подсчёт", "Под-счёт"],
  ["Погасить", "По-га-сить"],
  ["Избирательный", "Из-би-ра-тель-ный"],
  ["Запечатано", "За-пе-ча-та-но"],
  ["материалов", "ма-те-ри-а-лов"],
  ["объявление", "объ-яв-ле-ни-е"],
  ["Жеткізілген", "Жет-кі-зіл-ген"],
  ["қабылданбаған", "қа-был-дан-ба-ған"],
  ["Артқа", "Арт-қа"],
  ["айтқаны", "айт-қа-ны"],
  ["checkpoint", "check-point"],
  ["Delivered", "De-li-ve-red"],
  ["Recording", "Re-cor-ding"],
  ["strength", "strength"],
])("%s may be parted at its syllables", (word, syllables) => {
  expect(parted(word).replaceAll("\u00AD", "-").replace(/-(?=.$)/, "")).toBe(syllables.replace(/-(?=.$)/, ""));
});

test("names of files, addresses, numbers and words that are parted already stay as they are", () => {
  for (const exact of ["IMG_фонтан.jpg", "https://записки.example", "площадь2026", "за\u00ADпечатано", "мало"]) expect(hyphened(exact)).toBe(exact);
  expect(hyphened("Доставлено. Учтено, запечатано").replaceAll("\u00AD", "")).toBe("Доставлено. Учтено, запечатано");
});

test("only a zoomed page parts its words, those that come later too, and never what is exact", async () => {
  let turned: () => void = () => undefined;
  const media = { matches: false, addEventListener: (_: string, heard: () => void) => (turned = heard), removeEventListener: () => undefined };
  vi.stubGlobal("matchMedia", () => media);
  document.body.innerHTML = `<p>Доставлено</p><p class="code">запечатано</p><p data-typed>Наблюдатели</p>`;
  const end = partWords();
  expect(document.body.textContent).not.toContain("\u00AD");
  media.matches = true;
  turned();
  const [words, code, typed] = [...document.querySelectorAll("p")];
  expect([words, code, typed].map((one) => one?.textContent?.includes("\u00AD"))).toEqual([true, false, false]);
  if (words?.firstChild) words.firstChild.nodeValue = "Подсчёт";
  document.body.append("Погасить");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([words?.textContent, document.body.lastChild?.textContent]).toEqual(["Под\u00ADсчёт", "По\u00ADга\u00ADсить"]);
  end();
});
