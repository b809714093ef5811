//! The engine, through its public doors.

mod door;
mod generators;
mod laws;
mod plans;
mod references;
mod schema;
mod times;
