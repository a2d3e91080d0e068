//! Text by strangers, made safe to show.

/// Returns text by strangers in a form that is safe for a terminal: control, format and bidi characters become
/// `\u{…}`, and the text is cut at 120 characters.
pub fn escape(text: &str) -> String {
    escape_up_to(text, 120)
}

/// Returns a note by strangers, at most 2,000 characters long: only its line breaks stay unescaped.
pub(crate) fn escape_note(text: &str) -> String {
    let mut left = 2_000usize;
    let mut lines = Vec::new();
    for line in text.trim().split('\n').map(|l| l.trim_end_matches('\r')) {
        if left == 0 {
            break;
        }
        lines.push(escape_up_to(line, left));
        left = left.saturating_sub(line.chars().count() + 1);
    }
    lines.join("\n")
}

fn escape_up_to(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut letters = text.chars().take(most).peekable();
    while let Some(c) = letters.next() {
        // A backslash stays if it cannot look like the beginning of an escape made here.
        let hidden = c.is_control()
            || (c == '\\' && letters.peek().is_none_or(|next| *next == 'u'))
            || matches!(c, '\u{61c}' | '\u{ad}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}');
        if hidden { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}
