//! Units of the rate network: their rates and efficacies over time, the means of both classes, and
//! where the network would rest.

mod draw;
mod numbers;

use crate::analysis::{
    AnalysisError, FieldTraces, MOST_STEPS, SignalTrace, Step, Task, field_steps, field_traces,
};
use crate::plot::{Ink, Mark, Sheet, Stroke, number_text};
use crate::recording::{Class, Field, Interval, Recording, unit_names};
use crate::views::shared::{event, signal, time_overlay, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};
use std::collections::BTreeMap;
use std::sync::Arc;

pub static INFO: Info = Info {
    id: "rate-units",
    title: "Units of the rate network",
    summary: "Rates and efficacies of single units, with population means and the fixed point",
    help: Help {
        shows: "At the top the rates phi of some excitatory (blue) and inhibitory units (red) over the window, thin, with the means of all units of each class, thick; below, the efficacies w of the same excitatory units and their mean. Dashed: the homogeneous fixed point, where all units of a class would rest alike. Selected units are drawn in the colour of what is marked; a click on a line selects its unit. Where there are more samples than pixels, lines are means and bands run from the smallest to the largest sample.",
        computed: "Rates, efficacies, means and fixed point are fields of the network. phi is between 0 and 1, in units of the largest rate; w is the share of an excitatory synapse's strength that depression has left. The fixed point is that of this number of units and of inputs, followed from J0 = 0 to the present parameters by Newton's method; when a control is turned it steps. There is none where units of a class have different numbers of inputs, or where it cannot be followed so far. Mean and SD are over all samples of the window.",
        look_for: "At small J0 all lines fall onto the dashed ones. Beyond the critical J0 units part from one another: at rest at different rates, in rhythm, or wandering without end (chaos), while the means stay near a level of their own. Depression holds that level: rates of about a tenth of the largest without any current from outside. With depression off (u = 0) the rates run to saturation.",
        fooled_by: "Units with fields are the first of their class, not a chosen few; a unit can be silent for long. The means in chaos lie beside the fixed point, which is not stable there: it says where the network would rest, not where it should be. After a start or a turned control there is a transient of some tens of time constants (20 ms each as shown here). Over a long window lines are means that hide what is fast: shorten it. Attractors coexist: another start may lead elsewhere.",
        reconstructed: "Equations and all parameters but J0 and I0 of the network; that a time constant is 20 ms is this program's.",
        source: "Angulo-Garcia and Torcini (2025), whose figures show such traces; see the network's own parameters.",
    },
    parameters: &[],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct RateUnitsView;

/// A unit with fields.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownUnit {
    pub name: String,
    /// Its place in the recording.
    pub unit: Option<usize>,
    pub class: Class,
    pub phi: SignalTrace,
    /// The drawn line.
    pub line: Arc<[[f64; 2]]>,
    /// Of an excitatory one.
    pub w: Option<(SignalTrace, Arc<[[f64; 2]]>)>,
}

/// Means over all units: phi of E, phi of I, and w.
pub const MEANS: [&str; 3] = ["phi of E", "phi of I", "w"];

/// Units, means and fixed point in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    /// Of the samples.
    pub sampled: Interval,
    pub rate_hz: f64,
    pub samples: usize,
    pub missing: usize,
    pub units: Vec<ShownUnit>,
    /// In the order of [`MEANS`]; `None` where that is not recorded.
    pub means: [Option<SignalTrace>; 3],
    /// Stretches of one fixed point, each with a value for each of [`MEANS`]; `None` where that is
    /// not recorded.
    pub fixed: Option<Vec<Step>>,
}

impl Outcome {
    /// The last fixed point of the window.
    pub fn last_fixed(&self) -> Option<[f64; 3]> {
        let last = self.fixed.as_ref()?.last()?;
        Some([0, 1, 2].map(|place| last.values.get(place).copied().unwrap_or(f64::NAN)))
    }
}

fn field<'a>(recording: &'a Recording, name: &str) -> Option<&'a Field> {
    let mut fields = recording.fields().iter();
    fields.find(|field| field.name == name)
}

/// The channels of a field with the names of the means, where it has them all.
fn of_means(field: &Field) -> Option<Vec<usize>> {
    let place = |name: &&str| field.channels.iter().position(|channel| channel == name);
    MEANS.iter().map(place).collect()
}

fn outcome(input: &Input<'_>, columns: usize, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let recording = input.recording;
    let Some(phi) = field(recording, "phi").filter(|field| !field.channels.is_empty()) else {
        return Err(AnalysisError::NothingToShow(
            "This recording has no rates of units. It needs a field \"phi\" with a channel for each unit, as the rate network gives it (choose it on the page Network, or simulate it).".to_owned(),
        ));
    };
    let window = event::window(input)?;
    let all = |field: &Field| (0..field.channels.len()).collect::<Vec<_>>();
    let rates = field_traces(phi, &all(phi), window, columns, task)?;
    let mut missing = rates.missing;
    let mut efficacies = BTreeMap::new();
    let mut keep = |field: &Field, channels: &[usize]| -> Result<FieldTraces, AnalysisError> {
        let made = field_traces(field, channels, window, columns, task)?;
        missing += made.missing;
        Ok(made)
    };
    if let Some(field) = field(recording, "w") {
        let made = keep(field, &all(field))?;
        for (name, trace) in field.channels.iter().zip(made.traces) {
            let line = signal::line(&trace, made.window, |v| v);
            efficacies.insert(name.as_str(), (trace, line));
        }
    }
    let mut means = [None, None, None];
    if let Some(field) = field(recording, "mean")
        && let Some(channels) = of_means(field)
    {
        let made = keep(field, &channels)?;
        for (mean, trace) in means.iter_mut().zip(made.traces) {
            *mean = Some(trace);
        }
    }
    let fixed = field(recording, "fixed point").and_then(|f| Some((f, of_means(f)?)));
    let fixed = fixed.map(|(field, channels)| field_steps(field, &channels, window, task));
    let names = unit_names(recording.units());
    let places: BTreeMap<&str, usize> = names.iter().map(String::as_str).zip(0..).collect();
    let units = phi.channels.iter().zip(rates.traces).map(|(name, phi)| {
        let unit = places.get(name.as_str()).copied();
        ShownUnit {
            name: name.clone(),
            unit,
            class: unit.map_or(Class::Unclassified, |unit| recording.units()[unit].class),
            line: signal::line(&phi, rates.window, |v| v),
            phi,
            w: efficacies.remove(name.as_str()),
        }
    });
    let units = units.collect();
    Ok(Outcome {
        window,
        sampled: rates.window,
        rate_hz: rates.rate_hz,
        samples: rates.samples,
        missing,
        units,
        means,
        fixed: fixed.transpose()?,
    })
}

impl View for RateUnitsView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        outcome(input, event::columns(input), task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let of = |trace: &SignalTrace| 5 * size_of_val(&trace.low[..]);
        let units = outcome.units.iter().map(|unit| {
            let w = unit.w.as_ref().map_or(0, |(trace, _)| of(trace));
            of(&unit.phi) + w
        });
        let means = outcome.means.iter().flatten().map(of);
        units.chain(means).sum()
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let pixel_s = outcome.window.duration_s() / 2000.0;
        let plots = draw::PLOTS.into_iter();
        let mut all = time_overlay::overlay(plots, outcome.window, pixel_s, marks);
        let is_selected = |unit: &&ShownUnit| unit.unit.is_some_and(|u| marks.units.contains(&u));
        for unit in outcome.units.iter().filter(is_selected) {
            let stroke = Stroke::new(Ink::Accent, 1.6);
            let [phi, w] = draw::PLOTS;
            all.push((phi, Mark::line(Arc::clone(&unit.line), stroke)));
            if let Some((_, line)) = &unit.w {
                all.push((w, Mark::line(Arc::clone(line), stroke)));
            }
        }
        all
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let is_phi = plot == draw::PLOTS[0];
        let near = outcome.units.iter().filter_map(|unit| {
            let trace = match &unit.w {
                _ if is_phi => &unit.phi,
                Some((trace, _)) => trace,
                None => return None,
            };
            let j = signal::column_at(trace, outcome.sampled, at[0])?;
            let away = ((trace.mean[j] - at[1]) / reach[1]).abs();
            (away < 2.0).then_some((away, unit, trace.mean[j]))
        });
        let (_, unit, value) = near.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let what = if is_phi { "phi" } else { "w" };
        let (value, when) = (number_text(value, 3), wording::clock(at[0]));
        Some(PickedPlace {
            interval: None,
            text: format!("{}: {what} {value} at {when}", unit.name),
            unit: unit.unit,
        })
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&outcome(input, 1, task)?)])
    }
}

/// Whether steps were left out because there are too many.
fn is_cut(steps: &[Step]) -> bool {
    steps.len() == MOST_STEPS
}
