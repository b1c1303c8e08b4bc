use equipoise::app::memory::{HeldRecording, budget, to_let_go, total_bytes};

#[test]
fn those_shown_longest_ago_go_first_and_none_that_is_in_use() {
    let held = |tab, bytes, shown_at, in_use| HeldRecording {
        tab,
        bytes,
        shown_at,
        in_use,
    };
    let all = vec![
        held(1, 40, 7, false),
        held(2, 40, 3, false),
        held(3, 40, 9, true),
        held(4, 40, 5, false),
        held(5, 40, 1, true),
    ];
    assert!(to_let_go(all.clone(), 200).is_empty());
    assert_eq!(to_let_go(all.clone(), 199), [2]);
    assert_eq!(to_let_go(all.clone(), 120), [2, 4]);
    assert_eq!(to_let_go(all, 0), [2, 4, 1], "what is in use stays");
}

#[test]
fn the_memory_of_the_machine_is_read_or_assumed() {
    let text = "MemTotal:       16303892 kB\nMemFree:         1234 kB\n";
    assert_eq!(total_bytes(text), Some(16_303_892 * 1024));
    for other in ["", "MemTotal: much", "MemTotal: 12 MB", "MemFree: 12 kB"] {
        assert_eq!(total_bytes(other), None, "{other}");
    }
    assert!(budget() > 0);
}
