//! The ridges of the picture that shows.

use super::Outcome;
use super::info::{PATHS, PENALTY, PICTURE, POWER_THRESHOLD, RIDGES, THRESHOLD};
use crate::analysis::ridges::{PathRule, Plane, Ridge, Rule, chains, paths};
use crate::analysis::{AnalysisError, Task};
use crate::plot::{Ink, Plot, Stroke};
use crate::views::Input;

const RULE: Rule = Rule {
    most_jump: 2.0,
    least_periods: 3.0,
};
/// Steps of strength that are told apart by their ink.
const INKS: usize = 8;

/// The cells of the picture that is asked for.
pub fn values<'a>(outcome: &'a Outcome, input: &Input<'_>) -> &'a [f32] {
    let planes = &outcome.planes;
    match input.values.choice(&PICTURE).as_str() {
        "cross" => &planes.cross,
        "power-first" => &planes.power[0],
        "power-second" => &planes.power[1],
        _ => &planes.r2,
    }
}

pub fn is_r2(input: &Input<'_>) -> bool {
    input.values.choice(&PICTURE) == "r2"
}

pub fn find(
    outcome: &Outcome,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Vec<Ridge>, AnalysisError> {
    let scales = outcome.work.scales();
    let plane = Plane {
        values: values(outcome, input),
        columns: outcome.planes.columns,
        step_s: outcome.step_s,
        frequency_hz: &|place| scales.frequency_hz(place),
    };
    match input.values.choice(&RIDGES).as_str() {
        "chains" => {
            let least = if is_r2(input) {
                &THRESHOLD
            } else {
                &POWER_THRESHOLD
            };
            let least = input.values.number(least);
            chains(&plane, &|_| least, RULE, task)
        }
        // Of a picture with holes a path would be one through nothing.
        "paths" if outcome.is_whole() => {
            let rule = PathRule {
                penalty: input.values.number(&PENALTY),
                ridges: usize::try_from(input.values.integer(&PATHS)).unwrap_or(1),
                band: scales.voices() as usize / 4,
                voices: scales.voices(),
            };
            paths(&plane, rule, task)
        }
        _ => Ok(Vec::new()),
    }
}

/// Strengths that have the weakest and the strongest ink: a twentieth of them lies below. Of powers,
/// their logarithms count.
pub fn ends(outcome: &Outcome, input: &Input<'_>) -> [f64; 2] {
    let all = outcome.ridges.iter().flat_map(|r| &r.strengths);
    let mut all: Vec<f32> = all.copied().filter(|s| s.is_finite()).collect();
    all.sort_by(f32::total_cmp);
    let (low, high) = (all.get(all.len() / 20), all.last());
    match (low, high) {
        (Some(low), Some(high)) if is_r2(input) => {
            let high = f64::from(*high);
            [f64::from(*low).min(high - 1e-3), high]
        }
        (Some(low), Some(high)) if low < high => [f64::from(*low).max(1e-9), f64::from(*high)],
        _ => [0.5, 1.0],
    }
}

/// From 0 to 1 between the ends.
pub fn share(strength: f64, ends: [f64; 2], is_r2: bool) -> f64 {
    let [low, high] = ends;
    let share = if is_r2 {
        (strength - low) / (high - low)
    } else {
        (strength / low).ln() / (high / low).ln()
    };
    share.clamp(0.0, 1.0)
}

/// Adds a line a step of strength, so that each ridge changes its ink along its way.
pub fn add(plot: &mut Plot, outcome: &Outcome, input: &Input<'_>, width_pt: f32) {
    let ends = ends(outcome, input);
    let scales = outcome.work.scales();
    let mut lines: Vec<Vec<[f64; 2]>> = vec![Vec::new(); INKS];
    for ridge in outcome.ridges.iter() {
        let mut last: Option<(usize, [f64; 2])> = None;
        for (nth, (place, strength)) in ridge.places.iter().zip(&ridge.strengths).enumerate() {
            let t_s = outcome.time_s((ridge.first_column + nth) as f64);
            let at = [t_s, scales.frequency_hz(f64::from(*place))];
            if !strength.is_finite() {
                last = None;
                continue;
            }
            let share = share(f64::from(*strength), ends, is_r2(input));
            let ink = ((share * INKS as f64) as usize).min(INKS - 1);
            match last {
                Some((same, _)) if same == ink => lines[ink].push(at),
                Some((_, before)) => lines[ink].extend([[f64::NAN; 2], before, at]),
                None => lines[ink].extend([[f64::NAN; 2], at]),
            }
            last = Some((ink, at));
        }
    }
    for (nth, xy) in lines.into_iter().enumerate() {
        if !xy.is_empty() {
            let share = nth as f32 / (INKS - 1) as f32;
            plot.add_line(xy, Stroke::new(Ink::Strength(share), width_pt));
        }
    }
}
