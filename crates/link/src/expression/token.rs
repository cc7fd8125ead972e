//! Text to tokens.

/// The smallest parts of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A word: a column, a function or a keyword.
    Word(String),
    /// A column in double quotes.
    Quoted(String),
    /// A text in single quotes.
    Text(String),
    Number(f64),
    Sign(&'static str),
}

const SIGNS: [&str; 20] =
    ["||", "<=", ">=", "<>", "!=", "==", "::", "(", ")", ",", "=", "<", ">", "+", "-", "*", "/", ".", "[", "]"];

/// The tokens, each with the byte where it begins.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        if character.is_whitespace() {
            at += character.len_utf8();
        } else if character == '\'' || character == '"' {
            let (value, length) =
                quoted(rest, character).ok_or_else(|| format!("the quote at character {} has no end", at + 1))?;
            found.push((at, if character == '"' { Token::Quoted(value) } else { Token::Text(value) }));
            at += length;
        } else if character.is_ascii_digit() {
            let length = number_length(rest);
            let value = rest[..length].parse().map_err(|_| format!("`{}` is no number", &rest[..length]))?;
            found.push((at, Token::Number(value)));
            at += length;
        } else if character.is_alphabetic() || character == '_' {
            let length = rest.find(|each: char| !each.is_alphanumeric() && each != '_').unwrap_or(rest.len());
            found.push((at, Token::Word(rest[..length].to_owned())));
            at += length;
        } else {
            let sign = SIGNS
                .into_iter()
                .find(|sign| rest.starts_with(sign))
                .ok_or_else(|| format!("unexpected `{character}` at character {}", at + 1))?;
            found.push((at, Token::Sign(sign)));
            at += sign.len();
        }
    }
    Ok(found)
}

fn number_length(rest: &str) -> usize {
    let digits =
        |from: usize| rest[from..].find(|each: char| !each.is_ascii_digit()).map_or(rest.len(), |length| from + length);
    let mut end = digits(0);
    if rest[end..].starts_with('.') {
        end = digits(end + 1);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let signed = end + 1 + usize::from(rest[end + 1..].starts_with(['+', '-']));
        if rest[signed..].starts_with(|each: char| each.is_ascii_digit()) {
            end = digits(signed);
        }
    }
    end
}

/// The text between quotes (a doubled quote stands for one), and how long it was with them.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != quote {
            value.push(character);
        } else if characters.peek().is_some_and(|&(_, next)| next == quote) {
            value.push(quote);
            characters.next();
        } else {
            return Some((value, at + 1));
        }
    }
    None
}
