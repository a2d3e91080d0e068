//! A pseudonym proposed at random: an animal and a number. It never uses initials, a serial number or the name, nor an
//! animal whose name is an insult, slang of custody or the name of a police unit.

use crate::Result;
use crate::text::{MAX_PSEUDONYM, ensure, said, within};

/// Random bytes that a proposal takes.
pub const RANDOM: usize = 8;

const EN: [&str; 32] = [
    "Badger", "Bear", "Beaver", "Camel", "Crane", "Deer", "Dolphin", "Duck", "Eagle", "Elephant", "Falcon", "Fox",
    "Frog", "Goose", "Hare", "Hedgehog", "Heron", "Horse", "Ibex", "Lark", "Lynx", "Marmot", "Moose", "Otter", "Owl",
    "Puffin", "Robin", "Saiga", "Squirrel", "Stork", "Swan", "Turtle",
];
const RU: [&str; 32] = [
    "Барсук",
    "Белка",
    "Бобр",
    "Верблюд",
    "Выдра",
    "Дрозд",
    "Гусь",
    "Дельфин",
    "Ёж",
    "Жаворонок",
    "Журавль",
    "Заяц",
    "Кулан",
    "Лебедь",
    "Лисица",
    "Лось",
    "Зимородок",
    "Иволга",
    "Нерпа",
    "Пингвин",
    "Синица",
    "Скворец",
    "Сайгак",
    "Соловей",
    "Снегирь",
    "Сова",
    "Тюлень",
    "Сурок",
    "Хомяк",
    "Цапля",
    "Черепаха",
    "Чайка",
];
const KK: [&str; 32] = [
    "Ақбөкен",
    "Аққу",
    "Аю",
    "Бөдене",
    "Бұғы",
    "Бұлан",
    "Бұлбұл",
    "Көкек",
    "Борсық",
    "Дельфин",
    "Жылқы",
    "Қаз",
    "Қарлығаш",
    "Қоян",
    "Құлан",
    "Кептер",
    "Кірпі",
    "Киік",
    "Құндыз",
    "Лашын",
    "Піл",
    "Саршұнақ",
    "Сілеусін",
    "Қырғауыл",
    "Суыр",
    "Тасбақа",
    "Тиін",
    "Торғай",
    "Түйе",
    "Түлкі",
    "Тырна",
    "Үкі",
];
/// Numbers from 10 to 99.
const NUMBERS: u64 = 90;

/// Returns a pseudonym in the reader's language (`kk`, `ru`, otherwise English) from random bytes of the caller.
pub fn propose(random: [u8; RANDOM], language: &str) -> String {
    let animals = match language {
        "kk" => &KK,
        "ru" => &RU,
        _ => &EN,
    };
    let n = u64::from_le_bytes(random);
    let at = usize::try_from(n % animals.len() as u64).unwrap_or_default();
    let animal = animals.get(at).copied().unwrap_or("Owl");
    format!("{animal} {}", 10 + (n / animals.len() as u64) % NUMBERS)
}

pub(crate) fn check(pseudonym: &str) -> Result<()> {
    ensure(said(Some(pseudonym)), "pseudonym", "pseudonym-needed")?;
    within("pseudonym", pseudonym, MAX_PSEUDONYM)
}

/// Returns true for `A. B.`, `АБ` and the like: people who know the person recognise them by these.
pub(crate) fn looks_like_initials(pseudonym: &str) -> bool {
    let mut letters = pseudonym.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).peekable();
    let numbered = pseudonym.chars().any(char::is_numeric);
    letters.peek().is_some() && !numbered && letters.all(|word| word.chars().count() <= 2)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn proposals_are_an_animal_and_a_number_in_the_readers_language() {
        assert_eq!(propose([0; 8], "ru"), "Барсук 10");
        assert_eq!(propose([0; 8], "kk"), "Ақбөкен 10");
        assert_eq!(propose([255; 8], "de").split(' ').count(), 2);
        for animals in [EN, RU, KK] {
            assert_eq!(BTreeSet::from(animals).len(), animals.len());
        }
        let all: BTreeSet<_> = (0..32 * NUMBERS).map(|n| propose(n.to_le_bytes(), "kk")).collect();
        assert_eq!(all.len() as u64, 32 * NUMBERS);
        assert!(all.iter().all(|p| check(p).is_ok() && !looks_like_initials(p)));
    }

    #[test]
    fn initials_are_recognised() {
        for initials in ["A. B.", "АБ", "м.и.", "Ж"] {
            assert!(looks_like_initials(initials), "{initials}");
        }
        for other in ["Сова 47", "Аю 12", "Night", ""] {
            assert!(!looks_like_initials(other), "{other}");
        }
        assert!(check("  ").is_err() && check(&"я".repeat(61)).is_err());
    }
}
