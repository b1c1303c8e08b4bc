//! Numbers as people write them in tables.

use std::borrow::Cow;

/// A finite number: blanks around it and a decimal comma are allowed; "nan" and "inf" are not.
pub fn parse(cell: &[u8], decimal_comma: bool) -> Option<f64> {
    let cell = cell.trim_ascii();
    if decimal_comma && let Some(comma) = cell.iter().position(|&b| b == b',') {
        let mut buffer = [0_u8; 64];
        let copy = buffer.get_mut(..cell.len())?;
        copy.copy_from_slice(cell);
        *copy.get_mut(comma)? = b'.';
        return finite(copy);
    }
    finite(cell)
}

fn finite(cell: &[u8]) -> Option<f64> {
    let number: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    number.is_finite().then_some(number)
}

/// True for "12,5": one comma between digits, no point.
pub(super) fn has_decimal_comma(cell: &str) -> bool {
    let cell = cell.trim();
    cell.bytes().filter(|&b| b == b',').count() == 1
        && !cell.contains('.')
        && parse(cell.as_bytes(), true).is_some()
}

/// Whole numbers up to this are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Two spellings of one unit, such as `7`, `7.0`, ` 7` and `7.000e+00`, are the same unit.
pub fn canonical_id(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if let Some((whole, zeros)) = text.split_once('.')
        && !zeros.is_empty()
        && zeros.bytes().all(|b| b == b'0')
        && !whole.is_empty()
        && whole.bytes().all(|b| b.is_ascii_digit())
    {
        return Cow::Borrowed(whole);
    }
    // With a point and an exponent, as programs write numbers; "2e4" may be a name.
    let is_number = text.contains('.')
        && text.contains(['e', 'E'])
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
    match text.parse::<f64>() {
        Ok(number) if is_number && number.fract() == 0.0 && number.abs() <= EXACT => {
            Cow::Owned((number as i64).to_string())
        }
        _ => Cow::Borrowed(text),
    }
}

/// A cell as text; what is not UTF-8 is read as Latin-1, so that nothing is lost.
pub(super) fn text(cell: &[u8]) -> String {
    match std::str::from_utf8(cell) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => cell
            .iter()
            .map(|&b| char::from(b))
            .collect::<String>()
            .trim()
            .to_owned(),
    }
}

/// Orders "2" before "10", "u2" before "u10".
pub fn natural_order(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut left, mut right) = (a.as_bytes(), b.as_bytes());
    while let (Some(x), Some(y)) = (left.first(), right.first()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (digits_l, rest_l) = digits(left);
            let (digits_r, rest_r) = digits(right);
            let by_value = digits_l
                .len()
                .cmp(&digits_r.len())
                .then(digits_l.cmp(digits_r));
            if by_value.is_ne() {
                return by_value;
            }
            (left, right) = (rest_l, rest_r);
        } else {
            if x != y {
                return x.cmp(y);
            }
            (left, right) = (&left[1..], &right[1..]);
        }
    }
    left.len().cmp(&right.len()).then(a.cmp(b))
}

/// The leading digits without leading zeros, and what follows.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text
        .iter()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let zeros = number.iter().take_while(|&&b| b == b'0').count();
    (&number[zeros..], rest)
}
