//! A page of the documentation: its lines, and the fenced blocks among them.

/// A fenced block: what stands behind the three backticks, and the lines up to the next three.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The line of the opening fence, from 1.
    pub(crate) line: usize,
    /// The first word behind the fence: the language.
    pub(crate) language: String,
    /// The other words: what the tests do with the block.
    pub(crate) words: Vec<String>,
    /// The text, without the fence's indentation; every line ends.
    pub(crate) body: String,
    indent: usize,
    /// The index of the closing fence's line.
    end: usize,
}

/// The blocks of a page, in order.
pub(crate) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(words)) => {
                let mut words = words.split_whitespace().map(str::to_owned);
                let language = words.next().unwrap_or_default();
                let indent = line.len() - line.trim_start().len();
                let words = words.collect();
                open = Some(Block { line: index + 1, language, words, body: String::new(), indent, end: 0 });
            }
            (Some(block), None) => {
                let text = line.get(block.indent..).unwrap_or_else(|| line.trim_start());
                block.body.push_str(text);
                block.body.push('\n');
            }
            (Some(_), Some(_)) => blocks.extend(open.take().map(|block| Block { end: index, ..block })),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block has no end: {open:?}");
    blocks
}

/// The page with other bodies for some of its blocks.
pub(crate) fn with_bodies(text: &str, bodies: &[(Block, String)]) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut page = String::new();
    let mut next = 0;
    for (block, body) in bodies {
        lines[next..block.line].iter().for_each(|line| push_line(&mut page, 0, line));
        body.lines().for_each(|line| push_line(&mut page, block.indent, line));
        next = block.end;
    }
    lines[next..].iter().for_each(|line| push_line(&mut page, 0, line));
    page
}

fn push_line(page: &mut String, indent: usize, line: &str) {
    if !line.is_empty() {
        page.extend(std::iter::repeat_n(' ', indent));
    }
    page.push_str(line);
    page.push('\n');
}

/// The anchors of a page's headings, as GitHub makes them.
pub(crate) fn anchors(text: &str) -> Vec<String> {
    outside_of_blocks(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| anchor(line.trim_start_matches('#')))
        .collect()
}

/// The anchor of a heading.
pub(crate) fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The targets of a page's links.
pub(crate) fn links(text: &str) -> Vec<String> {
    let targets = |line: &str| {
        let parts: Vec<String> = line.split("](").skip(1).map(|rest| rest.to_owned()).collect();
        parts.into_iter().filter_map(|rest| rest.split_once(')').map(|(target, _)| target.to_owned()))
    };
    outside_of_blocks(text).flat_map(targets).collect()
}

fn outside_of_blocks(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}
