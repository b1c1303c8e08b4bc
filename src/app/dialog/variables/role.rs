//! What a variable may be, and which variables are named alike.

use crate::formats::MatChoices;

/// What a variable may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Spikes,
    Unit,
    Class,
    Field,
    Rate,
}

impl Role {
    pub const ALL: [Self; 5] = [
        Self::Spikes,
        Self::Unit,
        Self::Class,
        Self::Field,
        Self::Rate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Spikes => "Spike times",
            Self::Unit => "Unit",
            Self::Class => "Class",
            Self::Field => "Field",
            Self::Rate => "Rate or time axis",
        }
    }
    /// What it may look like, in few words.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Spikes => "one list a unit, or one of all; or units and times",
            Self::Unit => "one name a unit, or the unit of each time",
            Self::Class => "one label a unit, such as FS or pyramidal",
            Self::Field => "a signal, such as an LFP",
            Self::Rate => "samples a second, or the time of each",
        }
    }
    /// Whether several variables may be it.
    fn is_shared(self) -> bool {
        matches!(self, Self::Spikes | Self::Field)
    }
    /// Whether it is what a variable is.
    pub fn is_of(self, choices: &mut MatChoices, path: &str) -> bool {
        let chosen = self.place(choices).as_deref();
        chosen.is_some_and(|all| all == path || all.split('+').any(|p| p == path))
    }
    pub fn set(self, choices: &mut MatChoices, path: &str) {
        let place = self.place(choices);
        match place.as_mut().filter(|_| self.is_shared()) {
            Some(others) => {
                others.push('+');
                others.push_str(path);
            }
            // Of any other role there is one: another variable that had it has none.
            None => *place = Some(path.to_owned()),
        }
    }
    pub fn unset(self, choices: &mut MatChoices, path: &str) {
        let place = self.place(choices);
        let others = place.iter().flat_map(|all| all.split('+'));
        let left: Vec<&str> = others.filter(|p| *p != path).collect();
        *place = (!left.is_empty()).then(|| left.join("+"));
    }
    fn place(self, choices: &mut MatChoices) -> &mut Option<String> {
        match self {
            Self::Spikes => &mut choices.spikes,
            Self::Unit => &mut choices.unit,
            Self::Class => &mut choices.class,
            Self::Field => &mut choices.field,
            Self::Rate => &mut choices.rate,
        }
    }
}

/// A name without what numbers it: "sig001a" and "sig014b" are alike.
pub fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    let mut after_digit = false;
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let is_last = next.is_none_or(|n| !n.is_ascii_alphanumeric());
        if letter.is_ascii_digit() {
            if !after_digit {
                pattern.push('#');
            }
            after_digit = true;
        } else if !(after_digit && is_last && letter.is_ascii_alphabetic()) {
            pattern.push(letter);
            after_digit = false;
        }
    }
    pattern
}
