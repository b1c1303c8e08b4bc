//! Connections: which unit excites or inhibits which, from short-latency cross-correlograms
//! (methods B2).

mod correlogram;
mod draw;
mod matrix;
mod numbers;

use crate::analysis::connections::{
    ALPHA, Connection, FEWEST_SPIKES, JITTER, JITTERS, LeftOut, Options, Pairs, SEED, STRICT, TEST,
    TestedPair, Tests, WINDOW, suggested_classes,
};
use crate::analysis::waveforms::classify;
use crate::analysis::{AnalysisError, Parameter, Task, waveforms};
use crate::plot::Sheet;
use crate::recording::{Class, ClassSource};
use crate::views::shared::wording;
use crate::views::units::waveforms::INFO as WAVEFORMS;
use crate::views::{Dependency, Help, Info, Input, Numbers, PickedPlace, View};
use std::sync::Arc;

pub static PRE: Parameter = Parameter::whole(
    "pre",
    "From unit",
    "Number of the presynaptic unit of the correlogram, in the order of the file; 0 for the strongest",
    [0, 0, 1_000_000],
);

pub static POST: Parameter = Parameter::whole(
    "post",
    "To unit",
    "Number of the postsynaptic unit of the correlogram, in the order of the file; 0 for the strongest",
    [0, 0, 1_000_000],
);

pub static INFO: Info = Info {
    id: "connections",
    title: "Connections",
    summary: "Which units excite or inhibit which, from short-latency cross-correlograms",
    help: Help {
        shows: "Left: a row for each presynaptic unit and a column for each postsynaptic one, excitatory units first, then inhibitory, then those without class. A disc is an excitatory connection and a ring an inhibitory one; shaded cells are still to be tested; the crossing lines mark the pair on the right. Right: the correlogram of that pair, the rate of the postsynaptic unit around the spikes of the presynaptic one, with what is expected and the bounds; the lags that count are shaded. The tables list the connections, and what those of each unit say of its class.",
        computed: "Lags between the spikes of two units, in half-open bins with the middle one centred on 0; one correlogram serves both directions. Convolution: bins of 0.4 ms; expected is the correlogram smoothed with a Gaussian of 5 ms SD whose middle weighs 0.4 of its height, mirrored at the ends. Bounds are Poisson quantiles at alpha / 20. Excitation: a bin from 0.8 to 4 ms above the bound, and the highest of them above what the highest from -3.2 to 0 ms allows at alpha. Inhibition: a bin below the bound; with strict troughs also below what its mirror image before 0 allows at alpha, where the excess over all these lags is negative. p is that of the most unusual bin (mid-p), not corrected. Jitter: bins of 0.5 ms; the spikes of the unit that is later in the file move evenly by up to 5 ms either way, 1000 times. The global band holds 99 % of the highest, and of the lowest, values of each jittered correlogram after 0. Excitation: two neighbouring bins from 1.5 to 4 ms above it; inhibition: two from 1 to 6 ms below; with strict troughs each also below what its mirror image allows at 1 %, with a negative excess. Where more spikes coincide than the upper bound, or band, no strict trough counts. p is the rank of the extreme among those of the jittered. Excess: spikes in these lags beyond what the bins around them give when smoothed without them, for each presynaptic spike. Pairs of one electrode have their central bin masked.",
        look_for: "A narrow peak 1 to 4 ms after 0 that is not there before 0: a monosynaptic excitatory connection. A trough of some ms that begins just after 0: inhibition. Few pairs are connected, one in a hundred or fewer; units that make several connections of one sign have told their class.",
        fooled_by: "Peaks on both sides of 0 or at 0 are common input, not a connection. A bad sorting makes false peaks: one cell split in two gives a trough at 0 and a peak beside it, one cell taken twice a peak at 0 and troughs beside it, and overlapping spikes on one electrode vanish. Bursts and theta or ripple rhythm give structure of a few ms that smoothing does not follow; the jitter test is then the stricter one. Many pairs are tested: compare what is found with what chance gives, which is said below. Two units that inhibit each other with equal strength look like dead time and are not found. Troughs need many coincidences, so weak or slow units show excitation only. Where spike times have a clock coarser than the bin, bins hold unequal numbers of ticks.",
        reconstructed: "The papers show a 99 % interval from jittered trains; the jitter of 5 ms, the bins and the windows of lags for both signs are reconstructed, and so is the rule of two bins. The convolution test follows CellExplorer; it has no rule for inhibition of its own: that a trough must stand out from its mirror image, and not stand beside a peak at 0, is this program's choice (Strict troughs; off, the published rule), without which dead time and cells sorted twice make most troughs. That a unit with connections of both signs stays without a suggested class is this program's choice.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016); Peyrache et al., PNAS 109:1731 (2012), Fig 3; Stark and Abeles, J Neurosci Methods 179:90 (2009); CellExplorer, Petersen et al. (2021).",
    },
    parameters: &[
        &TEST, &WINDOW, &JITTER, &JITTERS, &ALPHA, &STRICT, &SEED, &PRE, &POST,
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionsView;

/// The pairs tested so far, and the one that is shown in full.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub options: Options,
    pub pairs: Pairs,
    pub left_out: LeftOut,
    pub duration_s: f64,
    /// Pairs whose central bin is masked; `None` where no electrode is known.
    pub masked: Option<usize>,
    /// What was found so far, the least p first.
    pub found: Vec<Connection>,
    /// Places among the tested units in the order of the matrix: E, I, unclassified.
    pub order: Vec<usize>,
    pub shown: Result<TestedPair, String>,
    /// Names of all units of the file.
    names: Vec<String>,
    /// Of all units: "RS", "FS", "uncertain" or empty, as the view of waveform classes is set.
    waveforms: Arc<[&'static str]>,
}

impl Outcome {
    pub fn name(&self, unit: usize) -> &str {
        self.names.get(unit).map_or("", String::as_str)
    }
}

/// The tests, if there are two units to be tested.
fn tests<'a>(input: &Input<'a>, task: &Task<'_>) -> Result<Tests<'a>, AnalysisError> {
    let nothing = |why: String| Err(AnalysisError::NothingToShow(why));
    let recording = input.recording;
    match recording.units().len() {
        0 => return nothing("The recording has no units. Connections need the spikes of two or more: open a file with sorted units.".to_owned()),
        1 => return nothing("The recording has one unit. Connections need the spikes of two or more.".to_owned()),
        _ => {}
    }
    let intervals = input.selection.intervals(recording);
    let tests = Tests::new(recording, intervals, Options::from(input.values), task)?;
    let tested = tests.units().len();
    if tested < 2 {
        let has = if tested == 1 {
            "unit has"
        } else {
            "units have"
        };
        return nothing(format!(
            "{} included {has} {FEWEST_SPIKES} spikes or more in the selection; connections need two. Choose a longer window, more states or more units.",
            if tested == 1 { "One" } else { "No" },
        ));
    }
    Ok(tests)
}

/// The unit that a parameter asks for; `None` for any.
fn asked(input: &Input<'_>, parameter: &crate::analysis::Parameter) -> Option<usize> {
    let number = usize::try_from(input.values.integer(parameter)).ok()?;
    number.checked_sub(1)
}

/// The pair to be shown: the strongest connection that goes from and to the units asked for, or
/// where there is none the direction with the least p.
fn strongest(pairs: &Pairs, found: &[Connection], asked: [Option<usize>; 2]) -> Option<[usize; 2]> {
    if let [Some(pre), Some(post)] = asked {
        return Some([pre, post]);
    }
    let fits = |pre: usize, post: usize| {
        asked[0].is_none_or(|unit| unit == pre) && asked[1].is_none_or(|unit| unit == post)
    };
    if let Some(first) = found.iter().find(|c| fits(c.pre, c.post)) {
        return Some([first.pre, first.post]);
    }
    let units = pairs.units();
    let all = pairs.verdicts().map(|(a, b, v)| (units[a], units[b], v.p));
    let least = all
        .filter(|(a, b, _)| fits(*a, *b))
        .min_by(|x, y| x.2.total_cmp(&y.2));
    least.map(|(a, b, _)| [a, b])
}

fn shown(
    input: &Input<'_>,
    tests: &Tests<'_>,
    pair: Option<[usize; 2]>,
    task: &Task<'_>,
) -> Result<Result<TestedPair, String>, AnalysisError> {
    let Some(pair) = pair else {
        return Ok(Err("No pair of the units asked for is tested.".to_owned()));
    };
    if let Some(shown) = tests.show(pair, task)? {
        return Ok(Ok(shown));
    }
    let [pre, post] = pair.map(|unit| unit + 1);
    let count = input.recording.units().len();
    Ok(Err(if pre == post {
        format!("Unit number {pre} has no pair with itself.")
    } else if pre.max(post) > count {
        format!(
            "There is no unit number {}: there are {count}.",
            pre.max(post)
        )
    } else {
        format!(
            "The pair of units number {pre} and {post} is not tested: too few spikes, or left out."
        )
    }))
}

/// The outcome with some pairs more.
fn with(
    input: &Input<'_>,
    tests: &Tests<'_>,
    pairs: Pairs,
    before: Option<&Outcome>,
    task: &Task<'_>,
) -> Result<Outcome, AnalysisError> {
    let found = pairs.connections();
    let pair = strongest(&pairs, &found, [&PRE, &POST].map(|p| asked(input, p)));
    // A pair that is shown already is not worked out again.
    let same = before
        .map(|b| &b.shown)
        .filter(|s| s.as_ref().is_ok_and(|s| Some([s.pre, s.post]) == pair));
    let shown = match same {
        Some(same) => same.clone(),
        None => shown(input, tests, pair, task)?,
    };
    let units = input.recording.units();
    let mut order: Vec<usize> = (0..pairs.units().len()).collect();
    order.sort_by_key(|place| units[pairs.units()[*place]].class);
    Ok(Outcome {
        options: Options::from(input.values),
        left_out: tests.left_out,
        duration_s: input.selection.intervals(input.recording).duration_s(),
        masked: tests.masked(),
        found,
        order,
        shown,
        names: units.iter().map(|unit| unit.id.clone()).collect(),
        waveforms: before.map_or_else(|| by_waveform(input), |b| Arc::clone(&b.waveforms)),
        pairs,
    })
}

/// What the waveform of each unit says of it.
fn by_waveform(input: &Input<'_>) -> Arc<[&'static str]> {
    let units = input.recording.units();
    let options = waveforms::Options::from(&input.values_of(&WAVEFORMS));
    let grouping = classify(units, &options).ok();
    let group = |unit| {
        grouping
            .as_ref()
            .map_or("", |grouping| grouping.group(unit))
    };
    (0..units.len()).map(group).collect()
}

/// All of it at once.
fn whole(input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let tests = tests(input, task)?;
    with(input, &tests, tests.all(task)?, None, task)
}

impl View for ConnectionsView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas, Dependency::Values(WAVEFORMS.id)];
    const CLASS_SOURCE: Option<ClassSource> = Some(ClassSource::CrossCorrelogram);

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let tests = tests(input, task)?;
        let blank = tests.blank();
        let pairs = tests.with_next_piece(&blank, task)?.unwrap_or(blank);
        with(input, &tests, pairs, None, task)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome.pairs.is_complete()
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        if outcome.pairs.is_complete() {
            return Ok(None);
        }
        let tests = tests(input, task)?;
        match tests.with_next_piece(&outcome.pairs, task)? {
            Some(pairs) => with(input, &tests, pairs, Some(outcome), task).map(Some),
            None => Ok(None),
        }
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let names: usize = outcome.names.iter().map(String::len).sum();
        outcome.pairs.bytes() + size_of_val(&outcome.found[..]) + names + 16 * outcome.names.len()
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        match plot {
            "matrix" => matrix::pick(outcome, at),
            "correlogram" => correlogram::pick(outcome, at),
            _ => None,
        }
    }

    fn classes(&self, outcome: &Outcome) -> Option<Vec<Option<Class>>> {
        let is_complete = outcome.pairs.is_complete();
        is_complete.then(|| suggested_classes(&outcome.found, outcome.names.len()))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let outcome = whole(input, task)?;
        Ok(numbers::numbers(&outcome, input))
    }
}

/// "1.2×10⁻⁵", or the smallest p that can be computed.
fn p_text(p: f64) -> String {
    if p < 1e-15 {
        "< 10⁻¹⁵".to_owned()
    } else {
        crate::plot::number_text(p, 2)
    }
}

/// What a sign is called.
fn word(sign: crate::analysis::connections::Sign) -> &'static str {
    match sign {
        crate::analysis::connections::Sign::Excitatory => "excitation",
        crate::analysis::connections::Sign::Inhibitory => "inhibition",
    }
}
