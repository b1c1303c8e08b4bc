//! Multiscale matrix: z-scored E against I in sliding windows of all 32 scales, over time.

mod draw;

use crate::analysis::{
    Alignment, AnalysisError, Multiscale, Parameter, Realisation, Ruler, Scale, Selection,
    Surrogate, SurrogateKind, Task, TimeGrid, multiscale,
};
use crate::plot::Sheet;
use crate::recording::Interval;
use crate::views::shared::by_state::Split;
use crate::views::shared::states::{StateSelection, parts};
use crate::views::shared::surrogate_progress::refine_surrogate;
use crate::views::shared::{by_state, wording};
use crate::views::{Dependency, Help, Info, Input, Numbers, PickedPlace, Rows, View};
use std::sync::Arc;

pub static SIGN: Parameter = Parameter::choice(
    "sign",
    "Sign",
    "E - I as in Symmetry's Edge, or I - E as in Dynamic Balance",
    "e-i",
    &[("e-i", "E - I"), ("i-e", "I - E")],
);

pub static WINDOWS: Parameter = Parameter::choice(
    "windows",
    "Windows",
    "Windows that begin at their place in time, or that are centred on it",
    "forward",
    &[("forward", "Forward"), ("centred", "Centred")],
);

pub static SPLIT: Parameter = Parameter::choice(
    by_state::SPLIT.id,
    by_state::SPLIT.label,
    "The window as it is, or a stretch of each state side by side",
    "together",
    &[("together", "Together"), ("columns", "Side by side")],
);

pub static STRETCH: Parameter = Parameter::number(
    "stretch",
    "Stretch of each state",
    "s",
    "Duration that is shown side by side: the middle of the longest epoch of each state",
    [60.0, 5.0, 7200.0],
);

pub static INFO: Info = Info {
    id: "matrix",
    title: "Multiscale matrix",
    summary: "Excitation against inhibition at all 32 scales over time",
    help: Help {
        shows: "A column for each time, a row for each scale, fine at the top: the z-score of one ensemble less that of the other in windows of that length, white at zero; the axis says which less which. Below, the z-scores of excitation and of inhibition summed over the scales and z-scored again. Where a window runs off the selection there is nothing.",
        computed: "Counts in windows [t, t + dt) (or centred on t) at evenly spaced t, all scales on the same grid. Each scale and class is z-scored over the times shown. The summed traces need a window at every scale that fits, so they end before the selection does. Nothing is smoothed: coarse windows overlap, fine ones are samples.",
        look_for: "Vertical streaks through many scales: moments of imbalance that are not fine-grained noise. Slow-wave sleep has more and stronger ones than wake. In a seizure a whole block turns one colour.",
        fooled_by: "With forward windows events bend to the left at coarse scales, earlier by about half a window; use centred ones to read times. z-scores belong to the window that shows: a seizure in it makes everything else pale. At fine scales the columns are samples of short windows, not averages over a pixel.",
        reconstructed: "z-scores over the window and forward windows are inferred from the printed matrices, in which events bend to the left and traces dive at the right edge. The published matrices of 2016 show I - E, in a rainbow of colours; here the colours are those of excitation and inhibition, white at zero.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 2 and 6C; Symmetry's Edge (2023), Fig 4B.",
    },
    parameters: &[&SIGN, &WINDOWS, &SPLIT, &STRETCH],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct MatrixView;

/// z-scores at all scales over the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub step_s: f64,
    /// Scale by scale from the finest, each over the columns of the picture: zE - zI.
    pub difference: Arc<[f32]>,
    pub columns: usize,
    /// Sum of zE and of zI over the scales, z-scored again: time and value.
    pub summed: [Arc<[[f64; 2]]>; 2],
    /// Scales whose windows fit the selection at all.
    pub scales: usize,
    /// Share of cells whose window runs off the selection.
    pub masked: f64,
    /// Where a surrogate is chosen.
    pub surrogate: Option<SurrogateMatrix>,
}

/// The matrix of realisation 0 of a surrogate: z-scored by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrogateMatrix {
    pub surrogate: Surrogate,
    /// As [`Outcome::difference`]; `None` before it is worked out.
    pub difference: Option<Arc<[f32]>>,
}

/// Columns of the picture, at most.
fn columns(input: &Input<'_>) -> usize {
    input.canvas.width_px.clamp(100, 4096) as usize
}

impl View for MatrixView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] =
        &[Dependency::Scale, Dependency::Surrogate, Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let trains = input.recording.ensembles().times_s();
        let matrix = windows(input, trains, alignment(input), columns(input), task)?;
        let rulers = matrix.rulers();
        if matrix.grid.is_empty() || rulers.iter().all(|r| !r.is_defined()) {
            return Err(wording::too_short());
        }
        let surrogate = input.settings.surrogate.map(|surrogate| SurrogateMatrix {
            surrogate,
            difference: None,
        });
        Ok(Outcome {
            surrogate,
            ..outcome(input.selection, &matrix, &rulers)
        })
    }

    refine_surrogate!(surrogate, SurrogateMatrix::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        // A surrogate is as large.
        let pictures = 1 + usize::from(outcome.surrogate.is_some());
        pictures * size_of_val(&outcome.difference[..])
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        draw::pick(outcome, plot, at)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers(input, task)?])
    }
}

/// Counts in sliding windows of all scales at evenly spaced times of the selection.
fn windows(
    input: &Input<'_>,
    trains: [&[f64]; 2],
    alignment: Alignment,
    most: usize,
    task: &Task<'_>,
) -> Result<Multiscale, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let intervals = selection.intervals(recording);
    let step_s = TimeGrid::step_for(selection.window.duration_s(), most);
    let scales: Vec<Scale> = Scale::all().collect();
    let grid = TimeGrid::new(&intervals, step_s);
    multiscale(trains, grid, &scales, alignment, task)
}

fn alignment(input: &Input<'_>) -> Alignment {
    match input.values.choice(&WINDOWS).as_str() {
        "centred" => Alignment::Centred,
        _ => Alignment::Forward,
    }
}

impl SurrogateMatrix {
    /// Permuted bins have no spikes, and so no windows that slide.
    pub fn has_matrix(&self) -> bool {
        self.surrogate.kind != SurrogateKind::BinPermutation
    }
    fn is_complete(&self) -> bool {
        self.difference.is_some() || !self.has_matrix()
    }
    fn with_next_piece(
        &self,
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        if self.is_complete() {
            return Ok(None);
        }
        Ok(Some(Self {
            difference: Some(realised(input, &self.surrogate, task)?),
            ..self.clone()
        }))
    }
}

fn realised(
    input: &Input<'_>,
    surrogate: &Surrogate,
    task: &Task<'_>,
) -> Result<Arc<[f32]>, AnalysisError> {
    let intervals = input.selection.intervals(input.recording);
    let spikes = Realisation::new(input.recording, &intervals, surrogate, 0, task)?;
    let matrix = windows(
        input,
        spikes.trains(),
        alignment(input),
        columns(input),
        task,
    )?;
    Ok(outcome(input.selection, &matrix, &matrix.rulers()).difference)
}

/// Puts the points of the grid where they are in the window; between intervals there is nothing.
fn outcome(selection: &Selection, matrix: &Multiscale, rulers: &[Ruler]) -> Outcome {
    let (window, step_s) = (selection.window, matrix.grid.step_s());
    let columns = ((window.duration_s() / step_s).ceil() as usize).max(1);
    let places: Vec<Option<usize>> = (0..matrix.grid.len())
        .map(|j| {
            let at = (matrix.grid.time_s(j)? - window.start_s) / step_s;
            Some((at + 1e-6) as usize).filter(|c| *c < columns)
        })
        .collect();
    let mut difference = vec![f32::NAN; columns * matrix.rows.len()];
    let points = matrix.grid.len();
    let mut sums = [vec![0.0; points], vec![0.0; points]];
    let (mut scales, mut masked) = (0, 0);
    for (row, (of_scale, ruler)) in matrix.rows.iter().zip(rulers).enumerate() {
        for (place, value) in places.iter().zip(of_scale.difference(ruler)) {
            if let Some(place) = place {
                difference[row * columns + place] = value;
            }
            masked += usize::from(value.is_nan());
        }
        if !ruler.is_defined() {
            continue;
        }
        scales += 1;
        for (sum, z) in sums
            .iter_mut()
            .zip([of_scale.z_e(ruler), of_scale.z_i(ruler)])
        {
            for (sum, z) in sum.iter_mut().zip(z) {
                *sum += f64::from(z);
            }
        }
    }
    let summed = sums.map(|sum| {
        let z = standardised(&sum);
        let times = (0..points).map(|j| matrix.grid.time_s(j).unwrap_or(f64::NAN));
        times.zip(z).map(|(t, z)| [t, z]).collect()
    });
    Outcome {
        window,
        step_s,
        difference: difference.into(),
        columns,
        summed,
        scales,
        masked: masked as f64 / (points * matrix.rows.len()).max(1) as f64,
        surrogate: None,
    }
}

/// z-scores over what is a number.
fn standardised(values: &[f64]) -> Vec<f64> {
    let there = || values.iter().filter(|v| v.is_finite());
    let n = there().count() as f64;
    let mean = there().sum::<f64>() / n;
    let sd = (there().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
    values.iter().map(|v| (v - mean) / sd).collect()
}

impl Split for MatrixView {
    const COLUMN: &'static [usize] = &[0, 1, 2];
    const STRETCHES: bool = true;

    fn parts(&self, input: &Input<'_>) -> Vec<StateSelection> {
        let stretch_s = input.values.number(&STRETCH);
        let mut parts = parts(input);
        for part in &mut parts {
            let longest = part.intervals.as_slice().iter();
            let longest = longest.max_by(|a, b| a.duration_s().total_cmp(&b.duration_s()));
            let Some(longest) = longest else { continue };
            let middle_s = f64::midpoint(longest.start_s, longest.stop_s);
            let half_s = 0.5 * stretch_s.min(longest.duration_s());
            part.selection.window = Interval::new(middle_s - half_s, middle_s + half_s);
            part.intervals = part.selection.window.into();
        }
        parts
    }
}

/// Columns that are measured.
const COLUMNS: usize = 20_000;

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let trains = input.recording.ensembles().times_s();
    let matrix = windows(input, trains, Alignment::Forward, COLUMNS, task)?;
    let mut scales = Vec::new();
    for (row, ruler) in matrix.rows.iter().zip(matrix.rulers()) {
        task.check()?;
        let values = row.difference(&ruler);
        let there = values.iter().copied().filter(|v| v.is_finite());
        let n = there.clone().count();
        let ends = [there.clone().reduce(f32::min), there.reduce(f32::max)];
        let ends = ends.map(|end| end.map_or(f64::NAN, f64::from));
        scales.push((row.scale, n, ruler.sd_difference, ends));
    }
    let rows = Rows::new("scales", scales)
        .scale(|(scale, ..)| *scale)
        .n("columns", |(_, n, ..)| *n)
        .column("sd", |(_, _, sd, _)| *sd)
        .column("lowest", |(.., ends)| ends[0])
        .column("highest", |(.., ends)| ends[1]);
    Ok(Numbers::new("matrix")
        .fact("step_s", matrix.grid.step_s())
        .table(rows))
}
