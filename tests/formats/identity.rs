use equipoise::formats::fingerprint;

#[test]
fn a_file_is_known_by_what_is_in_it_and_not_by_its_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        fingerprint(&path).expect("readable")
    };
    let mut large = vec![7_u8; 3 << 20];
    let before = write("a.bin", &large);
    large[2_000_003] = 8;
    assert_ne!(write("a.bin", &large), before, "one byte in the middle");
    let mut large = vec![7_u8; 17 << 20];
    let first = write("a.bin", &large);
    assert_eq!(first, write("b.dat", &large));
    *large.last_mut().expect("not empty") = 8;
    assert_ne!(first, write("a.bin", &large));
    large.push(8);
    assert_ne!(write("a.bin", &large), first);
    assert_ne!(write("c", b"small"), write("d", b"smaller"));
    assert!(fingerprint(&dir.path().join("nowhere")).is_err());
}
