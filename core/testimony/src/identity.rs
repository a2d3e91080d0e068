//! The identity card: the person behind a pseudonym. It is a record of its own in the compartment `witnesses`, never
//! part of a draft or of a testimony.
//!
//! While the card is in memory, [`NameMarks`] finds its names in other words, without changing them.

use std::collections::HashSet;

use evidence::record::Kind;
use evidence::{ItemId, NewItem};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::Result;
use crate::records::{IDENTITY_FORMAT, NewRecord, WITNESSES};
use crate::text::{MAX_IDENTITY, date, ensure, said, within};

/// Fewest digits that count as a telephone number.
const MIN_DIGITS: usize = 6;
/// Longest ending that a name may have in a sentence: Kazakh stacks them.
const MAX_ENDING: usize = 6;

/// Who a person is. Erased from memory on drop; has no `Debug`.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The name, as the person writes it.
    pub name: String,
    /// Other names: maiden name, patronymic, what friends say.
    #[serde(default)]
    pub other_names: String,
    /// Born, EDTF.
    #[serde(default)]
    pub birth: Option<String>,
    /// Telephone, address, who can be asked.
    #[serde(default)]
    pub contact: String,
    /// Anything else that says who it is.
    #[serde(default)]
    pub remark: String,
}

/// The marks of a name in a sentence: stems of its words, and the digits of a telephone. Erased on drop.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct NameMarks {
    stems: Vec<String>,
    digits: Vec<String>,
}

impl Identity {
    /// Builds a card with only a name.
    pub fn new(name: String) -> Self {
        Self { name, other_names: String::new(), birth: None, contact: String::new(), remark: String::new() }
    }

    /// Returns the card as a record of the compartment `witnesses`. Errors: `Refused` without a name, or when a field
    /// is too long.
    pub fn record(&self, witness: ItemId) -> Result<NewRecord> {
        ensure(said(Some(&self.name)), "identity.name", "name-needed")?;
        for (field, text) in [
            ("identity.name", &self.name),
            ("identity.other-names", &self.other_names),
            ("identity.contact", &self.contact),
            ("identity.remark", &self.remark),
        ] {
            within(field, text, MAX_IDENTITY)?;
        }
        date("identity.birth", self.birth.as_deref(), false)?;
        let body = json!({
            "format": IDENTITY_FORMAT, "witness": witness, "name": self.name, "other_names": self.other_names,
            "birth": self.birth, "contact": self.contact, "remark": self.remark,
        });
        let new = NewItem { about: vec![witness], compartment: Some(WITNESSES.to_owned()), ..NewItem::default() };
        Ok(NewRecord { kind: Kind::Form, body, new })
    }

    /// Returns the stems and digits to look for in other words.
    pub fn marks(&self) -> NameMarks {
        let names = [self.name.as_str(), self.other_names.as_str()];
        let stems = names.iter().flat_map(|text| tokens(text)).filter_map(|word| stem(&word)).collect();
        let digits = [self.contact.as_str(), self.remark.as_str()].iter().flat_map(|text| numbers(text)).collect();
        NameMarks { stems, digits }
    }
}

impl NameMarks {
    /// Returns names and numbers of the card as they occur in the words, in either script and with any ending. It
    /// includes words that only look like a name: a person decides.
    pub fn found(&self, words: &str) -> Vec<String> {
        let named = words.split(|c: char| !c.is_alphanumeric()).filter(|word| self.names(word));
        let mut all: Vec<String> = named.map(str::to_owned).collect();
        all.extend(self.digits.iter().filter_map(|number| stretch(words, number)));
        let mut seen = HashSet::new();
        all.retain(|one| seen.insert(one.clone()));
        all
    }

    /// Returns true when the words contain a name or a number of the card.
    pub fn found_in(&self, words: &str) -> bool {
        !self.found(words).is_empty()
    }

    fn names(&self, word: &str) -> bool {
        let token = Zeroizing::new(folded(word));
        self.stems
            .iter()
            .any(|stem| token.strip_prefix(stem.as_str()).is_some_and(|ending| ending.chars().count() <= MAX_ENDING))
    }
}

/// Returns the place of a number in the words, from its first digit to its last, with any characters between the
/// digits.
fn stretch(words: &str, number: &str) -> Option<String> {
    let digits = || words.char_indices().filter(|(_, c)| c.is_ascii_digit());
    let all = Zeroizing::new(digits().map(|(_, c)| c).collect::<String>());
    let first = all.find(number)?;
    let (from, _) = digits().nth(first)?;
    let (to, _) = digits().nth((first + number.len()).checked_sub(1)?)?;
    words.get(from..=to).map(str::to_owned)
}

/// Returns the part of a name that stays when it is declined; none for a name that is too short to tell.
fn stem(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    match letters.len() {
        0 | 1 => None,
        2 | 3 => Some(word.to_owned()),
        n => {
            let open = letters.last().is_some_and(|c| "aeiouy".contains(*c));
            Some(letters.iter().take(if open { n - 1 } else { n }).collect())
        }
    }
}

/// Returns telephone numbers without separators and without the country's first digits.
fn numbers(text: &str) -> Vec<String> {
    let joined: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '+')).collect();
    let runs = joined.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= MIN_DIGITS);
    runs.map(|run| run.chars().skip(run.len().saturating_sub(10)).collect()).collect()
}

/// Returns words in small Latin letters, from any script.
fn tokens(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.map(folded).filter(|w| !w.is_empty())
}

fn folded(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(latin).collect()
}

/// Returns a small Cyrillic letter in its usual Latin spelling, and any other letter unchanged.
fn latin(c: char) -> String {
    let known = match c {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ғ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'ы' | 'і' => "i",
        'к' | 'қ' => "k",
        'л' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ө' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ұ' | 'ү' => "u",
        'ф' => "f",
        'х' | 'һ' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        'y' => "i",
        'q' => "k",
        'w' => "v",
        other => return other.to_string(),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(name: &str, contact: &str) -> NameMarks {
        let mut card = Identity::new(name.to_owned());
        card.contact = contact.to_owned();
        card.marks()
    }

    #[test]
    fn a_name_is_found_declined_and_in_the_other_script() {
        let ivanova = marks("Мария Иванова", "+7 701 234-56-78");
        for words in ["Позвали Иванову.", "я, мария", "у Марии", "Ivanova came", "701 2345678", "8(701)234 56 78"]
        {
            assert!(ivanova.found_in(words), "{words}");
        }
        let aigul = marks("Айгүл Сәрсенова", "");
        for words in ["Айгүлдің телефоны", "айгулге", "Aigul", "Сарсеновой сказали"]
        {
            assert!(aigul.found_in(words), "{words}");
        }
        assert!(marks("Ян Цой", "").found_in("это был Цой"));
    }

    #[test]
    fn it_says_how_each_name_and_number_stands_in_the_words() {
        let ivanova = marks("Мария Иванова", "+7 701 234-56-78");
        let found = ivanova.found("Мария? Да, «Иванову», мария и Мария. 8(701)234 56 78, кв. 5");
        assert_eq!(found, ["Мария", "Иванову", "мария", "701)234 56 78"]);
    }

    #[test]
    fn words_without_the_name_are_left_alone() {
        let ivanova = marks("Мария Иванова", "+7 701 234-56-78");
        for words in ["", "Стояли у входа. Подъехал автобус.", "в 11:40, 2019-06-09", "701", "ива у реки"]
        {
            assert!(!ivanova.found_in(words), "{words}");
        }
        assert!(!marks("", "").found_in("anything 123456"));
    }

    #[test]
    fn a_card_without_a_name_is_none_and_a_card_says_its_compartment() {
        let witness = ItemId::from_bytes([3; 16]);
        assert!(Identity::new("  ".to_owned()).record(witness).is_err());
        let mut card = Identity::new("Мария Иванова".to_owned());
        let record = card.record(witness).unwrap();
        assert_eq!((record.new.compartment.as_deref(), record.new.about), (Some("witnesses"), vec![witness]));
        card.birth = Some("09.06.1980".to_owned());
        assert!(card.record(witness).is_err());
        (card.birth, card.contact) = (Some("1980~".to_owned()), "5".repeat(501));
        let said = card.record(witness).map(|_| ()).unwrap_err().to_string();
        assert!(said.contains("identity.contact") && !said.contains("555"), "{said}");
    }
}
