//! Help and parameters of the field view.

use crate::analysis::filter::MOST_ORDER;
use crate::analysis::{Entry, Parameter, Reference};
use crate::views::{Help, Info};

pub static FIELD: Parameter = Parameter::entry(
    "field",
    "Field",
    "Which field of the recording, by name or number",
    1,
    Entry::Field,
);

pub static FIRST: Parameter = Parameter::entry(
    "first-channel",
    "First channel",
    "The channel at the top, by name or number",
    1,
    Entry::Channel,
);

pub static COUNT: Parameter = Parameter::whole(
    "channels",
    "Channels",
    "How many channels are shown, from the first on",
    [8, 1, 64],
);

pub static REFERENCE: Parameter = Parameter::choice(
    "reference",
    "Reference",
    "What channels are measured against: nothing more, the mean of all channels, or the next channel",
    "none",
    Reference::OPTIONS,
);

pub static LOW: Parameter = Parameter::number(
    "high-pass",
    "Pass from",
    "Hz",
    "Lower end of the band of the traces; 0 for none",
    [0.0, 0.0, 10_000.0],
);

pub static HIGH: Parameter = Parameter::number(
    "low-pass",
    "Pass to",
    "Hz",
    "Upper end of the band of the traces; 0 for none",
    [0.0, 0.0, 10_000.0],
);

pub static ORDER: Parameter = Parameter::whole(
    "order",
    "Order",
    "Order of the Butterworth filter in each of its two directions",
    [4, 1, MOST_ORDER as i64],
);

pub static NOTCH: Parameter = Parameter::choice(
    "notch",
    "Notch",
    "Takes the frequency of the mains out of the traces",
    "none",
    &[("none", "None"), ("50", "50 Hz"), ("60", "60 Hz")],
);

pub static SPECTRUM: Parameter = Parameter::entry(
    "spectrogram-channel",
    "Channel of the spectrogram",
    "The channel whose power is shown over time and frequency, by name or number",
    1,
    Entry::Channel,
);

pub static SEGMENT: Parameter = Parameter::number(
    "segment",
    "Segments",
    "s",
    "Length of the segments of the spectrogram: longer ones tell frequencies apart, shorter ones times",
    [1.0, 0.02, 60.0],
);

pub static HIGHEST: Parameter = Parameter::number(
    "to-hz",
    "Highest frequency",
    "Hz",
    "Upper end of the spectrogram",
    [150.0, 1.0, 10_000.0],
);

pub static INFO: Info = Info {
    id: "field",
    title: "Field",
    summary: "Traces of the field, filtered and re-referenced, and a spectrogram of one channel",
    help: Help {
        shows: "Above, channels of the field one under the other, each around its own mean, with a bar for the size. Below, the power spectral density of one channel over time, in decibels of its unit squared per Hz.",
        computed: "Filters have zero phase: Butterworth second-order sections (and a notch with quality 30) run forwards and back, so that the amplitude at a corner is one half; at the ends of the recording the signal is continued by its point reflection, elsewhere by what was recorded. The common average is over all channels of the field; bipolar takes the next channel off. The spectrogram is of the re-referenced signal without the filter, in Hann-windowed segments that overlap by half and lose their mean, as scipy does it. Only the window is read, with as much around it as the filter needs. Where the window holds more segments than columns, one segment in the middle of each column stands for it.",
        look_for: "Rhythms of states: delta in slow-wave sleep, theta in REM, gamma in wake. In a seizure power rises over all frequencies, and its rhythm slows down.",
        fooled_by: "A filter rings at sharp edges and makes any noise look like a rhythm in its band. A common average spreads one bad channel over all. A bipolar pair does not see what both channels share. Gaps are bridged by straight lines before filtering and left empty after.",
        reconstructed: "",
        source: "Coefficients and continuation as in scipy.signal (butter, iirnotch, sosfiltfilt, spectrogram).",
    },
    parameters: &[
        &FIELD, &FIRST, &COUNT, &REFERENCE, &LOW, &HIGH, &ORDER, &NOTCH, &SPECTRUM, &SEGMENT,
        &HIGHEST,
    ],
};
