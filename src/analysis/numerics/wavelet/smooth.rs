//! Smoothing in time and over scales, without which coherence would be 1 everywhere.

/// How wide the boxcar over scales is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Smoothing {
    /// That of Grinsted, Moore and Jevrejeva's toolbox: Torrence and Webster's decorrelation length
    /// of 0.6 octaves, with partial weights at both ends.
    #[default]
    Grinsted,
    /// That of pycwt: about twice as wide.
    Pycwt,
}

/// Decorrelation length of the Morlet wavelet over scales, in octaves.
const DECORRELATION: f64 = 0.6;

impl Smoothing {
    pub fn from_id(id: &str) -> Self {
        if id == "pycwt" {
            Self::Pycwt
        } else {
            Self::Grinsted
        }
    }
    /// Weights of neighbouring scales, in all 1; entry `i` belongs to the scale
    /// `first` + i away.
    pub fn over_scales(self, voices: u32) -> Vec<f64> {
        let steps = DECORRELATION * f64::from(voices) / 2.0;
        let window = match self {
            Self::Grinsted => {
                let whole = (2 * steps.round().max(1.0) as usize) - 1;
                let part = steps % 1.0;
                let mut window = vec![1.0; whole];
                if part > 0.0 {
                    window.insert(0, part);
                    window.push(part);
                }
                window
            }
            // numpy rounds halves to even; its ends weigh half.
            Self::Pycwt => {
                let mut window = vec![1.0; (4.0 * steps).round_ties_even().max(1.0) as usize];
                if let [first, .., last] = &mut window[..] {
                    (*first, *last) = (0.5, 0.5);
                }
                window
            }
        };
        let sum: f64 = window.iter().sum();
        window.into_iter().map(|w| w / sum).collect()
    }
    /// The first of so many neighbours relative to the scale itself, as scipy's and MATLAB's "same"
    /// convolution has it.
    pub(super) fn first(weights: usize) -> isize {
        -((weights / 2) as isize)
    }
}
