//! Small integers in few bits, least significant first: what Parquet's encodings are made of.

/// Values of one bit-packed run; longer runs need more than one byte for their length, which few writers do.
const RUN: usize = 504;

/// The bits that `value` needs.
pub(super) fn width(value: u64) -> u32 {
    u64::BITS - value.leading_zeros()
}

/// Appends a LEB128 number.
pub(super) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a LEB128 number with its sign in the lowest bit.
pub(super) fn zigzag(out: &mut Vec<u8>, value: i64) {
    varint(out, ((value << 1) ^ (value >> 63)) as u64);
}

/// Appends values of `width` bits each. The last byte is filled up with zeros.
pub(super) fn pack(out: &mut Vec<u8>, values: impl Iterator<Item = u64>, width: u32) {
    let (mut buffer, mut used) = (0_u64, 0);
    for value in values {
        buffer |= value << used;
        used += width;
        if used >= u64::BITS {
            out.extend_from_slice(&buffer.to_le_bytes());
            used -= u64::BITS;
            buffer = if used == 0 { 0 } else { value >> (width - used) };
        }
    }
    out.extend_from_slice(&buffer.to_le_bytes()[..used.div_ceil(8) as usize]);
}

/// Appends `values` in Parquet's hybrid of run lengths and bit-packed groups of eight.
pub(super) fn hybrid(out: &mut Vec<u8>, values: &[u32], width: u32) {
    for run in values.chunks(RUN) {
        if run.iter().all(|value| *value == run[0]) {
            repeated(out, run.len(), run[0], width);
            continue;
        }
        let groups = run.len().div_ceil(8);
        varint(out, (groups as u64) << 1 | 1);
        let padding = std::iter::repeat_n(0, groups * 8 - run.len());
        pack(out, run.iter().map(|value| u64::from(*value)).chain(padding), width);
    }
}

/// Appends a run of equal values.
fn repeated(out: &mut Vec<u8>, length: usize, value: u32, width: u32) {
    varint(out, (length as u64) << 1);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

/// [`hybrid`] for `length` values of one bit, packed already.
pub(super) fn hybrid_bits(out: &mut Vec<u8>, bits: &[u8], length: usize) {
    for (position, run) in bits[..length.div_ceil(8)].chunks(RUN / 8).enumerate() {
        let values = (length - position * RUN).min(RUN);
        if values == RUN && run.iter().all(|byte| *byte == 0xff) {
            repeated(out, values, 1, 1);
        } else {
            varint(out, (run.len() as u64) << 1 | 1);
            out.extend_from_slice(run);
        }
    }
}
