//! A server as a person types it: its address and the pins of its TLS key, and a check that the server there matches
//! both.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use evidence::Digest;
use evidence::policy::{Log, Server};
use sync::http::{Options, ServerDoor, System, server_address};
use sync::pace::Backoff;

use crate::send;
use crate::trouble::{Done, Trouble};

/// Returns the address in the form that devices use. Errors: a text that is no address, with an example.
pub fn server_url(word: &str) -> Done<String> {
    let url = server_address(word).ok_or_else(|| {
        Trouble::new(format!(
            "{} is not a server's address, and nothing was signed: give https://HOST or https://HOST:PORT, for example \
             https://evidence.example.org:8443, https://192.0.2.7:8443 or https://[2001:db8::7]:8443",
            verify::escape(word)
        ))
    })?;
    if word.is_ascii() {
        return Ok(url);
    }
    Err(Trouble::new(format!(
        "{} has letters that look alike in several scripts, and nothing was signed. Is it this one? Then give it so: {url}",
        verify::escape(word)
    )))
}

/// Returns a policy's server in the form that the server prints at its start, for comparison.
pub fn shown(server: &Server) -> String {
    let pins: Vec<String> = server.pins.iter().map(|pin| format!("pin={pin}")).collect();
    format!("server {} {}", server.url, if pins.is_empty() { "without a pin".to_owned() } else { pins.join(" ") })
}

/// Returns the SHA-256 of a TLS key, given as hex in either case, with or without colons, or as base64 after
/// `sha256//`, as curl prints it.
pub fn pin(word: &str) -> Done<Digest> {
    let hex = match word.strip_prefix("sha256//").or_else(|| word.strip_prefix("sha256/")) {
        Some(base64) => from_base64(base64),
        None => Some(word.trim_start_matches("sha256:").replace([':', ' '], "").to_ascii_lowercase()),
    };
    hex.and_then(|hex| hex.parse().ok()).ok_or_else(|| {
        Trouble::new(format!(
            "{} is not a pin, and nothing was signed: give the 64 hex digits that the server prints as pin= (colons and capitals do \
             not matter), or sha256//BASE64 as curl has it",
            verify::escape(word)
        ))
    })
}

fn from_base64(text: &str) -> Option<String> {
    base64::engine::general_purpose::STANDARD.decode(text).ok().map(hex::encode)
}

/// Asks the server once, with short timeouts, whether it is the described one; returns the questions that could not be
/// asked.
///
/// Errors: another key answers, or its log key is not among `logs`, so that devices would not trust it.
pub fn ask(server: &Server, logs: &[Log]) -> Done<String> {
    let wait = Duration::from_secs(5);
    let backoff = Backoff { first: Duration::from_millis(100), longest: Duration::from_millis(100) };
    let options = Options { connect: wait, idle: wait, grace: wait, attempts: 1, backoff, ..send::options(None)? };
    let door = ServerDoor::new(server, &options, Arc::new(System)).map_err(|f| send::trouble(&f))?;
    match send::runtime()?.block_on(door.info()) {
        Ok(info) if logs.iter().any(|log| log.key == info.log_key) => {
            Ok("The server answers there, with this pin and this log key.".to_owned())
        }
        Ok(info) => Err(Trouble::new(format!(
            "the server at {} has another log key, so that its receipts would not count, and nothing was signed. It says: {}",
            server.url,
            verify::escape(&info.log_key)
        ))),
        Err(sync::Failure::TlsIdentityChanged) => Err(Trouble::new(format!(
            "at {} answers somebody with another TLS key than the pin says, and nothing was signed. Compare the pin with the line \
             that the server printed at its start; if it is right, somebody stands between you and the server",
            server.url
        ))),
        Err(failure) => Ok(format!(
            "NOT CHECKED: the server could not be asked from here ({}). Compare address, pin and log key with the line that it \
             printed at its start.",
            failure.code()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_read_as_the_server_openssl_and_curl_print_it() {
        let plain = "3396d04ca6d2e98a0114be7f9fa39bda66248bbc0516b78a947636b22716e080";
        let colons: Vec<_> =
            plain.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).to_uppercase()).collect();
        let base64 = "M5bQTKbS6YoBFL5/n6Ob2mYki7wFFreKlHY2sicW4IA=";
        for word in [plain.to_owned(), plain.to_uppercase(), colons.join(":"), format!("sha256//{base64}")] {
            assert_eq!(pin(&word).map_err(|e| e.text().to_owned()), Ok(plain.parse().unwrap()), "{word}");
        }
        for word in ["", "7", plain.trim_start_matches('3'), base64, "sha256//AAAA"] {
            assert!(pin(word).is_err(), "{word}");
        }
    }

    #[test]
    fn an_address_is_one_that_devices_can_use() {
        for (word, url) in [
            ("https://evidence.example.org", "https://evidence.example.org"),
            ("https://evidence.example.org:8443/", "https://evidence.example.org:8443"),
            ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
            ("https://[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(server_url(word).map_err(|e| e.text().to_owned()), Ok(url.to_owned()));
        }
        for word in [
            "http://a.example",
            "a.example",
            "https://::1:8443",
            "https://a.example:99999",
            "https://a.example/x",
            "https://u@a.example",
            "",
        ] {
            assert!(server_url(word).is_err(), "{word}");
        }
        assert!(server_url("https://сервер.example").err().unwrap().text().contains("https://xn--"));
    }
}
