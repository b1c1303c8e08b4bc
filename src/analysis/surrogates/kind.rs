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
    /// All excitatory units are turned round together, against the inhibitory ones: what is within a
    /// class stays.
    ClassShift,
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
    pub const ALL: [Self; 6] = [
        Self::IsiPermutation,
        Self::BinPermutation,
        Self::ClassShift,
        Self::CircularShift,
        Self::UnitIsi,
        Self::Dither,
    ];
    /// Name on the command line and in files.
    pub fn id(self) -> &'static str {
        match self {
            Self::IsiPermutation => "isi-permutation",
            Self::BinPermutation => "bin-permutation",
            Self::ClassShift => "class-shift",
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
            Self::ClassShift => "Classes shifted",
            Self::CircularShift => "Units shifted",
            Self::UnitIsi => "Unit intervals permuted",
            Self::Dither => "Spikes dithered",
        }
    }
    /// Whether the spikes of a class, 0 for E and 1 for I, stay where they are.
    pub(super) fn leaves(self, class: u64) -> bool {
        match self {
            Self::BinPermutation => true,
            Self::ClassShift => class == 1,
            _ => false,
        }
    }
    /// What it keeps and what it destroys, and what it tests.
    pub fn help(self) -> &'static str {
        match self {
            Self::IsiPermutation => {
                "The intervals between successive spikes of the pooled ensemble, in random order: keeps the number of spikes and the interval histogram of each class, destroys every slow change of rate. Tests whether there is any structure beyond that interval histogram, be it within one class; not whether E and I belong together. As described in the text of Symmetry's Edge."
            }
            Self::BinPermutation => {
                "The bins of E and of I in random order, at each scale by itself: keeps mean and SD of each class exactly, destroys what E and I share and all order in time. Where the rate of each class changes slowly by itself, r is beyond these too often. What the figures of Symmetry's Edge behave like."
            }
            Self::ClassShift => {
                "All excitatory units turned round together within each interval of the selection, by a random amount of at least the coarsest scale and the correlation time, the inhibitory ones left as they are: keeps all structure within each class, destroys what E and I share. Tests whether E and I belong together. An interval shorter than four times that is turned by a quarter of it or more."
            }
            Self::CircularShift => {
                "Each unit turned round within each interval by a random amount: keeps the structure of every unit, destroys what units share, also within a class. Tests whether units have anything in common; not whether E and I belong together."
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

/// The one that tests whether E and I belong together, which most views ask.
impl Default for Surrogate {
    fn default() -> Self {
        Self {
            kind: SurrogateKind::ClassShift,
            seed: 1,
            realisations: 100,
        }
    }
}
