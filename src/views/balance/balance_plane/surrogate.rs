//! The surrogate beside the data: one of its clouds, and its numbers over realisations.

use super::Cloud;
use crate::analysis::statistics::Statistics;
use crate::analysis::{
    AnalysisError, Balance, JointCounts, Normaliser, Realisation, Scale, Task, normalisers,
};
use crate::plot::{Ink, Mark, Plot, Stroke};
use crate::views::balance::balance_plane::MAX_POINTS;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::{Input, Numbers};

/// The cloud that is drawn; none before it is worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrogateCloud {
    pub first: Option<FirstRealisation>,
    pub realised: Realisations,
    /// The scale of the numbers: the chosen one, or the nearest whole one.
    pub scale: Scale,
}

/// Realisation 0 at the chosen scale.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstRealisation {
    pub balance: Balance,
    /// The values that occur; none of a dense cloud.
    pub dots: Vec<[f64; 2]>,
}

impl SurrogateCloud {
    pub fn empty(input: &Input<'_>) -> Option<Self> {
        Some(Self {
            first: None,
            realised: Realisations::empty(input)?,
            scale: Scale::new(input.settings.scale.k().round()),
        })
    }

    /// The cloud, then a batch of realisations at a time; `None` when all is there.
    pub fn with_next_piece(
        &self,
        input: &Input<'_>,
        data: &Cloud,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        if self.first.is_none() {
            return Ok(Some(Self {
                first: Some(FirstRealisation::new(input, &self.realised, data, task)?),
                ..self.clone()
            }));
        }
        let more = self.realised.with_next_piece(input, task)?;
        Ok(more.map(|realised| Self {
            realised,
            ..self.clone()
        }))
    }

    /// What each realisation gives at its scale, for the table.
    pub fn numbers(&self) -> Vec<Numbers> {
        let of = |all: &Statistics| {
            let at = all.scales.iter().find(|at| at.scale == self.scale);
            super::numbers::ensemble(at.map(|at| (at.scale, &at.balance)))
        };
        self.realised.all().map(of).collect()
    }

    /// What is shown of it, in words.
    pub fn notes(&self, chosen: &Cloud) -> Vec<String> {
        let mut notes = vec![self.realised.note()];
        if self.first.is_some() {
            notes.push(if chosen.is_dense {
                "The grey ellipse is that of its realisation 0, at 1 sigma.".to_owned()
            } else {
                "The grey rings and their ellipse, at 1 sigma, are its realisation 0; equal bins are one ring."
                    .to_owned()
            });
        }
        if self.scale != chosen.scale {
            notes.push(format!(
                "The numbers of the surrogate are those at {}, the nearest of the 32 scales.",
                self.scale.width_text()
            ));
        }
        notes
    }

    pub fn bytes(&self) -> usize {
        let dots = self.first.as_ref().map_or(0, |o| size_of_val(&o.dots[..]));
        dots + self.realised.bytes()
    }
}

impl FirstRealisation {
    fn new(
        input: &Input<'_>,
        realised: &Realisations,
        data: &Cloud,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let recording = input.recording;
        let intervals = input.selection.intervals(recording);
        let spikes = Realisation::new(recording, &intervals, &realised.surrogate, 0, task)?;
        let joint = spikes
            .joint(&intervals, &[data.scale], task)?
            .pop()
            .ok_or_else(|| AnalysisError::Failed("no scale was counted".to_owned()))?;
        let units = recording.unit_counts(&intervals);
        let normalisation = input.settings.normalisation;
        let width_s = data.scale.width_s();
        let maps = normalisers(&joint.sums.moments, units, width_s, normalisation);
        let most = usize::try_from(input.values.integer(&MAX_POINTS)).unwrap_or(0);
        Ok(Self {
            balance: Balance::new(&joint.sums, units, normalisation),
            dots: if data.is_dense {
                Vec::new()
            } else {
                dots(&joint, maps, most)
            },
        })
    }

    /// Rings, below the points of the data.
    pub fn add_points(&self, plot: &mut Plot) {
        if !self.dots.is_empty() {
            plot.add_named(
                "Surrogate",
                Mark::Points {
                    xy: self.dots.as_slice().into(),
                    radius_pt: 2.2,
                    filled: false,
                    ink: Ink::Surrogate,
                    // The ellipse is seen through them.
                    opacity: 0.4,
                },
            );
        }
    }

    /// Its ellipse at one sigma.
    pub fn add_ellipse(&self, plot: &mut Plot) {
        let Some(ellipse) =
            super::draw::ellipse(&self.balance, 1.0, Stroke::new(Ink::Surrogate, 3.0))
        else {
            return;
        };
        if self.dots.is_empty() {
            plot.add_named("Surrogate", ellipse);
        } else {
            plot.add(ellipse);
        }
    }
}

/// Each pair of counts once, and no more than `most` of them.
fn dots(joint: &JointCounts, (e, i): (Normaliser, Normaliser), most: usize) -> Vec<[f64; 2]> {
    let pairs = joint.pairs();
    let every = pairs.len().div_ceil(most.max(1)).max(1);
    let dot =
        |pair: &crate::analysis::Pair| [e.apply(f64::from(pair.e)), i.apply(f64::from(pair.i))];
    pairs.iter().step_by(every).map(dot).collect()
}
