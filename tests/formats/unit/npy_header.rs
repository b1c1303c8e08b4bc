use equipoise::formats::npy::header::{Header, Number};

fn head(dict: &str) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dict.len() as u16).to_le_bytes());
    bytes.extend(dict.as_bytes());
    bytes
}

#[test]
fn what_numpy_writes() {
    let dict = "{'descr': '<u8', 'fortran_order': False, 'shape': (7, 1), }   \n";
    let header = Header::parse(&head(dict)).unwrap();
    assert_eq!(header.shape, [7, 1]);
    assert_eq!((header.count(), header.bytes()), (Some(7), Some(56)));
    assert!(header.number.is_integer() && !header.is_fortran);
    let mut cube = Header {
        shape: vec![2, 3, 4],
        ..header
    };
    // As numpy.ravel_multi_index has them.
    assert_eq!(cube.place(&[1, 2, 3]), 23);
    assert_eq!(cube.place(&[1, 0, 2]), 14);
    cube.is_fortran = true;
    assert_eq!(cube.place(&[1, 2, 3]), 23);
    assert_eq!(cube.place(&[1, 0, 2]), 13);
    for bad in [
        "{}",
        "{'descr': [('a', '<f8')], 'shape': ()}",
        "{'descr': '<c8'}",
    ] {
        assert!(Header::parse(&head(bad)).is_err(), "{bad}");
    }
}

#[test]
fn numbers_of_every_type() {
    let read = |descr: &str, bytes: &[u8]| {
        let mut all = Vec::new();
        Number::parse(descr)
            .unwrap()
            .decode(bytes, &mut |v| all.push(v));
        all
    };
    assert_eq!(read("|i1", &[255, 1]), [-1.0, 1.0]);
    assert_eq!(read(">u2", &[1, 2]), [258.0]);
    assert_eq!(read("<i4", &(-5_i32).to_le_bytes()), [-5.0]);
    assert_eq!(read("<f2", &0x3c00_u16.to_le_bytes()), [1.0]);
    assert_eq!(read(">f8", &2.5_f64.to_be_bytes()), [2.5]);
    assert_eq!(read("|b1", &[1, 0]), [1.0, 0.0]);
    let texts = Number::parse("<U2")
        .unwrap()
        .texts(&[b'a', 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(texts, ["a"]);
}
