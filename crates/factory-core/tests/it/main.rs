//! Tests of challenges, through the public doors.

mod sql;
