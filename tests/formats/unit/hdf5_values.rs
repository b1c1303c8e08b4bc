use equipoise::formats::hdf5::values::{half, integers_as_text, numbers};
use hdf5_reader::Datatype;
use hdf5_reader::error::ByteOrder;

fn int(size: u8, signed: bool, byte_order: ByteOrder) -> Datatype {
    Datatype::FixedPoint {
        size,
        signed,
        byte_order,
    }
}

#[test]
fn integers_of_every_width_and_order_widen() {
    let little = ByteOrder::LittleEndian;
    let read = |raw: &[u8], d: Datatype| numbers(raw, &d).unwrap();
    assert_eq!(read(&[255], int(1, false, little)), [255.0]);
    assert_eq!(read(&[255], int(1, true, little)), [-1.0]);
    assert_eq!(read(&[1, 2], int(2, false, little)), [513.0]);
    assert_eq!(read(&[1, 2], int(2, false, ByteOrder::BigEndian)), [258.0]);
    assert_eq!(read(&(-7i64).to_le_bytes(), int(8, true, little)), [-7.0]);
    assert_eq!(read(&[0, 0, 1], int(3, false, little)), [65536.0]);
}

#[test]
fn half_precision_widens() {
    for (bits, value) in [(0x3c00, 1.0), (0xc000, -2.0), (0x0001, 2f64.powi(-24))] {
        assert_eq!(half(bits), value);
    }
    assert!(half(0x7e00).is_nan());
}

#[test]
fn large_ids_keep_their_last_digit() {
    let id = (1i64 << 60) + 1;
    let texts = integers_as_text(&id.to_le_bytes(), &int(8, true, ByteOrder::LittleEndian));
    assert_eq!(texts.unwrap(), [id.to_string()]);
}
