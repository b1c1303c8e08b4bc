//! Units that were observed for a part of the time, as NWB has it.

use crate::files::{folder, open, warnings};
use equipoise::formats::nwb::{self, Fields};
use equipoise::recording::{Interval, Intervals};
use std::path::Path;

#[test]
fn observed_time_is_kept_for_each_unit() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let read = open(&data.join("nwb_observed.nwb")).expect("a recording");
    // 0 to 100 s with 100 spikes; 0 to 10 s with 100; 0 to 20 s and 40 to 50 s with 60.
    let rates: Vec<f64> = (0..3).map(|u| read.rate_hz(u)).collect();
    assert_eq!(rates, [1.0, 10.0, 2.0]);
    assert_eq!(read.units()[0].observed, None, "all the time");
    let parts = [Interval::new(0.0, 20.0), Interval::new(40.0, 50.0)];
    assert_eq!(read.observed(2).as_slice(), parts);
    assert_eq!(
        warnings(&read)
            .iter()
            .filter(|w| w.contains("outside"))
            .count(),
        0
    );
    let unobserved =
        |from: f64, to: f64| read.unobserved(&Intervals::from(Interval::new(from, to)));
    assert_eq!(unobserved(0.0, 10.0), None);
    assert_eq!(unobserved(0.0, 20.0), Some((1, 10.0)));
    assert_eq!(unobserved(0.0, 100.0), Some((2, 90.0)));

    let folder = folder(&vec![]);
    let path = folder.path().join("again.nwb");
    nwb::write(&read, &path, Fields::Copied, &mut |_| ()).expect("written");
    let again = open(&path).expect("a recording");
    assert_eq!(read.units(), again.units());
    assert_eq!(read.span(), again.span());
}
