//! Which surrogate, and how many realisations of it.

use serde::{Deserialize, Serialize};

/// What is shuffled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurrogateKind {
    /// The intervals between the pooled spikes of each class: counts and interval histogram stay.
    IsiPermutation,
    /// The bins of each class, at each scale: the distribution of counts stays.
    BinPermutation,
    /// Each unit is turned round by an amount of its own: its own structure stays.
    CircularShift,
    /// The interspike intervals of each unit.
    UnitIsi,
    /// Each spike moves by up to [`DITHER_S`] either way: slow changes stay.
    Dither,
}

/// Largest move of a dithered spike, in seconds.
pub const DITHER_S: f64 = 0.05;

impl SurrogateKind {
    pub const ALL: [Self; 5] = [
        Self::IsiPermutation,
        Self::BinPermutation,
        Self::CircularShift,
        Self::UnitIsi,
        Self::Dither,
    ];
    /// Name on the command line and in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::IsiPermutation => "isi-permutation",
            Self::BinPermutation => "bin-permutation",
            Self::CircularShift => "circular-shift",
            Self::UnitIsi => "unit-isi",
            Self::Dither => "dither",
        }
    }
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::IsiPermutation => "Pooled intervals permuted",
            Self::BinPermutation => "Bins permuted",
            Self::CircularShift => "Units shifted",
            Self::UnitIsi => "Unit intervals permuted",
            Self::Dither => "Spikes dithered",
        }
    }
    /// What it keeps and what it destroys.
    pub fn help(self) -> &'static str {
        match self {
            Self::IsiPermutation => {
                "The intervals between successive spikes of the pooled ensemble, in random order: keeps the number of spikes and the interval histogram of each class, destroys every slow change of rate. As described in the text of Symmetry's Edge."
            }
            Self::BinPermutation => {
                "The bins of E and of I in random order, at each scale by itself: keeps mean and SD of each class exactly, destroys what E and I share. What the figures of Symmetry's Edge behave like."
            }
            Self::CircularShift => {
                "Each unit turned round within each interval by a random amount: keeps the structure of every unit, destroys what units share."
            }
            Self::UnitIsi => {
                "The interspike intervals of each unit in random order: keeps each unit's interval histogram, destroys its slow changes and what units share."
            }
            Self::Dither => {
                "Each spike moved by up to 50 ms either way: keeps everything slower, destroys finer timing."
            }
        }
    }
}

/// Which surrogate, and how many realisations of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Surrogate {
    pub kind: SurrogateKind,
    pub seed: u64,
    pub realisations: u32,
}

impl Default for Surrogate {
    fn default() -> Self {
        Self {
            kind: SurrogateKind::IsiPermutation,
            seed: 1,
            realisations: 100,
        }
    }
}
