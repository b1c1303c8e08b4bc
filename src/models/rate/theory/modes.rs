//! The fixed point that all units of a class share, and how it answers to what they share.

use super::{NoAnswer, Size, Theory};
use crate::models::rate::InDegrees;
use crate::models::rate::mean::{self, Rest};

impl Theory {
    /// The homogeneous fixed point at this size, followed from J0 = 0 to 1e-14; in the limit that of
    /// [`limit`](Self::limit).
    ///
    /// # Errors
    /// When it cannot be followed so far, or when there is no limit.
    pub fn fixed_point(&self) -> Result<Rest, NoAnswer> {
        let p = self.parameters();
        match self.size {
            Size::Infinite => self.limit(),
            Size::Finite(_) => mean::rest(p, &InDegrees::fixed(p)).ok_or(NoAnswer::Lost(p.j0)),
        }
    }

    /// Eigenvalues of the Jacobian for perturbations that all units of a class share, as real and
    /// imaginary part, by rising real part and then imaginary part; in the limit two of them go to
    /// minus infinity with sqrt N.
    ///
    /// # Errors
    /// In the limit.
    pub fn mean_modes(&self, at: &Rest) -> Result<[[f64; 2]; 3], NoAnswer> {
        let p = self.parameters();
        match self.size {
            Size::Infinite => Err(NoAnswer::NoModes),
            Size::Finite(_) => Ok(mean::modes(p, &InDegrees::fixed(p), at)),
        }
    }
}
