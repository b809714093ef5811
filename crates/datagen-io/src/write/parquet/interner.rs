//! Strings get numbers.

/// Numbers strings in the order in which they come. A hash table of our own: the standard one hashes differently in
/// every process, and slower; nothing here depends on the hash but speed.
#[derive(Default)]
pub(super) struct Interner {
    strings: Vec<String>,
    /// The number of a string plus one, at its hash or after; 0 is free. The length is a power of two.
    slots: Vec<u32>,
}

impl Interner {
    /// The number of `string`, a new one if need be.
    pub(super) fn number(&mut self, string: &str) -> u32 {
        if 2 * self.strings.len() >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(string);
        if self.slots[slot] == 0 {
            self.strings.push(string.to_owned());
            self.slots[slot] = self.strings.len() as u32;
        }
        self.slots[slot] - 1
    }

    pub(super) fn into_strings(self) -> Vec<String> {
        self.strings
    }

    /// Where `string` is, or belongs.
    fn slot(&self, string: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = hash(string.as_bytes()) as usize & mask;
        while self.slots[slot] != 0 && self.strings[self.slots[slot] as usize - 1] != string {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(64)];
        for number in 0..self.strings.len() {
            let slot = self.slot(&self.strings[number]);
            self.slots[slot] = number as u32 + 1;
        }
    }
}

/// Eight bytes at a time; good enough for strings that nobody chose to collide.
fn hash(bytes: &[u8]) -> u64 {
    const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
    let step = |hash: u64, word: u64| (hash.rotate_left(29) ^ word).wrapping_mul(MIX);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let tail = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let hash = step(hash, tail);
    hash ^ hash >> 32
}
