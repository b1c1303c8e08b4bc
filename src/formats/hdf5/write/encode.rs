//! The bytes of types, shapes and object headers. Source: "HDF5 File Format Specification
//! Version 3.0", sections IV.A and IV.A.2.

/// An address that leads nowhere.
pub(super) const NOWHERE: u64 = u64::MAX;

/// What an array is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Kind {
    F32,
    F64,
    I64,
    U64,
    /// Text of any length, UTF-8, in the heap.
    Text,
    /// The address of an object.
    Reference,
}

impl Kind {
    /// Bytes of one element.
    pub fn size(self) -> u64 {
        match self {
            Self::F32 => 4,
            Self::F64 | Self::I64 | Self::U64 | Self::Reference => 8,
            Self::Text => 16,
        }
    }
    /// The datatype message.
    pub fn message(self) -> Vec<u8> {
        // Version 1 and the class share a byte; then 24 bits that mean something else in each class.
        let head = |class: u8, bits: [u8; 3], size: u32| {
            let mut message = vec![0x10 | class];
            message.extend(bits);
            message.extend(size.to_le_bytes());
            message
        };
        let float = |size: u32, sign: u8, rest: [u8; 12]| {
            let mut message = head(1, [0x20, sign, 0], size);
            message.extend(rest);
            message
        };
        match self {
            // Offset, precision; place and size of exponent and mantissa; bias.
            Self::F32 => float(4, 31, [0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0]),
            Self::F64 => float(8, 63, [0, 0, 64, 0, 52, 11, 0, 52, 0xff, 3, 0, 0]),
            Self::I64 | Self::U64 => {
                let signed = if self == Self::I64 { 0x08 } else { 0 };
                let mut message = head(0, [signed, 0, 0], 8);
                message.extend([0, 0, 64, 0]);
                message
            }
            Self::Text => {
                let mut message = head(9, [1, 1, 0], 16);
                // Made of single bytes.
                message.extend(head(0, [0, 0, 0], 1));
                message.extend([0, 0, 8, 0]);
                message
            }
            Self::Reference => head(7, [0, 0, 0], 8),
        }
    }
}

/// The dataspace message; `None` for a single value.
pub(super) fn shape(dims: Option<&[u64]>) -> Vec<u8> {
    let dims_or_none = dims.unwrap_or_default();
    let mut message = vec![2, dims_or_none.len() as u8, 0, u8::from(dims.is_some())];
    message.extend(dims_or_none.iter().flat_map(|n| n.to_le_bytes()));
    message
}

/// The layout message of an array in one piece.
pub(super) fn layout(address: u64, bytes: u64) -> Vec<u8> {
    let mut message = vec![3, 1];
    message.extend(address.to_le_bytes());
    message.extend(bytes.to_le_bytes());
    message
}

/// The fill value message: none defined.
pub(super) const FILL: [u8; 4] = [2, 2, 2, 0];

/// The attribute message.
pub(super) fn attribute(name: &str, kind: Kind, dims: Option<&[u64]>, data: &[u8]) -> Vec<u8> {
    let (kind, shape) = (kind.message(), shape(dims));
    let mut message = vec![3, 0];
    for length in [name.len() + 1, kind.len(), shape.len()] {
        message.extend((length as u16).to_le_bytes());
    }
    message.push(1);
    message.extend(name.as_bytes());
    message.push(0);
    message.extend(kind);
    message.extend(shape);
    message.extend(data);
    message
}

/// The link message of a child: its name, and where it is.
pub(super) fn link(name: &str, address: u64) -> Vec<u8> {
    // Flags: a character set is given; the length of the name takes two bytes.
    let mut message = vec![1, 0x11, 1];
    message.extend((name.len() as u16).to_le_bytes());
    message.extend(name.as_bytes());
    message.extend(address.to_le_bytes());
    message
}

/// The link message of a path to elsewhere in the file.
pub(super) fn soft_link(name: &str, path: &str) -> Vec<u8> {
    // As above, and: the kind of link is given.
    let mut message = vec![1, 0x19, 1, 1];
    for text in [name, path] {
        message.extend((text.len() as u16).to_le_bytes());
        message.extend(text.as_bytes());
    }
    message
}

/// The link info message of a group whose links stand in its header.
pub(super) fn link_info() -> Vec<u8> {
    let mut message = vec![0, 0];
    message.extend(NOWHERE.to_le_bytes());
    message.extend(NOWHERE.to_le_bytes());
    message
}

/// Kinds of messages.
pub(super) mod kind {
    pub const SHAPE: u16 = 0x01;
    pub const LINK_INFO: u16 = 0x02;
    pub const TYPE: u16 = 0x03;
    pub const FILL: u16 = 0x05;
    pub const LINK: u16 = 0x06;
    pub const LAYOUT: u16 = 0x08;
    pub const GROUP_INFO: u16 = 0x0a;
    pub const ATTRIBUTE: u16 = 0x0c;
}

/// An object header of version 1; `None` when a message or the header is too long for it.
pub(super) fn header(messages: &[(u16, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    for (kind, message) in messages {
        let length = message.len().next_multiple_of(8);
        body.extend(kind.to_le_bytes());
        body.extend(u16::try_from(length).ok()?.to_le_bytes());
        body.extend([0; 4]);
        body.extend(message);
        body.resize(body.len().next_multiple_of(8), 0);
    }
    let mut header = vec![1, 0];
    header.extend(u16::try_from(messages.len()).ok()?.to_le_bytes());
    header.extend(1_u32.to_le_bytes());
    header.extend(u32::try_from(body.len()).ok()?.to_le_bytes());
    header.extend([0; 4]);
    header.extend(body);
    Some(header)
}

/// The superblock (version 0): offsets of eight bytes, the end of the file, the root group.
pub(super) fn superblock(end: u64, root: u64) -> Vec<u8> {
    let mut block = b"\x89HDF\r\n\x1a\n".to_vec();
    block.extend([0, 0, 0, 0, 0, 8, 8, 0]);
    // Sizes of the trees of old groups, of which there are none.
    block.extend([4, 0, 16, 0]);
    block.extend([0; 4]);
    for address in [0, NOWHERE, end, NOWHERE, 0, root] {
        block.extend(address.to_le_bytes());
    }
    block.extend([0; 24]);
    block
}

/// Bytes of the superblock.
pub(super) const SUPERBLOCK: u64 = 96;
