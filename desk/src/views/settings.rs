//! The person's preferences in the window.

use serde::{Deserialize, Serialize};
use vault::Preference;

/// Names of the preferences. Anyone who takes the device can read their values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PreferenceName {
    /// `kk`, `ru` or `en`.
    Language,
    /// `auto`, `light`, `dark` or `sun`.
    Theme,
    /// Minutes until the vault is locked.
    LockAfter,
    /// The reach of a panic: `keys` or `everything`.
    Panic,
    /// `socks5h://HOST:PORT`.
    Proxy,
    /// How often the lens was used, up to the number after which its buttons need no words.
    Uses,
    /// `off` where the signs of the count stand without words.
    TallyWords,
    /// `known` once the person knows that other people can open what is captured.
    Recipients,
    /// `known` once the person knows of every file that was cut off until now.
    Pieces,
}

/// The person's preferences; none where nothing was chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PreferencesView {
    /// `kk`, `ru` or `en`.
    pub language: Option<String>,
    /// `auto`, `light`, `dark` or `sun`.
    pub theme: Option<String>,
    /// Minutes until the vault is locked.
    pub lock_after: Option<String>,
    /// The reach of a panic: `keys` or `everything`.
    pub panic: Option<String>,
    /// `socks5h://HOST:PORT`.
    pub proxy: Option<String>,
    /// How often the lens was used, up to the number after which its buttons need no words.
    pub uses: Option<String>,
    /// `off` where the signs of the count stand without words.
    pub tally_words: Option<String>,
    /// `changed` until the person knows that other people can open what is captured.
    pub recipients: Option<String>,
}

impl PreferencesView {
    /// Returns the preferences that `chosen` returns.
    pub fn of(chosen: impl Fn(Preference) -> Option<String>) -> Self {
        // An empty value means a removed preference.
        let one = |which| chosen(which).filter(|value| !value.is_empty());
        Self {
            language: one(Preference::Language),
            theme: one(Preference::Theme),
            lock_after: one(Preference::LockAfter),
            panic: one(Preference::Panic),
            proxy: one(Preference::Proxy),
            uses: one(Preference::Uses),
            tally_words: one(Preference::TallyWords),
            recipients: one(Preference::Recipients),
        }
    }
}

/// The version and the digest of this build.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AboutView {
    /// The app's version.
    pub version: String,
    /// SHA-256 of the running program, hex; none where it cannot be read.
    pub build: Option<String>,
}
