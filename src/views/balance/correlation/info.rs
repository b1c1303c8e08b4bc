//! What the correlation says of itself, and its parameters.

use crate::analysis::{Kind, Parameter};
use crate::views::shared::by_state::SPLIT;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::{Help, Info, Input};

pub static LAGS: Parameter = Parameter {
    id: "lags",
    label: "Lags",
    unit: "bins",
    help: "How many bins inhibition is shifted against excitation, at most, to either side",
    kind: Kind::Integer {
        default: 20,
        min: 5,
        max: 100,
    },
};

/// The largest lag, in bins.
pub fn lags(input: &Input<'_>) -> usize {
    usize::try_from(input.values.integer(&LAGS)).unwrap_or(20)
}

pub static INFO: Info = Info {
    id: "correlation",
    title: "Correlation",
    summary: "The correlation of excitation and inhibition over lags and scales, and where its peak is",
    help: Help {
        shows: "Left, the correlation r of pooled excitation with pooled inhibition a lag later: lags in bins across, scales up, fine at the bottom. Discs are the peak of each scale; rings stand where the peak tells nothing, because r is inside the interval or the peak is at the edge. The line across is the chosen scale, and the curve on the right is its r against the lag in time, with its peak.",
        computed: "At each scale r(l) = corr(z E(t), z I(t + l)): a positive lag means that inhibition follows excitation. The estimator is the biased one: products of deviations are summed over the pairs of bins that lie l bins apart within one interval of the selection and divided by the number n of all bins; means and SDs are those of all bins, with n in the denominator. Sums are of whole numbers. The peak lies at the top of the parabola through the largest value and its two neighbours; at the first or last lag it is that lag. The grey band is ±1.96/sqrt(n), the 95 % interval of r if all bins were independent. With a surrogate it is what 95 % of the realisations give at each lag instead, and a peak is compared with the peaks of the realisations, which are the largest of as many lags.",
        look_for: "A peak near lag 0 at many scales: excitation and inhibition move together. A ridge that keeps its lag in seconds moves towards lag 0 in bins as bins get longer. A peak that shifts away from 0 is what a network shows that is driven from outside while its own recurrence is weak.",
        fooled_by: "Where r is tiny the position of the maximum means nothing: look at the band. Neighbouring bins are not independent, so that the band is too narrow wherever activity is slow against the bin; the largest of 41 lags leaves it more often than a single lag does. At coarse scales few bins are left: see n. States of different rates in one selection correlate by themselves, at all lags. The biased estimator shrinks r at lags that are long against the intervals of the selection.",
        reconstructed: "The paper shows that the population correlation peaks near lag 0; estimator, lags in bins and interpolation are this program's.",
        source: "Dehghani et al., Dynamic balance of excitation and inhibition in human and monkey neocortex (Scientific Reports 6:23176, 2016). Conventions are set down in this program's ARCHITECTURE.",
    },
    parameters: &[&LAGS, &SPLIT, &EQUAL, &EQUAL_SEED],
};
