//! The drawing of the cross-correlogram.

use super::{Outcome, numbers};
use crate::analysis::{Correlogram, width_text};
use crate::plot::{Dash, Ink, Plot, Sheet, Stroke, Table};
use crate::views::balance::correlation::{curve, draw, surrogate::Band};
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::shared::wording;
use crate::views::{Input, NumberSource, ScreenTable};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome, input),
        ..Sheet::row([(1.0, plot(outcome))])
    }
}

fn plot(outcome: &Outcome) -> Plot {
    let Outcome {
        between, within, ..
    } = outcome;
    let r = |one: &Correlogram, lag: i64| {
        let place = usize::try_from(lag + one.most_lag() as i64).ok();
        place
            .and_then(|place| one.r.get(place))
            .copied()
            .unwrap_or(f64::NAN)
    };
    let band = Band::new(outcome.realised.as_ref(), between, r);
    let thin = |ink| Stroke::new(ink, 0.8).dashed(Dash::Dashed);
    let [e, i] = within;
    let mut plot = curve::of_correlogram(
        between,
        band.as_ref(),
        &[
            ("E with itself", thin(Ink::Excitatory), e),
            ("I with itself", thin(Ink::Inhibitory), i),
        ],
    );
    plot.title = format!(
        "E-I cross-correlogram in bins of {}",
        width_text(between.width_s)
    );
    plot.summary = draw::words(between);
    plot
}

fn table(outcome: &Outcome) -> Table {
    let between = &outcome.between;
    let realised = outcome.realised.as_ref();
    let realised = realised.map(|realised| realised.all().map(numbers::peak).collect());
    let numbers: &dyn NumberSource = &numbers::of_outcome(outcome);
    let most_s = between.width_s * between.most_lag() as f64;
    ScreenTable::new([(width_text(between.width_s), numbers)], realised)
        .row("Peak lag", |n| n.known_time_cell("peak_lag_s", most_s))
        .row("Peak lag in bins", |n| n.cell("peak_lag_bins", 3))
        .compared("Peak r", "peak_r", "peak_r", "")
        .compared("r at lag 0", "r_at_zero", "r_at_zero", "")
        .row("Peak lag, 95 % interval", |n| {
            n.time_interval_cell("peak_lag_s", most_s)
        })
        .row("95 % if unrelated, ±", |n| n.cell("half_if_unrelated", 3))
        .row("Bins n", |n| n.count_cell("n"))
        .row("Independent bins n_eff", |n| n.cell("n_eff", 3))
        .titled("Cross-correlogram")
}

/// What a peak has to rise above, in words and as r: the peaks of the surrogate, or what unrelated
/// E and I give before there are any.
fn bound(outcome: &Outcome) -> (&'static str, f64) {
    let peaks = outcome.realised.as_ref();
    let peaks = peaks.and_then(|all| all.spread(|one| one.peak_s()[1]));
    match peaks {
        Some(peaks) => ("95 % of the peaks of the surrogate", peaks.high),
        None => (
            "what unrelated E and I give",
            outcome.between.half_if_unrelated(),
        ),
    }
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![
        "A positive lag means that inhibition follows excitation.".to_owned(),
        "E and I with themselves are 1 at lag 0 by definition, which is left out.".to_owned(),
    ];
    let (words, bound) = bound(outcome);
    match outcome.between.peak {
        Some(peak) if peak.is_at_edge => notes.push(
            "r is largest at the edge of the lags: that is no peak, and a larger one may lie beyond."
                .to_owned(),
        ),
        Some(peak) if peak.r <= bound => notes.push(format!(
            "No r rises above {words}: where r is tiny the position of the maximum means nothing."
        )),
        _ => {}
    }
    notes.push(match &outcome.realised {
        Some(realised) => Realisations::note(realised),
        None => "The band is what E and I would give that have nothing to do with each other and are each as slow as these are."
            .to_owned(),
    });
    notes.extend(wording::unclassified(input.recording));
    notes
}
