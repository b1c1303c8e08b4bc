//! A small writer of MAT-files of version 5, both byte orders, compressed or not.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

#[derive(Clone)]
pub enum V {
    /// Rows, columns, numbers in column order.
    F64(u32, u32, Vec<f64>),
    /// Doubles that are stored as bytes, as MATLAB does where they fit.
    Packed(u32, u32, Vec<u8>),
    Logical(Vec<u8>),
    I16(u32, u32, Vec<i16>),
    Complex(Vec<f64>),
    Text(&'static str),
    Rows(u32, u32, &'static str),
    Cell(Vec<V>),
    /// Elements of a struct array, field by field each.
    Struct(Vec<&'static str>, Vec<Vec<V>>),
    Sparse,
    Empty,
}

/// A column vector.
pub fn col(times: &[f64]) -> V {
    V::F64(times.len() as u32, 1, times.to_vec())
}

/// One struct.
pub fn one(fields: Vec<(&'static str, V)>) -> V {
    let (names, values) = fields.into_iter().unzip();
    V::Struct(names, vec![values])
}

#[derive(Clone, Copy)]
pub struct Manner {
    pub big: bool,
    pub packed: bool,
}

pub const MANNERS: [Manner; 4] = [
    Manner {
        big: false,
        packed: false,
    },
    Manner {
        big: true,
        packed: false,
    },
    Manner {
        big: false,
        packed: true,
    },
    Manner {
        big: true,
        packed: true,
    },
];

pub fn file(variables: &[(&str, V)], manner: Manner) -> Vec<u8> {
    let mut out = vec![b' '; 124];
    out[..19].copy_from_slice(b"MATLAB 5.0 MAT-file");
    out.extend(if manner.big {
        *b"\x01\0MI"
    } else {
        *b"\0\x01IM"
    });
    for (name, value) in variables {
        let element = matrix(name, value, manner.big);
        if manner.packed {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
            packer.write_all(&element).unwrap();
            let packed = packer.finish().unwrap();
            out.extend(u32s(&[15, packed.len() as u32], manner.big));
            out.extend(packed);
        } else {
            out.extend(element);
        }
    }
    out
}

fn u32s(words: &[u32], big: bool) -> Vec<u8> {
    let bytes = |w: &u32| {
        if big {
            w.to_be_bytes()
        } else {
            w.to_le_bytes()
        }
    };
    words.iter().flat_map(bytes).collect()
}

fn element(kind: u32, data: &[u8], big: bool) -> Vec<u8> {
    // Up to four bytes stand in the tag.
    if (1..=4).contains(&data.len()) {
        let mut out = u32s(&[(data.len() as u32) << 16 | kind], big);
        out.extend(data);
        out.resize(8, 0);
        return out;
    }
    let mut out = u32s(&[kind, data.len() as u32], big);
    out.extend(data);
    out.resize(out.len().next_multiple_of(8), 0);
    out
}

pub fn matrix(name: &str, value: &V, big: bool) -> Vec<u8> {
    let order2 = |v: &i16| {
        if big {
            v.to_be_bytes()
        } else {
            v.to_le_bytes()
        }
    };
    let order8 = |v: &f64| {
        if big {
            v.to_be_bytes()
        } else {
            v.to_le_bytes()
        }
    };
    let doubles = |v: &[f64]| -> Vec<u8> { v.iter().flat_map(order8).collect() };
    let utf16 = |t: &str| -> Vec<u8> {
        t.encode_utf16()
            .flat_map(|u| {
                if big {
                    u.to_be_bytes()
                } else {
                    u.to_le_bytes()
                }
            })
            .collect()
    };
    let (class, flags, rows, columns, data) = match value {
        V::F64(r, c, v) => (6, 0, *r, *c, element(9, &doubles(v), big)),
        V::Packed(r, c, v) => (6, 0, *r, *c, element(2, v, big)),
        V::Logical(v) => (9, 2, 1, v.len() as u32, element(2, v, big)),
        V::I16(r, c, v) => {
            let bytes: Vec<u8> = v.iter().flat_map(order2).collect();
            (10, 0, *r, *c, element(3, &bytes, big))
        }
        V::Complex(v) => {
            let part = element(9, &doubles(v), big);
            (6, 8, 1, v.len() as u32, [part.clone(), part].concat())
        }
        V::Text(t) => {
            let count = t.encode_utf16().count() as u32;
            (
                4,
                0,
                u32::from(count > 0),
                count,
                element(4, &utf16(t), big),
            )
        }
        V::Rows(r, c, t) => (4, 0, *r, *c, element(16, t.as_bytes(), big)),
        V::Cell(items) => {
            let data = items.iter().flat_map(|v| matrix("", v, big)).collect();
            (1, 0, 1, items.len() as u32, data)
        }
        V::Struct(names, elements) => {
            let mut data = element(5, &u32s(&[32], big), big);
            let padded = names.iter().flat_map(|n| {
                let mut name = n.as_bytes().to_vec();
                name.resize(32, 0);
                name
            });
            data.extend(element(1, &padded.collect::<Vec<u8>>(), big));
            data.extend(elements.iter().flatten().flat_map(|v| matrix("", v, big)));
            (2, 0, 1, elements.len() as u32, data)
        }
        V::Sparse => {
            let data = [
                element(5, &[0; 4], big),
                element(5, &[0; 24], big),
                element(9, &[0; 8], big),
            ];
            (5, 0, 5, 5, data.concat())
        }
        V::Empty => (6, 0, 0, 0, element(9, &[], big)),
    };
    let mut body = element(6, &u32s(&[flags << 8 | class, 0], big), big);
    body.extend(element(5, &u32s(&[rows, columns], big), big));
    body.extend(element(1, name.as_bytes(), big));
    body.extend(data);
    let mut out = u32s(&[14, body.len() as u32], big);
    out.extend(body);
    out
}
