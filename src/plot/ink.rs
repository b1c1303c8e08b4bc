//! What things are drawn in, before a theme says which colour that is.

use crate::recording::{Class, EpochKind, State};

/// A colour by its meaning.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    Excitatory,
    Inhibitory,
    /// Units without class.
    Unclassified,
    State(State),
    Seizure,
    /// Epochs that are neither state nor seizure.
    Period,
    Surrogate,
    /// Words and axes.
    Text,
    /// Secondary words, reference lines.
    Faint,
    /// Grid and hairlines.
    Hairline,
    /// What can be acted on, and what is marked.
    Accent,
    /// The surface of the plot.
    Page,
    /// Scales from fine (0) to coarse (1), dark to light on paper.
    FineToCoarse(f32),
    /// A field's trace.
    Field,
    /// Time along a path, from its beginning (0) to its end (1).
    Along(f32),
    /// Marks on the bright end of a sequential picture: dark in every theme.
    OnBright,
    /// Ridges from weak (0) to strong (1).
    Strength(f32),
}

impl From<Class> for Ink {
    fn from(class: Class) -> Self {
        match class {
            Class::Excitatory => Self::Excitatory,
            Class::Inhibitory => Self::Inhibitory,
            Class::Unclassified => Self::Unclassified,
        }
    }
}

impl From<EpochKind> for Ink {
    fn from(kind: EpochKind) -> Self {
        match kind {
            EpochKind::State(state) => Self::State(state),
            EpochKind::Seizure => Self::Seizure,
            _ => Self::Period,
        }
    }
}

/// How the values of an image become colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ramp {
    /// Viridis.
    Sequential,
    /// Blue - white - red (on dark: blue - surface - red), zero in the middle.
    Diverging,
    /// From transparent to one ink.
    Ink(Ink),
}
