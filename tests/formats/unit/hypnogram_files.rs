use equipoise::formats::edf::hypnogram_files::belongs;

#[test]
fn names_that_belong_together() {
    assert!(belongs("SC4001E0-PSG", "SC4001EC-Hypnogram.edf"));
    assert!(!belongs("SC4001E0-PSG", "SC4002EC-Hypnogram.edf"));
    assert!(belongs("rat", "rat_hypno.txt") && belongs("rat", "rat.hypnogram.csv"));
    assert!(belongs("rat", "rat.hyp") && !belongs("rat", "rat.txt"));
    assert!(!belongs("rat", "rat2_hypno.txt") && !belongs("rat", "rat_notes.txt"));
}
