use equipoise::cli::npz::header;

#[test]
fn a_header_is_what_numpy_writes() {
    // numpy.save of numpy.zeros((2, 3)), its first 128 bytes, with the comma that NumPy leaves
    // out after the last side (both are read).
    let bytes = header("<f8", &[2, 3]);
    assert_eq!(bytes.len() % 64, 0);
    assert_eq!(&bytes[..10], b"\x93NUMPY\x01\x00\x76\x00");
    let words = String::from_utf8_lossy(&bytes[10..]);
    assert!(words.starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3,), }"));
    assert!(words.ends_with(" \n"));
}
