//! Ensembles: E up and I down over bins, with mean and SD (methods A2, Fig 1C of *Symmetry's Edge*).

mod draw;
mod numbers;
mod surrogate;

use surrogate::SurrogateTraces;

use crate::analysis::{
    AnalysisError, Bins, ColumnBreaks, Columns, Normalisation, Parameter, Scale, Task, columns,
    normalisers,
};
use crate::plot::{Ink, Mark, Sheet};
use crate::recording::{Class, Interval};
use crate::views::shared::surrogate_progress::refine_surrogate;
use crate::views::shared::wording;
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct EnsemblesView;

/// Show the lines of mean and mean ± SD.
pub static LINES: Parameter = Parameter::switch(
    "lines",
    "Mean and SD lines",
    "Draws the mean of each ensemble and the mean plus and minus one SD",
    true,
);

static INFO: Info = Info {
    id: "ensembles",
    title: "Ensembles",
    summary: "Excitation up and inhibition down over bins, with mean and SD",
    help: Help {
        shows: "The pooled activity of all excitatory units (up) and of all inhibitory units (down) in bins of the chosen scale. The solid lines are the means, the dash-dotted ones the means plus and minus one SD. The bar spans 100 bins.",
        computed: "Spikes of a class are counted in half-open bins of width dt = exp(0.3 (k - 1)) ms that start at the beginning of each interval of the selection, and the counts are put into the chosen normalisation. A spike within a millionth of a bin before an edge counts as on it. SDs have n in the denominator. The partial last bin is left out and counted.",
        look_for: "Excitation and inhibition that rise and fall together. How fast the SD shrinks as bins get longer: independent spikes of constant rate give SD/mean = 1/sqrt(mean count), so whatever is above that is shared or slow. As a share of the window both means are 1/number of bins.",
        fooled_by: "Normalisations: counts per neuron grow with the bin, rates do not, and as a maximum a single burst makes everything else small. A few units that fire much more than the others are most of an ensemble. The two sides have one axis, so that the usually faster inhibitory units look larger in Hz.",
        reconstructed: "Fig 1C is drawn as a share of the window; that was inferred from its means, which all equal 1/number of bins. The printed legend of that figure exchanges the names of mean and SD.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 1C. Binning is this program's convention, set down in its ARCHITECTURE.",
    },
    parameters: &[&LINES],
};

/// Both ensembles, thinned to columns where there are more bins than pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scale: Scale,
    pub normalisation: Normalisation,
    pub bins: Bins,
    /// Bins of one bar; 1 when every bin is drawn.
    pub bins_each: u64,
    pub excitatory: Side,
    pub inhibitory: Side,
    pub surrogate: Option<SurrogateTraces>,
}

/// One class: what is drawn of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    pub class: Class,
    /// Mean over the bins of each bar.
    pub values: Vec<f64>,
    /// Smallest and largest bin of each bar; empty when a bar is one bin.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Over all bins.
    pub mean: f64,
    pub sd: f64,
    /// Spikes in partial last bins.
    pub left_out: u64,
}

/// Bars that are drawn, at most: single bins up to two a pixel, then one per pixel.
fn most_columns(input: &Input<'_>) -> usize {
    let intervals = input.selection.intervals(input.recording);
    let bins = Bins::new(&intervals, input.settings.scale).len();
    let width_px = input.canvas.width_px.max(1) as usize;
    if bins > 2 * width_px as u64 {
        width_px
    } else {
        2 * width_px
    }
}

impl Outcome {
    /// Bytes held besides the drawing.
    fn bytes(&self) -> usize {
        let of = |s: &Side| {
            size_of_val(&s.values[..]) + size_of_val(&s.low[..]) + size_of_val(&s.high[..])
        };
        let surrogate = self.surrogate.as_ref().map_or(0, SurrogateTraces::bytes);
        of(&self.excitatory) + of(&self.inhibitory) + surrogate
    }
    /// Time on the axis, not numbers of bins: the bins follow one another without a gap.
    fn runs_through(&self) -> bool {
        self.bins.grids().len() == 1
    }
    /// Where bar 0 starts on the axis, and the width of a bin on it.
    fn axis(&self) -> (f64, f64) {
        let start = self.bins.interval(0).map_or(0.0, |b| b.start_s);
        if self.runs_through() {
            (start, self.bins.width_s())
        } else {
            (0.0, 1.0)
        }
    }
    /// The place on the axis of a stretch of time, when it touches bins.
    fn place(&self, stretch: Interval) -> Option<(f64, f64)> {
        if self.runs_through() {
            let (start, width) = self.axis();
            let all = Interval::new(start, start + width * self.bins.len() as f64);
            let seen = stretch.intersect(&all)?;
            return Some((seen.start_s, seen.stop_s));
        }
        let from = self
            .bins
            .find(stretch.start_s)
            .unwrap_or(self.bins.starting_in(stretch).start);
        let to = self.bins.starting_in(stretch).end.max(from);
        (to > from).then_some((from as f64, to as f64))
    }

    fn of_columns(columns: Columns, input: &Input<'_>) -> Self {
        let normalisation = input.settings.normalisation;
        let time = input.selection.intervals(input.recording);
        let units = input.recording.unit_counts(&time);
        let moments = &columns.sums.moments;
        let (e_map, i_map) = normalisers(moments, units, columns.bins.width_s(), normalisation);
        let balance = crate::analysis::Balance::new(&columns.sums, units, normalisation);
        let side =
            |class, extents: &[crate::analysis::Extent], map: crate::analysis::Normaliser| {
                let bar = |(c, extent): (usize, &crate::analysis::Extent)| {
                    let bins = columns.bins_of(c);
                    map.apply(extent.sum as f64 / (bins.end - bins.start) as f64)
                };
                // A bar of one bin reaches nowhere else.
                let several = extents.iter().filter(|_| columns.bins_each > 1);
                let ends = |of: fn(&crate::analysis::Extent) -> u32| {
                    let ends = several.clone().map(|x| map.apply(f64::from(of(x))));
                    ends.collect()
                };
                let (mean, sd, left_out) = match class {
                    Class::Excitatory => (balance.mean_e, balance.sd_e, balance.left_out_e),
                    _ => (balance.mean_i, balance.sd_i, balance.left_out_i),
                };
                Side {
                    class,
                    values: extents.iter().enumerate().map(bar).collect(),
                    low: ends(|x| x.min),
                    high: ends(|x| x.max),
                    mean,
                    sd,
                    left_out,
                }
            };
        let excitatory = side(Class::Excitatory, &columns.e, e_map);
        let inhibitory = side(Class::Inhibitory, &columns.i, i_map);
        Self {
            scale: input.settings.scale,
            normalisation,
            bins_each: columns.bins_each,
            bins: columns.bins,
            excitatory,
            inhibitory,
            surrogate: None,
        }
    }
}

impl View for EnsemblesView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Surrogate,
        Dependency::Canvas,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let recording = input.recording;
        if recording.count(Class::Excitatory) + recording.count(Class::Inhibitory) == 0 {
            wording::both_classes(recording)?;
        }
        let scale = input.settings.scale;
        let intervals = input.selection.intervals(recording);
        let bins = Bins::new(&intervals, scale);
        if bins.is_empty() {
            return Err(AnalysisError::NothingToShow(format!(
                "The selection is shorter than one bin of {}. Choose a finer scale, a longer window or more states.",
                scale.width_text()
            )));
        }
        let trains = recording.ensembles().times_s();
        let most = most_columns(input);
        let thinned = columns(trains, &intervals, scale, most, ColumnBreaks::Never, task)?;
        Ok(Outcome {
            surrogate: SurrogateTraces::empty(input),
            ..Outcome::of_columns(thinned, input)
        })
    }

    refine_surrogate!(surrogate, SurrogateTraces::with_next_piece);

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.bytes()
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let span = |stretch: Option<Interval>, opacity| {
            let (from, to) = outcome.place(stretch?)?;
            Some((from, to, opacity))
        };
        [span(marks.brush, 0.15), span(marks.bin, 0.5)]
            .into_iter()
            .flatten()
            .flat_map(|(from, to, opacity)| {
                draw::plots(outcome.normalisation).iter().map(move |&id| {
                    let mark = Mark::spans(vec![(from, to, Ink::Accent)], opacity);
                    (id, mark)
                })
            })
            .collect()
    }

    fn pick(
        &self,
        outcome: &Outcome,
        _plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let (start, width) = outcome.axis();
        let place = ((at[0] - start) / width).floor();
        if place < 0.0 || place >= outcome.bins.len() as f64 {
            return None;
        }
        let bar = place as u64 / outcome.bins_each;
        let (first, end) = (
            bar * outcome.bins_each,
            ((bar + 1) * outcome.bins_each).min(outcome.bins.len()),
        );
        let (from, to) = (
            outcome.bins.interval(first)?,
            outcome.bins.interval(end - 1)?,
        );
        let e = *outcome.excitatory.values.get(bar as usize)?;
        let i = *outcome.inhibitory.values.get(bar as usize)?;
        let which = if end - first == 1 {
            format!("bin {}", first + 1)
        } else {
            format!("mean of bins {} to {end}", first + 1)
        };
        // A bar of several bins from both sides of a border is no stretch of time.
        let together = outcome.bins.interval_index(first) == outcome.bins.interval_index(end - 1);
        Some(PickedPlace::new(
            together.then(|| Interval::new(from.start_s, to.stop_s)),
            format!(
                "{} at {} ({which})",
                wording::pair(e, i, outcome.normalisation),
                wording::clock(from.start_s)
            ),
        ))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
