//! Planted connections: what they leave as it was, and whether they are found.

use super::night;
use equipoise::analysis::connections::{Options, Sign, Test, connections};
use equipoise::analysis::{Selection, Task};
use equipoise::models::synthetic::Night;
use equipoise::recording::Class;

fn unconnected(seed: u64) -> Night {
    Night {
        connections: 0,
        ..night(seed)
    }
}

#[test]
fn a_connection_moves_few_spikes_and_not_far() {
    let (with, without) = (night(2).trains(), unconnected(2).trains());
    let planted = night(2).truth().connections();
    assert_eq!(planted.len(), 7);
    assert!(unconnected(2).truth().connections().is_empty());
    for unit in 0..100 {
        let (with, without) = (with.unit(unit), without.unit(unit));
        let Some(connection) = planted.iter().find(|c| c.post == unit) else {
            assert_eq!(with, without, "unit {unit}");
            continue;
        };
        assert_eq!(with.len(), without.len(), "none is made or removed");
        assert!(with.is_sorted());
        let still: std::collections::HashSet<u64> = without.iter().map(|t| t.to_bits()).collect();
        let moved = with
            .iter()
            .filter(|t| !still.contains(&t.to_bits()))
            .count();
        let share = moved as f64 / with.len() as f64;
        assert!(share > 0.005 && share < 0.1, "{connection:?}: {share}");
        // Ranks keep within the longest move where no spike is moved by more.
        let far = with.iter().zip(without).any(|(a, b)| (a - b).abs() > 0.5);
        assert!(!far, "{connection:?}");
        for state in equipoise::recording::State::ALL {
            for interval in night(2).truth().intervals(state).as_slice() {
                let count = |times: &[f64]| times.iter().filter(|t| interval.contains(**t)).count();
                assert_eq!(
                    count(with),
                    count(without),
                    "{connection:?}, {}",
                    state.name()
                );
            }
        }
    }
    // A unit is on one side only, and makes connections of one sign.
    for a in &planted {
        assert!(planted.iter().all(|b| a.pre != b.post));
        assert!(planted.iter().all(|b| a.pre != b.pre || a.sign == b.sign));
    }
    let few = Night {
        excitatory: 2,
        inhibitory: 1,
        ..Night::default()
    };
    assert_eq!(few.truth().connections().len(), 1, "the others lack a unit");
}

#[test]
fn the_planted_connections_are_found_and_hardly_another() {
    for seed in [1, 2, 3] {
        let recording = night(seed).recording();
        let planted = night(seed).truth().connections();
        let whole = Selection::whole(&recording);
        let options = Options {
            test: Test::Convolution,
            ..Options::default()
        };
        let found = connections(&recording, &whole, options, &Task::alone()).expect("alone");
        for connection in &planted {
            let found = found
                .iter()
                .find(|f| (f.pre, f.post) == (connection.pre, connection.post))
                .unwrap_or_else(|| panic!("seed {seed}: {connection:?} is not found"));
            assert_eq!(found.sign, connection.sign, "seed {seed}");
            let off_s = (found.lag_s - connection.latency_s).abs();
            let excess = found.excess;
            match connection.sign {
                Sign::Excitatory => {
                    assert!(off_s < 0.000_7, "seed {seed}: {found:?}");
                    // Where the other unit is silent nothing is drawn.
                    let share = excess / connection.strength;
                    assert!((0.7..1.15).contains(&share), "seed {seed}: {found:?}");
                }
                Sign::Inhibitory => {
                    assert!(off_s < 0.002, "seed {seed}: {found:?}");
                    assert!(excess < 0.0, "seed {seed}: {found:?}");
                }
            }
        }
        let others = found.len() - planted.len();
        println!("seed {seed}: {others} others");
        assert!(others <= 2, "seed {seed}: {found:?}");
        // The units' table names them.
        let column = recording
            .columns()
            .iter()
            .find(|c| c.name == "planted_connections");
        let said = column.expect("a column").values.to_labels();
        for c in &planted {
            let verb = match recording.units()[c.pre].class {
                Class::Excitatory => "excites",
                _ => "inhibits",
            };
            let post = &recording.units()[c.post].id;
            assert!(said[c.pre].starts_with(verb) && said[c.pre].contains(post.as_str()));
        }
        assert_eq!(said.iter().filter(|s| !s.is_empty()).count(), 5);
        let bare = unconnected(seed).recording();
        let whole = Selection::whole(&bare);
        let found = connections(&bare, &whole, options, &Task::alone()).expect("alone");
        assert!(found.len() <= 2, "seed {seed}");
    }
}
