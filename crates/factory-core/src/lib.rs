//! The challenge factory: a brief becomes a data challenge whose story is measured on its data.
//!
//! ```text
//! Brief + Pack -> World (a plan) -> Data -> Challenge: story, questions, answers, each number measured
//! ```

pub mod brand;
pub mod brief;
pub mod challenge;
pub mod check;
pub mod completed;
pub mod country;
pub mod data;
mod dictionary;
pub mod dirty;
mod draws;
pub mod error;
mod fill;
mod handout;
pub mod pack;
pub mod package;
mod parallel;
pub mod preview;
pub mod progress;
pub mod quality;
pub mod report;
pub mod result;
pub mod session;
pub mod show;
pub mod sql;
pub mod workbook;
pub mod workshop;
pub mod world;

pub use brand::Brand;
pub use brief::Brief;
pub use challenge::Challenge;
pub use completed::Completed;
pub use error::{Error, Result};
pub use pack::{Library, Pack};
