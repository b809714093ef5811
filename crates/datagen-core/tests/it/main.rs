//! The engine, through its public doors.

mod behaviours;
mod constraints;
mod door;
mod expression;
mod generators;
mod laws;
mod modifiers;
mod plans;
mod references;
mod schema;
mod times;
