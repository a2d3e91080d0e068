//! Splits an expression's text into tokens, within a limit of length.

/// Longest expression, in bytes.
pub(crate) const MAX_LENGTH: usize = 2_000;

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Token {
    Number(f64),
    Text(String),
    /// `${id}`
    Ref(String),
    /// A function's name or one of `and or div true false`.
    Word(String),
    /// One of `+ - * ( ) , = != < <= > >=`.
    Sign(&'static str),
}

const SIGNS: [&str; 12] = ["!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","];

/// Returns the tokens, or the reason why the text has none.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, &'static str> {
    if text.len() > MAX_LENGTH {
        return Err("is longer than 2000 bytes");
    }
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '0'..='9' => number(rest)?,
            '\'' | '"' => {
                let (text, after) =
                    rest.strip_prefix(first).and_then(|r| r.split_once(first)).ok_or("has a text without end")?;
                (Token::Text(text.to_owned()), after)
            }
            '$' => {
                let (id, after) =
                    rest.strip_prefix("${").and_then(|r| r.split_once('}')).ok_or("has a name without end")?;
                (Token::Ref(id.to_owned()), after)
            }
            'a'..='z' | 'A'..='Z' => {
                let (word, after) = cut(rest, |c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == ':');
                (Token::Word(word.to_owned()), after)
            }
            _ => SIGNS
                .iter()
                .find_map(|sign| Some((Token::Sign(sign), rest.strip_prefix(sign)?)))
                .ok_or("has a sign that means nothing here")?,
        };
        out.push(token);
        rest = after.trim_start();
    }
    Ok(out)
}

fn number(text: &str) -> Result<(Token, &str), &'static str> {
    let (digits, rest) = cut(text, |c| c.is_ascii_digit() || c == '.');
    let n: f64 = digits.parse().map_err(|_| "has a number that is none")?;
    if n > crate::limits::MAX_WHOLE {
        return Err("has a number that is too large");
    }
    Ok((Token::Number(n), rest))
}

fn cut(text: &str, of_it: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !of_it(c)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_falls_into_numbers_texts_names_words_and_signs() {
        let got = tokens("if(${a-b}>=1.5, 'қ', count-selected(${c}) - 2)").unwrap();
        let sign = Token::Sign;
        assert_eq!(
            got,
            [
                Token::Word("if".into()),
                sign("("),
                Token::Ref("a-b".into()),
                sign(">="),
                Token::Number(1.5),
                sign(","),
                Token::Text("қ".into()),
                sign(","),
                Token::Word("count-selected".into()),
                sign("("),
                Token::Ref("c".into()),
                sign(")"),
                sign("-"),
                Token::Number(2.0),
                sign(")"),
            ]
        );
        for bad in ["'a", "${a", "$a", "1.2.3", "a § b", "99999999999999999999", &"1".repeat(MAX_LENGTH + 1)] {
            assert!(tokens(bad).is_err(), "{bad}");
        }
    }
}
