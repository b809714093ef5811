//! Names and texts of MySQL, which quotes names by backticks and reads backslashes in texts.

use sqlparser::ast::{Expr, Ident, ObjectName, ObjectNamePart, Query, SelectItem, TableFactor, Value, ValueWithSpan};

use crate::sql::keywords::RESERVED_BY_MYSQL;

fn ident(ident: &mut Ident) {
    let reserved = RESERVED_BY_MYSQL.contains(&ident.value.to_lowercase().as_str());
    if reserved || ident.quote_style == Some('"') {
        ident.quote_style = Some('`');
    }
}

pub(super) fn expression(expr: &mut Expr) {
    match expr {
        Expr::Identifier(name) => ident(name),
        Expr::CompoundIdentifier(parts) => parts.iter_mut().for_each(ident),
        _ => {}
    }
}

pub(super) fn relation(name: &mut ObjectName) {
    for part in &mut name.0 {
        if let ObjectNamePart::Identifier(name) = part {
            ident(name);
        }
    }
}

pub(super) fn factor(factor: &mut TableFactor) {
    if let TableFactor::Table { alias: Some(alias), .. } | TableFactor::Derived { alias: Some(alias), .. } = factor {
        ident(&mut alias.name);
    }
}

pub(super) fn item(item: &mut SelectItem) {
    if let SelectItem::ExprWithAlias { alias, .. } = item {
        ident(alias);
    }
}

pub(super) fn ctes(query: &mut Query) {
    for cte in query.with.iter_mut().flat_map(|with| &mut with.cte_tables) {
        ident(&mut cte.alias.name);
        cte.alias.columns.iter_mut().for_each(|column| ident(&mut column.name));
    }
}

/// A backslash stands for itself only when it is doubled.
pub(super) fn text(value: &mut ValueWithSpan) {
    if let Value::SingleQuotedString(text) = &mut value.value {
        *text = text.replace('\\', "\\\\");
    }
}
