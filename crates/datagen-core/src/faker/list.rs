//! Weighted lists: one draw, one comparison, one item.

/// One line of a data file: the text, and what stands behind its weight (a Latin form, a code, ...).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) text: &'static str,
    pub(super) extra: &'static str,
}

/// What an empty list yields, so that no caller needs a branch.
static NOTHING: Item = Item { text: "", extra: "" };

/// Items and their alias table (Walker 1977, in Vose's form), in integers so that it is the same everywhere.
#[derive(Debug, Default)]
pub(super) struct List {
    items: Vec<Item>,
    /// Per item: below this share of 2^32 the item itself, else the other.
    alias: Vec<(u32, u32)>,
}

impl List {
    /// The list of `lines` (text, weight, extra, parted by tabs), and the first line whose weight is no number.
    pub(super) fn new(lines: &[&'static str]) -> Result<Self, String> {
        let mut items = Vec::with_capacity(lines.len());
        let mut weights = Vec::with_capacity(lines.len());
        for line in lines {
            let mut columns = line.splitn(3, '\t');
            let text = columns.next().unwrap_or_default();
            let weight = columns.next().unwrap_or("1");
            weights.push(weight.parse().map_err(|_| format!("expected a whole weight, found {line:?}"))?);
            items.push(Item { text, extra: columns.next().unwrap_or_default() });
        }
        Ok(Self { items, alias: alias_table(&weights) })
    }

    /// The index that `bits` choose; 0 in an empty list.
    #[inline]
    pub(super) fn index(&self, bits: u64) -> usize {
        let product = u128::from(bits) * self.alias.len() as u128;
        let index = (product >> 64) as usize;
        let fraction = (product as u64 >> 32) as u32;
        match self.alias.get(index) {
            Some((share, other)) if fraction >= *share => *other as usize,
            _ => index,
        }
    }

    /// The item that `bits` choose.
    #[inline]
    pub(super) fn pick(&self, bits: u64) -> &Item {
        self.get(self.index(bits))
    }

    /// The item at `index`, or an empty one.
    #[inline]
    pub(super) fn get(&self, index: usize) -> &Item {
        self.items.get(index).unwrap_or(&NOTHING)
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn items(&self) -> &[Item] {
        &self.items
    }
}

fn alias_table(weights: &[u32]) -> Vec<(u32, u32)> {
    let count = weights.len() as u64;
    let total: u64 = weights.iter().copied().map(u64::from).sum();
    // Each item's share of `total`, times the count: the mean is exactly `total`.
    let mut shares: Vec<u64> = weights.iter().map(|weight| u64::from(*weight) * count).collect();
    let mut table: Vec<(u32, u32)> = (0..weights.len()).map(|index| (u32::MAX, index as u32)).collect();
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..weights.len()).partition(|i| shares[*i] < total);
    while let (Some(few), Some(many)) = (small.pop(), large.last().copied()) {
        table[few] = (((shares[few] << 32) / total.max(1)) as u32, many as u32);
        shares[many] -= total - shares[few];
        if shares[many] < total {
            large.pop();
            small.push(many);
        }
    }
    table
}
