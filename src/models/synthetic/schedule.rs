//! Which state when: the hypnogram, the seizure and what comes after it.

use super::{Night, Regime};
use crate::recording::{Epoch, EpochKind, Interval, Intervals, State};

/// What governs a stretch of the night.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stretch {
    State(State),
    /// From its onset on.
    Seizure {
        onset_s: f64,
    },
    /// After the seizure's offset.
    PostIctal {
        offset_s: f64,
    },
}

/// The stretches, as shares of the duration; the seizure comes between the last two.
const HYPNOGRAM: [(State, f64); 8] = [
    (State::Wake, 240.0 / 1800.0),
    (State::LightSleep, 420.0 / 1800.0),
    (State::SlowWaveSleep, 720.0 / 1800.0),
    (State::Rem, 840.0 / 1800.0),
    (State::LightSleep, 960.0 / 1800.0),
    (State::SlowWaveSleep, 1140.0 / 1800.0),
    (State::Rem, 1200.0 / 1800.0),
    (State::Wake, 1320.0 / 1800.0),
];

impl Night {
    /// Stretches in order, without gaps, from 0 to the end, with borders on whole seconds.
    pub(super) fn stretches(&self) -> Vec<(Stretch, Interval)> {
        let mut list = Vec::with_capacity(HYPNOGRAM.len() + 2);
        let mut from = 0.0;
        let mut push = |what: Stretch, to: f64| {
            if to > from {
                list.push((what, Interval::new(from, to)));
                from = to;
            }
        };
        for (state, share) in HYPNOGRAM {
            push(Stretch::State(state), (share * self.duration_s).round());
        }
        let onset = (HYPNOGRAM[HYPNOGRAM.len() - 1].1 * self.duration_s).round();
        let offset = (onset + self.seizure_s.round()).min(self.duration_s);
        push(Stretch::Seizure { onset_s: onset }, offset);
        let last = if offset > onset {
            Stretch::PostIctal { offset_s: offset }
        } else {
            Stretch::State(State::Wake)
        };
        push(last, self.duration_s);
        list
    }

    pub(super) fn regime(&self, stretch: Stretch) -> &Regime {
        match stretch {
            Stretch::State(State::Wake) | Stretch::PostIctal { .. } => &self.wake,
            Stretch::State(State::Rem) => &self.rem,
            Stretch::State(State::LightSleep) => &self.light_sleep,
            Stretch::State(State::SlowWaveSleep) => &self.slow_wave_sleep,
            Stretch::Seizure { .. } => &self.seizure,
        }
    }

    /// All intervals of a state.
    pub(super) fn intervals(&self, state: State) -> Intervals {
        self.stretches()
            .into_iter()
            .filter(|(what, _)| *what == Stretch::State(state))
            .map(|(_, interval)| interval)
            .collect::<Vec<_>>()
            .into()
    }

    /// Onset and offset of the seizure, when there is one.
    pub(super) fn seizure_interval(&self) -> Option<Interval> {
        self.stretches()
            .into_iter()
            .find(|(what, _)| matches!(what, Stretch::Seizure { .. }))
            .map(|(_, interval)| interval)
    }

    pub(super) fn epochs(&self) -> Vec<Epoch> {
        self.stretches()
            .into_iter()
            .map(|(what, i)| match what {
                Stretch::State(state) => Epoch::state(state, i.start_s, i.stop_s),
                Stretch::Seizure { .. } => {
                    Epoch::new("Seizure", i.start_s, i.stop_s, EpochKind::Seizure)
                }
                Stretch::PostIctal { .. } => {
                    Epoch::new("Post-ictal", i.start_s, i.stop_s, EpochKind::Period)
                }
            })
            .collect()
    }

    /// Expected rate at time `t_s` in units of the class's mean rate in wakefulness, (E, I), where
    /// balance returns with the time constant `return_s`.
    pub(super) fn level(&self, stretch: Stretch, t_s: f64, return_s: f64) -> (f64, f64) {
        let regime = self.regime(stretch);
        let (mut e, mut i) = (regime.rate_e, regime.rate_i);
        match stretch {
            Stretch::State(_) => {}
            Stretch::Seizure { onset_s } => {
                let phase = std::f64::consts::TAU * self.seizure_rhythm_hz * (t_s - onset_s);
                let beat = 1.0 - self.seizure_depth * phase.cos();
                (e, i) = (e * beat, i * beat);
            }
            Stretch::PostIctal { offset_s } => {
                let left = (-(t_s - offset_s) / return_s).exp();
                e *= 1.0 - self.return_drop_e * left;
                i *= 1.0 + self.return_rise_i * left;
            }
        }
        (e, i)
    }
}
