//! One definition of each parameter: default, range, unit, help. It serves the slider, the command
//! line, the session file and the caption.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A parameter of an analysis or a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the command line and in session files: lower case, words joined by `-` (by `_` where
    /// it is a symbol of the model's equations, such as `tau_d`).
    pub id: &'static str,
    /// Label on screen, sentence case.
    pub label: &'static str,
    /// Unit, or empty.
    pub unit: &'static str,
    /// One line: what it does.
    pub help: &'static str,
    pub kind: Kind,
}

/// Type, default and range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Number {
        default: f64,
        min: f64,
        max: f64,
    },
    Integer {
        default: i64,
        min: i64,
        max: i64,
    },
    Choice {
        default: &'static str,
        options: &'static [(&'static str, &'static str)],
    },
    Switch {
        default: bool,
    },
    /// A field of the recording, a channel of a field, or a cell: its name, or its number from 1.
    Entry {
        default: i64,
        of: Entry,
    },
}

/// What a parameter of kind [`Kind::Entry`] is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    Field,
    Channel,
    /// One whose input is recorded.
    Cell,
}

impl Entry {
    pub fn word(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Channel => "channel",
            Self::Cell => "cell",
        }
    }
    /// The index of what a value asks for among `names`: a text is a name before it is a number.
    ///
    /// # Errors
    /// Says what there is.
    pub fn find(self, value: &Value, names: &[&str], whole: &str) -> Result<usize, String> {
        let numbered = |number: i64| usize::try_from(number).ok()?.checked_sub(1);
        let count = names.len();
        let (found, asked) = match value {
            Value::Choice(name) => (
                names
                    .iter()
                    .position(|n| n == name)
                    .or_else(|| numbered(name.parse().ok()?)),
                name.clone(),
            ),
            Value::Integer(number) => (numbered(*number), number.to_string()),
            _ => (None, String::new()),
        };
        found.filter(|&index| index < count).ok_or_else(|| {
            let word = self.word();
            let s = if count == 1 { "" } else { "s" };
            format!(
                "There is no {word} {asked}: {whole} has {count} {word}{s}. Choose another {word}."
            )
        })
    }
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Switch(bool),
    Integer(i64),
    Number(f64),
    Choice(String),
}

impl std::fmt::Display for Value {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Switch(v) => v.fmt(f),
            Self::Integer(v) => v.fmt(f),
            Self::Number(v) => v.fmt(f),
            Self::Choice(v) => v.fmt(f),
        }
    }
}

impl Parameter {
    const fn new(
        id: &'static str,
        label: &'static str,
        help: &'static str,
        kind: Kind,
        unit: &'static str,
    ) -> Self {
        Self {
            id,
            label,
            unit,
            help,
            kind,
        }
    }
    /// A number; `[default, min, max]`.
    pub const fn number(
        id: &'static str,
        label: &'static str,
        unit: &'static str,
        help: &'static str,
        [default, min, max]: [f64; 3],
    ) -> Self {
        Self::new(id, label, help, Kind::Number { default, min, max }, unit)
    }
    /// A whole number without a unit; `[default, min, max]`.
    pub const fn whole(
        id: &'static str,
        label: &'static str,
        help: &'static str,
        [default, min, max]: [i64; 3],
    ) -> Self {
        Self::new(id, label, help, Kind::Integer { default, min, max }, "")
    }
    /// A whole number of things of a kind; `[default, min, max]`.
    pub const fn count(
        id: &'static str,
        label: &'static str,
        unit: &'static str,
        help: &'static str,
        [default, min, max]: [i64; 3],
    ) -> Self {
        Self::new(id, label, help, Kind::Integer { default, min, max }, unit)
    }
    /// One of some options, each with its id and its words.
    pub const fn choice(
        id: &'static str,
        label: &'static str,
        help: &'static str,
        default: &'static str,
        options: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self::new(id, label, help, Kind::Choice { default, options }, "")
    }
    /// A field, a channel of a field, or a cell; the default is a number from 1.
    pub const fn entry(
        id: &'static str,
        label: &'static str,
        help: &'static str,
        default: i64,
        of: Entry,
    ) -> Self {
        Self::new(id, label, help, Kind::Entry { default, of }, "")
    }
    /// On or off.
    pub const fn switch(
        id: &'static str,
        label: &'static str,
        help: &'static str,
        default: bool,
    ) -> Self {
        Self::new(id, label, help, Kind::Switch { default }, "")
    }
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Number { default, .. } => Value::Number(default),
            Kind::Integer { default, .. } | Kind::Entry { default, .. } => Value::Integer(default),
            Kind::Choice { default, .. } => Value::Choice(default.to_owned()),
            Kind::Switch { default } => Value::Switch(default),
        }
    }
    /// The value as this parameter takes it: clamped to its range; the default where the type or
    /// the choice is not one of its own.
    pub fn fit(&self, value: &Value) -> Value {
        match (self.kind, value) {
            (Kind::Number { min, max, .. }, Value::Number(v)) if v.is_finite() => {
                Value::Number(v.clamp(min, max))
            }
            (Kind::Number { min, max, .. }, Value::Integer(v)) => {
                Value::Number((*v as f64).clamp(min, max))
            }
            (Kind::Integer { min, max, .. }, Value::Integer(v)) => {
                Value::Integer(*v.clamp(&min, &max))
            }
            (Kind::Choice { options, .. }, Value::Choice(v))
                if options.iter().any(|(id, _)| id == v) =>
            {
                value.clone()
            }
            (Kind::Switch { .. }, Value::Switch(_)) => value.clone(),
            (Kind::Entry { .. }, Value::Integer(v)) => Value::Integer((*v).max(1)),
            (Kind::Entry { .. }, Value::Choice(name)) if !name.is_empty() => value.clone(),
            _ => self.default_value(),
        }
    }
    /// Reads a value written as text.
    ///
    /// # Errors
    /// Says what was expected and found.
    pub fn parse(&self, text: &str) -> Result<Value, String> {
        let wrong = |expected: String| {
            Err(format!(
                "{}: expected {expected}, found \"{text}\"",
                self.id
            ))
        };
        match self.kind {
            Kind::Number { min, max, .. } => match text.parse::<f64>() {
                Ok(v) if (min..=max).contains(&v) => Ok(Value::Number(v)),
                _ => wrong(format!("a number from {min} to {max}")),
            },
            Kind::Integer { min, max, .. } => match text.parse::<i64>() {
                Ok(v) if (min..=max).contains(&v) => Ok(Value::Integer(v)),
                _ => wrong(format!("a whole number from {min} to {max}")),
            },
            Kind::Choice { options, .. } => {
                if options.iter().any(|(id, _)| *id == text) {
                    Ok(Value::Choice(text.to_owned()))
                } else {
                    let known: Vec<_> = options.iter().map(|(id, _)| *id).collect();
                    wrong(format!("one of {}", known.join(", ")))
                }
            }
            Kind::Switch { .. } => match text {
                "true" | "yes" | "on" | "1" => Ok(Value::Switch(true)),
                "false" | "no" | "off" | "0" => Ok(Value::Switch(false)),
                _ => wrong("true or false".to_owned()),
            },
            // Which there are is known only with the recording.
            Kind::Entry { of, .. } if text.is_empty() => {
                wrong(format!("the name or the number of a {}", of.word()))
            }
            Kind::Entry { .. } => Ok(Value::Choice(text.to_owned())),
        }
    }
}

/// Values of parameters by id; a parameter that is not in it has its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Values(BTreeMap<String, Value>);

impl Values {
    pub fn get(&self, parameter: &Parameter) -> Value {
        self.0
            .get(parameter.id)
            .map_or_else(|| parameter.default_value(), |v| parameter.fit(v))
    }
    /// Whether this parameter has been given a value.
    #[must_use]
    pub fn has(&self, parameter: &Parameter) -> bool {
        self.0.contains_key(parameter.id)
    }
    /// The values of these parameters that are not their defaults.
    #[must_use]
    pub fn chosen(&self, parameters: &[&Parameter]) -> Self {
        let given = parameters.iter().map(|p| (p, self.get(p)));
        let chosen = given.filter(|(p, value)| *value != p.default_value());
        Self(chosen.map(|(p, value)| (p.id.to_owned(), value)).collect())
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The values of all these parameters.
    #[must_use]
    pub fn complete(&self, parameters: &[&Parameter]) -> Self {
        let given = parameters.iter().map(|p| (p.id.to_owned(), self.get(p)));
        Self(given.collect())
    }
    pub fn set(&mut self, parameter: &Parameter, value: &Value) {
        self.0.insert(parameter.id.to_owned(), parameter.fit(value));
    }
    /// Value of a number parameter (NaN for one of another kind).
    pub fn number(&self, parameter: &Parameter) -> f64 {
        match self.get(parameter) {
            Value::Number(v) => v,
            _ => f64::NAN,
        }
    }
    /// Value of an integer parameter (0 for one of another kind).
    pub fn integer(&self, parameter: &Parameter) -> i64 {
        match self.get(parameter) {
            Value::Integer(v) => v,
            _ => 0,
        }
    }
    /// Value of a switch (false for a parameter of another kind).
    pub fn switch(&self, parameter: &Parameter) -> bool {
        matches!(self.get(parameter), Value::Switch(true))
    }
    /// Id of the chosen option, or a name (empty for a parameter of another kind).
    pub fn choice(&self, parameter: &Parameter) -> String {
        match self.get(parameter) {
            Value::Choice(v) => v,
            _ => String::new(),
        }
    }
}
