//! The proxy of the command, and its source: `--proxy`, `TESTAMUR_PROXY`, the window of the same home, or the settings
//! of other programs.

use sync::http::{Options, is_proxy};

use crate::trouble::{Done, Trouble};

/// Other programs' settings, by priority.
const OTHERS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// Servers on this computer are reached without a proxy from other programs' settings.
const HERE: &str = "localhost,127.0.0.1,::1";

/// The name of the setting from the window.
const WINDOW: &str = "the proxy that was chosen in the window of this home";

/// Sets the proxy in `options`; `window` is the setting from this home's window. An empty value of our own settings
/// means no proxy and ends the search; an empty value of other programs counts as unset, as for those programs.
///
/// Errors: the deciding setting is no proxy's address, or no text; no request then bypasses it.
pub fn choose(given: Option<&str>, window: Option<&str>, options: &mut Options) -> Done {
    // A value that is no text is no address either.
    choose_from(given, window, |name| std::env::var_os(name).map(|word| word.to_string_lossy().into_owned()), options)
}

fn choose_from(
    given: Option<&str>,
    window: Option<&str>,
    env: impl Fn(&str) -> Option<String>,
    options: &mut Options,
) -> Done {
    let ours = given.map(|word| ("--proxy", word.to_owned()));
    let ours = ours.or_else(|| Some(("TESTAMUR_PROXY", env("TESTAMUR_PROXY")?)));
    // Removed in the window, it is empty and counts as unset.
    let ours = ours.or_else(|| Some((WINDOW, window.filter(|word| !word.is_empty())?.to_owned())));
    let chosen = match ours {
        Some((name, word)) => Some((name, word)),
        None => OTHERS.iter().find_map(|name| Some((*name, env(name).filter(|word| !word.trim().is_empty())?))).map(
            |(name, word)| {
                let past = env("NO_PROXY").or_else(|| env("no_proxy")).unwrap_or_default();
                options.past_proxy = format!("{HERE},{past}");
                // curl treats an address without a scheme as an HTTP proxy's.
                let word = if word.contains("://") { word } else { format!("http://{word}") };
                // The proxy resolves the server's name; otherwise the local network would learn it.
                (name, word.strip_prefix("socks5://").map_or(word.clone(), |rest| format!("socks5h://{rest}")))
            },
        ),
    };
    let Some((name, word)) = chosen.filter(|(_, word)| !word.trim().is_empty()) else { return Ok(()) };
    if !is_proxy(&word) {
        return Err(Trouble::new(format!(
            "{name} is not a proxy's address, and nothing was sent past it: give socks5h://HOST:PORT (for Tor \
             socks5h://127.0.0.1:9050) or http://HOST:PORT. TESTAMUR_PROXY= with nothing after it sends directly"
        )));
    }
    options.proxy = Some(word);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(given: Option<&str>, env: &[(&str, &str)]) -> Result<(Option<String>, String), String> {
        with_window(given, None, env)
    }

    fn with_window(
        given: Option<&str>,
        window: Option<&str>,
        env: &[(&str, &str)],
    ) -> Result<(Option<String>, String), String> {
        let mut options = Options::default();
        let of = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, word)| (*word).to_owned());
        choose_from(given, window, of, &mut options).map_err(|t| t.text().to_owned())?;
        Ok((options.proxy, options.past_proxy))
    }

    #[test]
    fn the_nearest_setting_counts_and_an_empty_one_sends_directly() {
        let (tor, office) = ("socks5h://127.0.0.1:9050", "http://proxy.example:3128");
        let proxy = |given, env: &[(&str, &str)]| chosen(given, env).unwrap().0;
        assert_eq!(proxy(None, &[]), None);
        assert_eq!(proxy(Some(tor), &[("TESTAMUR_PROXY", office)]).as_deref(), Some(tor));
        assert_eq!(proxy(None, &[("TESTAMUR_PROXY", tor), ("HTTPS_PROXY", office)]).as_deref(), Some(tor));
        assert_eq!(proxy(None, &[("HTTPS_PROXY", office), ("ALL_PROXY", tor)]).as_deref(), Some(office));
        assert_eq!(proxy(None, &[("all_proxy", "proxy.example:3128")]).as_deref(), Some(office));
        assert_eq!(proxy(None, &[("TESTAMUR_PROXY", ""), ("HTTPS_PROXY", office)]), None);
        assert_eq!(proxy(Some(""), &[("HTTPS_PROXY", office)]), None);
        assert_eq!(proxy(None, &[("HTTPS_PROXY", "")]), None);
        assert_eq!(proxy(None, &[("HTTPS_PROXY", ""), ("ALL_PROXY", tor)]).as_deref(), Some(tor));
        assert_eq!(proxy(None, &[("ALL_PROXY", "socks5://127.0.0.1:9050")]).as_deref(), Some(tor));
        let past = chosen(None, &[("HTTPS_PROXY", office), ("NO_PROXY", "inside.example")]).unwrap().1;
        assert!(past.contains("127.0.0.1") && past.contains("inside.example"));
        assert_eq!(
            chosen(Some(tor), &[("NO_PROXY", "inside.example")]).unwrap().1,
            "",
            "what was chosen here holds for all"
        );
    }

    #[test]
    fn the_choice_of_the_window_counts_after_our_own_settings_and_before_those_of_other_programs() {
        let (tor, office) = ("socks5h://127.0.0.1:9050", "http://proxy.example:3128");
        let proxy = |given, window, env: &[(&str, &str)]| with_window(given, window, env).unwrap().0;
        assert_eq!(proxy(None, Some(tor), &[("HTTPS_PROXY", office)]).as_deref(), Some(tor));
        assert_eq!(proxy(None, Some(tor), &[("TESTAMUR_PROXY", office)]).as_deref(), Some(office));
        assert_eq!(proxy(Some(""), Some(tor), &[("HTTPS_PROXY", office)]), None);
        assert_eq!(proxy(None, Some(""), &[("HTTPS_PROXY", office)]).as_deref(), Some(office));
        assert!(with_window(None, Some("nonsense"), &[]).unwrap_err().contains("chosen in the window"));
    }

    #[test]
    fn a_wrong_address_names_the_setting() {
        for (given, env, name) in [
            (Some("127.0.0.1:9050"), &[][..], "--proxy"),
            (None, &[("TESTAMUR_PROXY", "127.0.0.1:9050")], "TESTAMUR_PROXY"),
            (None, &[("HTTPS_PROXY", "ftp://a:1")], "HTTPS_PROXY"),
            (Some("http://a"), &[], "--proxy"),
            (None, &[("HTTPS_PROXY", "https://me:secret@a:1")], "HTTPS_PROXY"),
        ] {
            let said = chosen(given, env).unwrap_err();
            assert!(!said.contains("secret"), "{said}");
            assert!(said.starts_with(name) && said.contains("socks5h://"), "{said}");
        }
    }
}
