use equipoise::formats::example::{leb128, train};

#[test]
fn leb128_reads_the_standard_example_and_refuses_what_does_not_end() {
    assert_eq!(leb128(&[0xE5, 0x8E, 0x26, 7]), Some((624_485, &[7u8][..])));
    assert_eq!(leb128(&[0x00]), Some((0, &[][..])));
    assert_eq!(leb128(&[0x80, 0x80]), None);
    assert_eq!(leb128(&[0xff; 12]), None);
    assert_eq!(leb128(&[]), None);
}

#[test]
fn a_train_that_is_cut_short_names_its_unit() {
    for n_spikes in [4, usize::MAX] {
        let mut bytes = &[3u8, 0x80, 1][..];
        let error = train(&mut bytes, n_spikes, "T1-C1").unwrap_err();
        assert!(error.to_string().contains("T1-C1"), "{error}");
    }
    let mut bytes = &[3u8, 0x80, 0x80][..];
    let error = train(&mut bytes, 2, "T1-C1").unwrap_err();
    assert!(error.to_string().contains("expected 2 spikes, found 1"));
}
