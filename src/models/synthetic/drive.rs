//! The fluctuating drive: sums of Ornstein-Uhlenbeck processes, Up and Down states, and the
//! cumulated intensity of each class that the spikes are drawn from.

use super::{Night, Regime, STEP_S};
use crate::models::random::{Purpose, Stream};
use rayon::prelude::*;

/// Number of Ornstein-Uhlenbeck processes in one drive.
pub(super) const COMPONENTS: usize = 6;
/// Components made by one task: halves of a drive share the work evenly among threads.
const HALF: usize = COMPONENTS / 2;

/// Integral of the relative intensity of each class from 0 to the start of each step, in seconds
/// (steps + 1 values): what a unit of 1 Hz is expected to have fired.
/// One for each time constant of the return to balance.
pub(super) struct Cumulated {
    pub excitatory: Vec<Vec<f64>>,
    pub inhibitory: Vec<Vec<f64>>,
}

impl Night {
    /// Time constants (s) and weights (their sum is 1) of the components of the drive.
    pub(super) fn components(&self) -> [(f64, f64); COMPONENTS] {
        let ratio = self.tau_max_s / self.tau_min_s;
        let tau = |j: usize| self.tau_min_s * ratio.powf(j as f64 / (COMPONENTS - 1) as f64);
        let total: f64 = (0..COMPONENTS)
            .map(|j| tau(j).powf(-self.tau_exponent))
            .sum();
        std::array::from_fn(|j| (tau(j), tau(j).powf(-self.tau_exponent) / total))
    }

    pub(super) fn steps(&self) -> usize {
        (self.duration_s / STEP_S).round() as usize
    }

    /// Half a drive: components `HALF * half ..`, summed, one value a step.
    fn half_drive(&self, which: usize, half: usize) -> Vec<f32> {
        let components = self.components();
        let mut sum = vec![0.0f32; self.steps()];
        for (j, (tau_s, weight)) in components.iter().enumerate().skip(half * HALF).take(HALF) {
            let mut stream = Stream::new(self.seed, Purpose::Drive, which * COMPONENTS + j);
            let keep = (-STEP_S / tau_s).exp();
            let kick = (weight * (1.0 - keep * keep)).sqrt();
            let mut x = weight.sqrt() * stream.normal();
            for out in &mut sum {
                *out += x as f32;
                x = keep * x + kick * stream.normal();
            }
        }
        sum
    }

    /// The intensities of this night, for each of the time constants `returns_s`.
    pub(super) fn cumulated(&self, returns_s: &[f64]) -> Cumulated {
        // 0 the common drive, 1 that of E alone, 2 that of I alone; each in two halves.
        let halves: Vec<Vec<f32>> = (0..6)
            .into_par_iter()
            .map(|task| self.half_drive(task / 2, task % 2))
            .collect();
        let up_down = self.up_down_levels();
        let of =
            |own: usize, sd: fn(&Regime) -> f64, pick: fn((f64, f64)) -> f64, return_s: f64| {
                let mut total = 0.0;
                let mut cumulated = Vec::with_capacity(self.steps() + 1);
                cumulated.push(0.0);
                for (stretch, interval) in self.stretches() {
                    let regime = self.regime(stretch);
                    let sd = sd(regime);
                    let (common, alone) = (regime.shared.sqrt(), (1.0 - regime.shared).sqrt());
                    let from = (interval.start_s / STEP_S).round() as usize;
                    let to = ((interval.stop_s / STEP_S).round() as usize).min(self.steps());
                    for step in from..to {
                        let z = common * f64::from(halves[0][step] + halves[1][step])
                            + alone * f64::from(halves[2 * own][step] + halves[2 * own + 1][step]);
                        let middle_s = (step as f64 + 0.5) * STEP_S;
                        let level = pick(self.level(stretch, middle_s, return_s))
                            * f64::from(up_down[step]);
                        total += level * (sd * z - 0.5 * sd * sd).exp() * STEP_S;
                        cumulated.push(total);
                    }
                }
                cumulated
            };
        let e = |&return_s: &f64| of(1, |r| r.sd_e, |level| level.0, return_s);
        let i = |&return_s: &f64| of(2, |r| r.sd_i, |level| level.1, return_s);
        let (excitatory, inhibitory) = rayon::join(
            || returns_s.iter().map(e).collect(),
            || returns_s.iter().map(i).collect(),
        );
        Cumulated {
            excitatory,
            inhibitory,
        }
    }

    /// Factor of Up and Down states at each step: mean 1 where the regime has them, 1 elsewhere.
    fn up_down_levels(&self) -> Vec<f32> {
        let mut levels = vec![1.0f32; self.steps()];
        let mut stream = Stream::new(self.seed, Purpose::UpDown, 0);
        for (stretch, interval) in self.stretches() {
            let Some(up_down) = self.regime(stretch).up_down else {
                continue;
            };
            let share = up_down.up_share();
            // The chance of another state one step later, from the equations of the telegraph.
            let settled = 1.0 - (-STEP_S * up_down.switching_hz()).exp();
            let (up, down) = (up_down.up_level() as f32, up_down.down_level() as f32);
            let from = (interval.start_s / STEP_S).round() as usize;
            let to = ((interval.stop_s / STEP_S).round() as usize).min(self.steps());
            let mut is_up = stream.uniform() < share;
            for level in &mut levels[from..to] {
                *level = if is_up { up } else { down };
                let leave = if is_up { 1.0 - share } else { share };
                is_up ^= stream.uniform() < leave * settled;
            }
        }
        levels
    }
}
