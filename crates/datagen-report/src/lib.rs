//! Findings and profiles as documents for people: HTML, PDF, Markdown, JSON.
