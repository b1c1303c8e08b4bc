//! What `params.py` says, read as text: nothing in it is run.

use std::collections::BTreeMap;

/// The assignments of simple values.
#[derive(Debug, Default)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// Reads the text of `params.py`.
    pub fn parse(text: &str) -> Self {
        let mut all = BTreeMap::new();
        for line in text.lines().take(10_000) {
            // Only assignments at the top level.
            if line.starts_with([' ', '\t', '#']) {
                continue;
            }
            if let Some((name, value)) = line.split_once('=') {
                let name = name.trim();
                if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    all.insert(name.to_owned(), value.trim().to_owned());
                }
            }
        }
        Self(all)
    }

    /// The value as it is written.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number: `30000`, `30_000.`, `3e4`.
    pub fn number(&self, name: &str) -> Option<f64> {
        let value = self.written(name)?;
        let value = value.split('#').next()?.trim().replace('_', "");
        value.parse().ok().filter(|v: &f64| v.is_finite())
    }

    /// How many texts in quotation marks there are, as in a list of files.
    pub(super) fn texts(&self, name: &str) -> usize {
        let value = self.written(name).unwrap_or_default();
        let mark = value.chars().find(|c| "'\"".contains(*c));
        mark.map_or(0, |mark| value.matches(mark).count() / 2)
    }

    /// A text in quotation marks, with the prefixes of Python; of a list the first.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = self.written(name)?.trim_start_matches(['[', '(', ' ']);
        let quote = value.find(['\'', '"'])?;
        let prefix = value.get(..quote)?;
        let is_raw = prefix.eq_ignore_ascii_case("r");
        if !is_raw && !["", "b", "u", "B", "U"].contains(&prefix) {
            return None;
        }
        let mark = value.get(quote..)?.chars().next()?;
        let text = value.get(quote + 1..)?.split(mark).next()?;
        Some(if is_raw {
            text.to_owned()
        } else {
            text.replace("\\\\", "\\")
        })
    }
}
