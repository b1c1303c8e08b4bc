//! Partition curves against the anchors of the papers and closed forms.

use equipoise::analysis::partition::{Definition, Gini, Shares, poisson_gini};

/// Expected occupancies of a Poisson distribution over a million bins, levels with at least half
/// a bin.
fn poisson(mean: f64) -> Vec<(u32, u64)> {
    let mut chance = (-mean).exp();
    let mut out = Vec::new();
    for level in 0u32..2000 {
        if level > 0 {
            chance *= mean / f64::from(level);
        }
        let bins = (chance * 1e6).round() as u64;
        if chance * 1e6 >= 0.5 {
            out.push((level, bins));
        }
    }
    out
}

#[test]
fn the_poisson_reference_is_the_formula() {
    for (mean, gini) in [
        (0.05, 0.9524),
        (0.1, 0.9092),
        (0.2, 0.8342),
        (0.35, 0.7440),
        (0.5, 0.6737),
        (1.0, 0.5238),
        (2.0, 0.3858),
        (5.0, 0.2491),
        (10.0, 0.1773),
        (20.0, 0.1258),
        (50.0, 0.0797),
    ] {
        assert!((poisson_gini(mean) - gini).abs() < 6e-5, "{mean}");
        // And what the curve of such bins has.
        let found = Gini::new(&poisson(mean)).classic;
        assert!((found - gini).abs() < 3e-4, "{mean}: {found}");
    }
    // Large means: 1 / sqrt(pi mean), and no seam where the expansion changes.
    assert!((poisson_gini(1e6) * (std::f64::consts::PI * 1e6).sqrt() - 1.0).abs() < 1e-6);
    assert!((poisson_gini(14.999) - poisson_gini(15.001)).abs() < 1e-4);
    assert!(poisson_gini(0.0).is_nan() && Gini::new(&[(0, 10)]).classic.is_nan());
}

#[test]
fn paper_levels_of_poisson_bins_are_those_measured() {
    for (mean, most, gini, weighted) in [
        (0.1, 4, 0.8844, 0.8690),
        (0.35, 6, 0.9238, 0.8966),
        (1.0, 9, 0.9297, 0.8889),
        (4.0, 17, 0.8465, 0.8182),
        (12.6, 33, 0.7493, 0.7394),
        (40.0, 73, 0.7021, 0.6989),
        (150.0, 210, 0.7356, 0.7349),
    ] {
        let occupancy = poisson(mean);
        assert_eq!(occupancy.last().unwrap().0, most, "{mean}");
        let found = Gini::new(&occupancy);
        assert!((found.paper - gini).abs() < 2e-3, "{mean}: {found:?}");
        assert!(
            (found.paper_weighted - weighted).abs() < 2e-3,
            "{mean}: {found:?}"
        );
    }
    // The last vertex before the end, as read off the figure.
    for (mean, x, y) in [(0.1, 0.9, 0.0492), (0.35, 0.9524, 0.1648)] {
        let shares = Shares::new(&poisson(mean), Definition::PaperLevel).unwrap();
        let vertex = shares.xy[shares.xy.len() - 2];
        assert!(
            (vertex[0] - x).abs() < 1e-4 && (vertex[1] - y).abs() < 1e-3,
            "{vertex:?}"
        );
        assert!((shares.value_at(x) - vertex[1]).abs() < 1e-3);
    }
}

#[test]
fn known_distributions_have_their_known_curves() {
    // Equal occupancy of levels is the diagonal.
    let equal: Vec<(u32, u64)> = (1..=1).map(|v| (v, 7)).collect();
    assert!(
        Shares::new(&equal, Definition::ClassicLorenz)
            .unwrap()
            .gini()
            .abs()
            < 1e-12
    );
    // Uniform counts from 0 to b: L = x^2 and Gini 1/3.
    let uniform: Vec<(u32, u64)> = (0..=5000).map(|v| (v, 1)).collect();
    let lorenz = Shares::new(&uniform, Definition::ClassicLorenz).unwrap();
    assert!((lorenz.gini() - 1.0 / 3.0).abs() < 1e-3);
    assert!((lorenz.value_at(0.6) - 0.36).abs() < 1e-3);
    // Exponential: 1/2.
    let exponential: Vec<(u32, u64)> = (0..20_000)
        .map(|v| (v, (1e9 * (-f64::from(v) / 1000.0).exp()) as u64))
        .collect();
    assert!((Gini::new(&exponential).classic - 0.5).abs() < 2e-3);
    assert!(Shares::new(&[(0, 5)], Definition::ClassicLorenz).is_none());
    assert!(Shares::new(&[], Definition::PaperLevel).is_none());
}
