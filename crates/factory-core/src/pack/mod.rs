//! Domain packs: what a domain's challenges are made of, as data.

mod format;
mod library;
mod reshape;

pub use format::*;
pub use library::{Library, Match};
pub(crate) use reshape::renamed;
pub use reshape::{Place, Reshape};

/// A pack: a folder with one file for each of these.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its folder's name.
    pub id: String,
    /// Its five files as they were written.
    pub(crate) texts: [String; 5],
    /// `pack.yaml`.
    pub about: About,
    /// `world.yaml`.
    pub world: World,
    /// `insights.yaml`.
    pub insights: Insights,
    /// `questions.yaml`.
    pub questions: Questions,
    /// `stories.yaml`.
    pub stories: Stories,
    /// Whether it differs from what its files say: then something may not be handed out that it asks for.
    pub reshaped: bool,
}
