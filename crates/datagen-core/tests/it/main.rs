//! The engine, through its public doors.

mod behaviours;
mod dirty;
mod door;
mod generators;
mod laws;
mod modifiers;
mod plans;
mod references;
mod schema;
mod times;
