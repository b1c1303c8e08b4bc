//! The limit of a large network: what sums of order sqrt N leave over must cancel.
//!
//! E: g_EE f_E w phi_E = g_EI f_I phi_I and I: g_IE f_E phi_E = g_II f_I phi_I give
//! w = g_EI g_IE / (g_EE g_II); w's own balance gives phi_E = (1/w - 1) / (u tau_D). Neither J0 nor
//! I0 is in it.

use super::{NoAnswer, Theory};
use crate::analysis::normal;
use crate::models::rate::mean::Rest;

impl Theory {
    /// Rates, efficacy and inputs as N grows without bound, at fixed connectivity.
    ///
    /// # Errors
    /// Which condition fails: 0 < w < 1, depression, rates below 1, coupling.
    pub fn limit(&self) -> Result<Rest, NoAnswer> {
        let p = self.parameters();
        let w = p.g_ei * p.g_ie / (p.g_ee * p.g_ii);
        // NaN where nothing is coupled.
        if !(w > 0.0 && w < 1.0) {
            return Err(NoAnswer::Efficacy(w));
        }
        if p.u * p.tau_d <= 0.0 {
            return Err(NoAnswer::NoDepression);
        }
        if p.j0 <= 0.0 {
            return Err(NoAnswer::Uncoupled);
        }
        let phi_e = (1.0 / w - 1.0) / (p.u * p.tau_d);
        let phi_i = p.f_e * p.g_ie * phi_e / ((1.0 - p.f_e) * p.g_ii);
        for (class, rate) in [('E', phi_e), ('I', phi_i)] {
            if rate >= 1.0 {
                return Err(NoAnswer::Saturated(class, rate));
            }
        }
        Ok(Rest {
            h_e: normal::quantile(phi_e),
            h_i: normal::quantile(phi_i),
            phi_e,
            phi_i,
            w,
        })
    }
}
