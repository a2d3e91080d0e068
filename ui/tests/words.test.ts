// @vitest-environment node
// Refuses words in the texts of the window and the labels of forms that frighten, mislead or name two things at once
// (`docs/words.md` has their replacements).
import { parse, Visitor, type Message, type Pattern } from "@fluent/syntax";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

type Language = "en" | "ru" | "kk";
/** A forbidden word, its replacement, and its exceptions: a pattern of the whole text, with the reason. */
type Never = readonly [never: RegExp, say: string, ...but: readonly (readonly [RegExp, string])[]];

const CHARACTERS = [/(\d|\{\}) таңба/u, "characters that are counted"] as const;
const FINGERS = [/Fingerprints taken|Брали отпечатки/u, "of fingers, by the police"] as const;
const POLICE_PAPER = [/^Объяснение, показания$/u, "the police call their paper so"] as const;
const ELECTION_PAPER = [/^Есептен шығару куәлігі/u, "the election office calls its paper so"] as const;
const REGISTER = [/реестр/iu, "of the register"] as const;
const REGISTER_KK = [/тізілім/iu, "of the register"] as const;
const PERSON = [/talk|reach the person|The person says|сейчас|говорить|связаться|Человек говорит/iu, "a person in danger, not a file"] as const;

/** Each row is in the term table of `docs/words.md`. */
const NEVER: Record<Language, readonly Never[]> = {
  en: [
    [/\bhomes?\b/i, "the app, its data", [/at home|home voters/i, "where people live"]],
    [/\bchains?\b/i, "register"],
    [/\bheads?\b/i, "check code", [/^Head( injury)?$/, "of a person"]],
    [/\bnoted\b/i, "registered"],
    [/\bfiled\b|\bfiling\b/i, "sealed; taken in"],
    [/\bMine\b/, "List"],
    [/“Write down”|^Write down$/, "Forms"],
    [/\b(the|a|an|this|its|of|in|each|no) records?\b|\brecords\b|^Record$/i, "description"],
    [/\bpolic(y|ies)\b/i, "rules", [/\(policy\.dsse\)/, "the name of the file"]],
    [/\bpanic/i, "emergency destruction"],
    [/\btrials?\b/i, "practice mode"],
    [/\btry it alone\b|\bpractise\b/i, "practice mode, rehearse"],
    [/\bdiscard|\berase/i, "delete"],
    [/\bsafe\b/i, "not lost, only on this device", [/safe with the server/, "it was delivered"], PERSON],
    [/left this device\b/i, "delivered"],
    [/identity card/i, "name card"],
    [/compartment/i, "names of witnesses"],
    [/witness(es’)? key/i, "key to the names"],
    [/(?<!parent or |parent’s or )\bguardian/i, "parent or guardian"],
    [/(?<!police |polling )\bstations?\b/i, "police station; polling station"],
    [/\bcarriers?\b/i, "folder, stick"],
    [/\bdigests?\b|fingerprint/i, "checksum", FINGERS],
    [/\bverdict\b/i, "result"],
    [/\bmedi(um|a)\b/i, "file, files", [/^Social media$/, "the name of a thing of others"]],
    [/\b(the|what) hour\b/i, "time"],
    [/\bwas taken away\b/i, "stopped"],
  ],
  ru: [
    [/хранилищ/iu, "приложение, данные; сейф"],
    [/цепоч/iu, "реестр"],
    [/(?<!\p{L})глав[аыуе](?!\p{L})|вершин/iu, "контрольный код"],
    [/отмечен(?!н)/iu, "учтено; помечено"],
    [/(?<!\p{L})сда(т|л|н|в|ё)/iu, "запечатать"],
    [/(?<!\p{L})печат[ьи](?!\p{L})/iu, "подпись", [/печать в файл|окно печати/iu, "printing"], [/подпис|^Есть печать/iu, "the stamp of a paper"]],
    [/(?<!\p{L}|-)запис(ь|и|ью|ей|ям|ями|ях)(?!\p{L})/iu, "запись реестра; описание; видеозапись; заметка", REGISTER,
      [/ид(ёт|ут) запись|запись ид(ёт|ут)|учётная запись/iu, "it goes on now; an account of a person"],
      [/запись текстом/u, "it says how"]],
    [/(?<!\p{L})записать(?! (видео|звук)| \p{L}* ?рассказ текстом| (и ваш )?голос,? на звук)/iu, "записать текстом; записать на звук"],
    [/«Моё»|^Моё$/u, "Список"],
    [/(?<!\p{L})счёт(?!а$)/iu, "подсчёт"],
    [/политик/iu, "правила"],
    [/паник/iu, "экстренное уничтожение"],
    [/(?<!\p{L})проб(а|ы|е|ой|ный|ном|ного)(?!\p{L})|учебная рука/iu, "учебный режим"],
    [/(?<!\p{L})ст(ёр|ер|ир)/iu, "удалить"],
    [/свидетельств|показани[ейюя]/iu, "рассказ свидетеля", POLICE_PAPER],
    [/отзыв(?!а| согласия)/iu, "отозвать согласие"],
    [/(?<!родител[ья] или )опекун/iu, "родитель или опекун"],
    [/отсек/iu, "имена свидетелей"],
    [/ключ\p{L}* свидетел/iu, "ключ к именам"],
    [/карточк\p{L}+ личности/iu, "карточка с именем"],
    [/дайджест|отпечат(ок|к)/iu, "контрольная сумма", FINGERS],
    [/отметк/iu, "контрольная точка; учёт", [/^Отметк|Отметок/u, "a tag"]],
    [/носител/iu, "флешка, папка"],
    [/анкет/iu, "форма"],
    [/фраз\p{L}*-парол/iu, "парольная фраза"],
    [/(?<!\p{L})медиа/iu, "файлы"],
    [/вердикт/iu, "итог проверки"],
    [/бумаг/iu, "протокол", [/на бумаге или так сказал человек/u, "any paper"]],
    [/(?<!избирательн\p{L}+ )участ(ок|ка|ке|ком)(?!\p{L})/iu, "избирательный участок"],
    [/(?<!\p{L})отдел(а|е|ом|у)?(?! полиции)(?!\p{L})/iu, "отдел полиции"],
    [/(?<!\p{L})безопас|в безопасности/iu, "цело, но только на этом устройстве", PERSON],
    [/уже вне этого/iu, "доставлено"],
    [/отняли/iu, "отключилась"],
    [/(?<!\p{L})за час(?!\p{L})|котором часу/iu, "точное время", [/^В котором часу\?$/u, "the hour when something happened"]],
    [/\(а\)/u, "a form without gender"],
  ],
  kk: [
    [/қойма(?!ған|ды(?!\p{L})|йды|ңыз)/iu, "қолданба, деректері; сейф"],
    [/тізбе[кг]/iu, "тізілім"],
    [/белгілен/iu, "тіркелді; көрсетілді"],
    [/тапсыр/iu, "мөрлеу"],
    [/(?<!\p{L})жазба(?!ңыз|й|ған(?!\p{L}))/iu, "тізілім жазбасы; сипаттама; бейнежазба; ескертпе", REGISTER_KK],
    [/«Жазып алу»|^Жазып алу$/u, "Форма"],
    [/менікі/iu, "тізім"],
    [/саясат/iu, "ережелер"],
    [/дабыл/iu, "шұғыл жою"],
    [/байқау(?!шы)|сынақ режимі/iu, "жаттығу режимі"],
    [/жаттығу(?! (режим|сервер|мұрағат|ұйым))/iu, "жаттығу режимі; машықтану"],
    [/айғақ|куәлі[кг]/iu, "куә сөзі", ELECTION_PAPER],
    [/куәгер/iu, "куә"],
    [/баян/iu, "әңгіме"],
    [/куәлар бөлімі/iu, "куәлардың есімдері"],
    [/куәлар кілті/iu, "есімдер кілті"],
    [/(?<!полиция )бөлімше/iu, "полиция бөлімшесі"],
    [/(?<!сайлау )учаске/iu, "сайлау учаскесі"],
    [/жеке (бас|карточка)/iu, "есім карточкасы", [/^Жеке басын анықтау$/u, "what the police do"]],
    [/дайджест|(?<!қол)таңба/iu, "бақылау сомасы", CHARACTERS],
    [/тасымалдауыш/iu, "флешка, қалта"],
    [/ұстап тұр|ұстаңыз/iu, "басып тұрыңыз"],
    [/бүтін(?! сан)/iu, "сақтаулы, бірақ тек осы құрылғыда"],
    [/(?<!\p{L})архив/iu, "мұрағат"],
    [/сауалнама/iu, "форма"],
    [/құпия сөйлем/iu, "құпия сөз тіркесі"],
    [/(?<!\p{L})медиа/iu, "файлдар"],
    [/қағаз/iu, "хаттама", [/^Қағазда солай болса/u, "any paper"]],
    [/қалдырылды|қалдырылған/iu, "енгізілмеді; қосылмады"],
    [/(?<!\p{L})ат(сыз|тар)(?!\p{L})/iu, "есімсіз; атаулар"],
    [/(?<!\p{L})жоба/iu, "нобай"],
    [/қашан болған(?!ын ұйым)/iu, "бар болған"],
    [/ештеңе болмайды/iu, "ештеңе жойылмайды"],
    [/тартып алынды/iu, "ажырап қалды"],
    [/(?<!\p{L}|тағы )не(?!\p{L})(?! (болды|болмады|болады|болса|бар|барын|айт\p{L}+|өткенін|үшін|десе|қосады|мөрленген|жетті|екенін|үзгенін|істеу|туралы|жоқ)(?!\p{L}))(?!$)/u, "немесе"],
  ],
};

/** *Жою* means destroying, which only an emergency does: drafts, files and practice are deleted (*өшіру*). */
const DESTROYS = /^(settings-)?panic|^trouble-panic|^(banner|trouble)-destroyed|^more-about-settings$|^state-body-(calm|waiting)$/;

/** Returns every forbidden word in `text`, with its replacement. */
function faults(language: Language, key: string, parted: string): string[] {
  // A soft hyphen is no part of the word.
  const text = parted.replaceAll("\u00AD", "");
  const found = NEVER[language].flatMap(([never, say, ...but]) => {
    const hit = never.exec(text);
    return hit && !but.some(([where]) => where.test(text)) ? [`${language} ${key}: “${hit[0]}” is called “${say}”: ${text}`] : [];
  });
  if (language === "kk" && /(?<!\p{L})жо(ю|йы|я )/iu.test(text) && !DESTROYS.test(key)) found.push(`kk ${key}: жою is only for the emergency, өшіру for the rest: ${text}`);
  return found;
}

/** Sentences of a message, one for each plural form. A value is written as `{}`. */
class Sentences extends Visitor {
  all: string[] = [];
  override visitPattern(node: Pattern): void {
    const words = node.elements.map((e) => (e.type === "TextElement" ? e.value : e.expression.type === "VariableReference" ? "{}" : ""));
    this.all.push(words.join("").replace(/\s+/g, " ").trim());
    this.genericVisit(node);
  }
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const below = (folder: string, names: RegExp): string[] =>
  readdirSync(ROOT + folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && names.test(e.name))
    .map((e) => `${e.parentPath}/${e.name}`);

const texts = (["en", "ru", "kk"] as const).flatMap((language) =>
  below("ui/src", new RegExp(`^${language}\\.ftl$`)).flatMap((path) =>
    parse(readFileSync(path, "utf8"), { withSpans: false })
      .body.filter((entry): entry is Message => entry.type === "Message")
      .flatMap((entry) => {
        const read = new Sentences();
        read.visit(entry);
        return read.all.filter((text) => text !== "").map((text) => ({ language, key: entry.id.name, text }));
      }),
  ),
);

/** Returns labels, hints and messages of a form, each with its language. */
function labels(value: unknown, path: string): { language: Language; key: string; text: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    typeof one === "string" && (name === "en" || name === "ru" || name === "kk") ? [{ language: name, key: path, text: one }] : labels(one, `${path}/${name}`),
  );
}
const forms = [...below("forms", /\.form\.json$/), ...below("docs/examples", /\.form\.json$/)].flatMap((path) => labels(JSON.parse(readFileSync(path, "utf8")), path.slice(ROOT.length)));

test.each(["en", "ru", "kk"] as const)("no text of the window says a word that another has replaced, in %s", (language) => {
  const said = texts.filter((one) => one.language === language);
  expect(said.length).toBeGreaterThan(1_300);
  expect(said.flatMap(({ key, text }) => faults(language, key, text))).toEqual([]);
});

test("no label of a form does", () => {
  expect(forms.length).toBeGreaterThan(1_000);
  expect(forms.flatMap(({ language, key, text }) => faults(language, key, text))).toEqual([]);
});

test("no words of the core do, which the window shows as they are", () => {
  const sources = [...["core", "ground", "device", "office", "desk"].flatMap((wing) => below(wing, /\.rs$/)), ...below("src-tauri/src", /\.rs$/)].filter((path) => !/\btests?\b|\/target\//.test(path));
  const said = sources.flatMap((path) => [...readFileSync(path, "utf8").matchAll(/"([^"\n]*\p{Script=Cyrillic}[^"\n]*)"/gu)].map(([, text]) => ({ path, text: text ?? "" })));
  expect(said.length).toBeGreaterThan(50);
  // Words occur here alone or among names, so count only those that are wrong everywhere.
  const wrong = [...NEVER.ru, ...NEVER.kk].filter(([, say]) => /свидетел|куә|учебный|жаттығу|әңгіме/.test(say));
  expect(said.flatMap(({ path, text }) => wrong.filter(([never]) => never.test(text)).map(([never]) => `${path.slice(ROOT.length)}: ${never}: ${text}`))).toEqual([]);
});

/**
 * Causes that no check can know: differing bytes do not reveal a reason. Advice to find out, and statements of the
 * organisation or a device, are allowed.
 */
const GUESSED: Record<Language, RegExp> = {
  en: /damaged|corrupt|on (its|the) way|broke off|tampered|forged|by mistake|clock was (moved|set)|(?<!whether the device was )copied or set back|taken, lost|did not delete|may be cut/i,
  ru: /повре[жд]|испор|в пути|по дороге|прерванная копия|подделан|по ошибке|переводили|скопировали или|отобрали, потеряли|не удаляло|вырезать/iu,
  kk: /бүлін|зақым|(?<!\p{L})жолда(?!\p{L})|үзілген көшірме|бұрмаланған|қателесіп|жылжытылған|көшірген немесе|жоғалтқан немесе|өшірмеген|алынып қал/iu,
};

test.each(["en", "ru", "kk"] as const)("no finding says a cause that nobody knows, in %s", (language) => {
  const said = texts.filter((one) => one.language === language && /^(verdict|found|answers|advice)-/.test(one.key));
  expect(said.length).toBeGreaterThan(200);
  expect(said.filter(({ text }) => GUESSED[language].test(text)).map(({ key, text }) => `${key}: ${text}`)).toEqual([]);
  const chance = { en: "by chance or by somebody’s hand", ru: "Случайно это вышло или чьей-то рукой", kk: "кездейсоқ па, әлде біреудің қолымен бе" }[language];
  const open = said.filter(({ text }) => text.includes(chance)).map(({ key }) => key);
  expect(open, "a zip is not as it says of itself, and why is told to be open").toEqual(["verdict-file-damaged", "verdict-zip-damaged"]);
});

/** A new text with each kind of fault. */
const PLANTED: readonly (readonly [Language, string])[] = [
  ["en", "Everything has left this device"],
  ["en", "The testimony is filed"],
  ["en", "Everything is safe on this device."],
  ["en", "The head of the chain is sent first."],
  ["en", "Is a guardian here?"],
  ["en", "This trial ends now"],
  ["ru", "Свидетельство сдано"],
  ["ru", "Хранилище открыто"],
  ["ru", "Политика организации"],
  ["ru", "Можно ли записать и ваш голос?"],
  ["ru", "Запись не читается"],
  ["ru", "Отзыв сдан"],
  ["kk", "Куәлік тапсырылды"],
  ["kk", "Бұл байқау"],
  ["kk", "Екі секунд ұстап тұрыңыз"],
  ["kk", "Ол қалдырылды."],
  ["kk", "Фото не бейне"],
  ["kk", "Жазба оқылмайды"],
  ["kk", "Нобайды жойыңыз"],
];

test.each(PLANTED)("a new text with such a word fails: %s %s", (language, text) => {
  expect(faults(language, "planted", text)).not.toEqual([]);
});

test("no exception has lost its text", () => {
  const all = [...texts, ...forms];
  const idle = (["en", "ru", "kk"] as const).flatMap((language) =>
    NEVER[language].flatMap(([never, , ...but]) =>
      but.filter(([where]) => !all.some((one) => one.language === language && never.test(one.text) && where.test(one.text))).map(([where, why]) => `${language} ${where}: ${why}`),
    ),
  );
  expect(idle).toEqual([]);
});
