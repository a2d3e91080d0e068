//! Reads JSON from strangers: bounded in size and depth, no key twice, no bytes after the value, structs from objects
//! only.

mod objects;
mod watch;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use self::objects::Objects;
pub use self::watch::Unknown;
use self::watch::Watch;
use crate::{Error, Result};

/// Nesting allowed in any document; our own formats need seven levels.
pub const MAX_DEPTH: u8 = 32;
/// Keys allowed in one object; our own messages need twenty, the answers to a form a thousand.
pub const MAX_KEYS: usize = 4_096;

/// Reads `bytes` as a `T`. `what` names the thing in the error; `max` is the largest size in bytes.
pub fn parse<T: DeserializeOwned>(what: &'static str, bytes: &[u8], max: usize) -> Result<T> {
    read_watched(what, bytes, max, None)
}

/// Returns the fields of `bytes` that a reader of type `T` ignores.
pub fn unknown<T: DeserializeOwned>(what: &'static str, bytes: &[u8], max: usize) -> Result<Unknown> {
    let watch = Watch::default();
    read_watched::<T>(what, bytes, max, Some(&watch))?;
    Ok(watch.found())
}

fn read_watched<T: DeserializeOwned>(what: &'static str, bytes: &[u8], max: usize, watch: Option<&Watch>) -> Result<T> {
    if bytes.len() > max {
        return Err(Error::malformed(what, format!("{} bytes, {max} allowed", bytes.len())));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Walk { depth: MAX_DEPTH }
        .deserialize(&mut reader)
        .and_then(|()| reader.end())
        .map_err(|e| Error::malformed(what, plain(&e)))?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    T::deserialize(Objects::new(&mut reader, watch)).map_err(|e| Error::malformed(what, plain(&e)))
}

/// Refuses a spelling that differs from the printed form of `value`, which was read from it. No signature covers these
/// bytes, so a free spelling could mean something else to another reader.
pub fn one_print<T: serde::Serialize>(what: &'static str, bytes: &[u8], value: &T) -> Result<()> {
    if print(value)? == bytes { Ok(()) } else { Err(Error::malformed(what, "another spelling than its one print")) }
}

/// Prints a value of ours. It always becomes JSON; a failure is a bug.
pub fn print<T: serde::Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|_| Error::Bug("a value did not become JSON"))
}

/// Keeps the kind and the position of serde's error, because its message may quote the document. A message about shape
/// is kept whole.
fn plain(error: &serde_json::Error) -> String {
    let kind = match error.classify() {
        serde_json::error::Category::Io | serde_json::error::Category::Eof => "it ends too early".to_owned(),
        serde_json::error::Category::Syntax => "not JSON".to_owned(),
        serde_json::error::Category::Data => shape(&error.to_string()),
    };
    format!("{kind} (line {}, column {})", error.line(), error.column())
}

fn shape(message: &str) -> String {
    for known in [
        "missing field",
        "duplicate field",
        "duplicate key",
        "too many keys",
        "nested too deep",
        "invalid length",
        "unknown variant",
        "unknown field",
    ] {
        if message.starts_with(known) {
            // A field name of ours has back quotes; a value from the document never has, except for variants.
            let named = message.split('`').nth(1).filter(|_| known == "missing field" || known == "duplicate field");
            return match named {
                Some(field) => format!("{known} {field}"),
                None => known.to_owned(),
            };
        }
    }
    if message.contains(" is malformed: ") {
        return message.split(" at line ").next().unwrap_or("a value has the wrong form").to_owned();
    }
    "a value has the wrong form".to_owned()
}

struct Walk {
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Walk {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(E::custom("nested too deep")),
        }
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(self.deeper()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            if !seen.insert(key) {
                return Err(serde::de::Error::custom("duplicate key"));
            }
            if seen.len() > MAX_KEYS {
                return Err(serde::de::Error::custom("too many keys"));
            }
            map.next_value_seed(self.deeper()?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<serde_json::Value> {
        parse("test", text.as_bytes(), 10_000)
    }

    #[test]
    fn a_key_given_twice_is_refused_at_any_depth() {
        assert!(read(r#"{"a":1,"a":2}"#).unwrap_err().to_string().contains("duplicate key"));
        assert!(read(r#"[{"x":{"a":1,"b":2,"a":3}}]"#).is_err());
        assert!(read(r#"[{"a":1},{"a":1}]"#).is_ok());
    }

    #[test]
    fn deep_nesting_is_refused_and_the_limit_itself_passes() {
        let nest = |n: usize| format!("{}1{}", "[".repeat(n), "]".repeat(n));
        assert!(read(&nest(usize::from(MAX_DEPTH))).is_ok());
        assert!(read(&nest(usize::from(MAX_DEPTH) + 1)).is_err());
    }

    #[test]
    fn an_object_has_a_bounded_number_of_keys_and_the_limit_itself_passes() {
        let of = |n: usize| format!("{{{}}}", (0..n).map(|n| format!("\"{n}\":1")).collect::<Vec<_>>().join(","));
        let read = |text: &str| parse::<serde_json::Value>("test", text.as_bytes(), 100_000);
        assert!(read(&of(MAX_KEYS)).is_ok());
        assert!(read(&of(MAX_KEYS + 1)).unwrap_err().to_string().contains("too many keys"));
        assert!(read(&format!("[{},{}]", of(MAX_KEYS), of(MAX_KEYS))).is_ok(), "each object counts for itself");
    }

    #[test]
    fn size_truncation_and_trailing_bytes_are_refused_without_quoting_them() {
        assert!(parse::<serde_json::Value>("test", b"[1]", 2).is_err());
        for text in ["", "{", "[1", "[1] secret", "{\"secret\":}"] {
            let said = read(text).unwrap_err().to_string();
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn fields_that_no_struct_asks_for_are_counted_and_a_few_are_named_with_their_place() {
        #[derive(serde::Deserialize)]
        struct Outer {
            #[serde(default)]
            _inner: Vec<Inner>,
            _free: serde_json::Value,
        }
        #[derive(serde::Deserialize)]
        struct Inner {
            _known: u8,
        }
        let said =
            br#"{"z":{"deep":[1,{}]},"_free":{"any":1},"_inner":[{"_known":1,"x":1},{"x":2,"_known":1}],"y":"z"}"#;
        let found = unknown::<Outer>("test", said, 1_000).unwrap();
        assert_eq!((found.count, found.names), (4, ["_inner/x", "y", "z"].map(str::to_owned).into()));
        let many: Vec<String> = (0..100).map(|n| format!("\"{n}{}\":1", "n".repeat(1_000))).collect();
        let many = format!("{{\"_free\":1,{}}}", many.join(","));
        let found = unknown::<Outer>("test", many.as_bytes(), 1_000_000).unwrap();
        assert_eq!((found.count, found.names.len()), (100, 5));
        assert!(found.names.iter().all(|name| name.chars().count() <= 60));
    }
}
