//! The engine, through its public doors.

mod behaviours;
mod door;
mod further;
mod generators;
mod laws;
mod modifiers;
mod plans;
mod references;
mod schema;
mod times;
