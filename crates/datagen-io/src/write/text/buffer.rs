//! The bytes under construction.

/// Room that every short cell is content with; also what is copied at once, whatever the length.
pub(super) const SHORT: usize = 48;

/// A growing text. The vector is longer than the text, so that short cells are copied at a fixed length: much cheaper
/// than one of unknown length.
#[derive(Debug, Default)]
pub(crate) struct Text {
    bytes: Vec<u8>,
    length: usize,
}

impl Text {
    /// The text so far.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// The same room for another text.
    pub(crate) fn clear(&mut self) {
        self.length = 0;
    }

    /// Makes sure that `room` more bytes fit.
    #[inline]
    fn reserve(&mut self, room: usize) {
        if self.bytes.len() - self.length < room {
            self.grow(room);
        }
    }

    #[cold]
    fn grow(&mut self, room: usize) {
        let length = (self.bytes.len() * 2).max(self.length + room).max(1 << 16);
        self.bytes.resize(length, 0);
    }

    #[inline]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.reserve(1);
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    /// The first `length` bytes of `bytes`.
    #[inline]
    pub(crate) fn short<const N: usize>(&mut self, bytes: &[u8; N], length: usize) {
        self.reserve(N);
        self.bytes[self.length..self.length + N].copy_from_slice(bytes);
        self.length += length;
    }

    #[inline]
    pub(crate) fn slice(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }
}
