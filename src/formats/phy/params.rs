//! What `params.py` says, read as text: nothing in it is run.

use std::collections::BTreeMap;

/// The assignments at the top level.
#[derive(Debug, Default)]
pub struct Params(BTreeMap<String, Assignment>);

#[derive(Clone, Debug)]
struct Assignment {
    value: String,
    /// Number and text of the line, for a person.
    line: String,
}

impl Params {
    /// Reads the text of `params.py`.
    pub fn parse(text: &str) -> Self {
        let mut all: BTreeMap<String, Assignment> = BTreeMap::new();
        for (at, line) in (1..).zip(text.lines().take(10_000)) {
            // Only assignments at the top level.
            if line.starts_with([' ', '\t', '#']) {
                continue;
            }
            if let Some((name, value)) = line.split_once('=') {
                let name = name.trim();
                if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    // The name of another value stands for it.
                    let bare = value.split('#').next().unwrap_or_default().trim();
                    let value = match all.get(bare) {
                        Some(other) => other.value.clone(),
                        None => value.trim().to_owned(),
                    };
                    let shown: String = line.trim().chars().take(80).collect();
                    let line = format!("line {at} \"{shown}\"");
                    all.insert(name.to_owned(), Assignment { value, line });
                }
            }
        }
        Self(all)
    }

    /// The value as it is written.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|a| a.value.as_str())
    }

    /// Where and how a value is written, to be said to a person.
    pub(super) fn line(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|a| a.line.clone())
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
