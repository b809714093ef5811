//! Choosing among values.

use arrow::array::{Array, ArrayRef};
use arrow::compute::is_not_null;
use arrow::compute::kernels::cmp::{gt, lt};
use arrow::compute::kernels::zip::zip;
use datafusion_common::Result as EngineResult;
use datafusion_functions::core;

use super::super::compare::{case, common_of};
use super::super::convert::coerce;
use super::super::error::Result;
use super::super::kernel::Arguments;
use super::super::kind::Typed;
use super::{Build, Call, Function, MANY, aliased, function};

pub(super) const FUNCTIONS: &[Function] = &[
    aliased(
        &["min"],
        ("least", "least(a, b, …)", "The smallest value of the row; nulls are left out."),
        ("least(3, 1, 2)", "1"),
        (1, MANY),
        Build::Call(|call| extreme(call, core::least())),
    ),
    aliased(
        &["max"],
        ("greatest", "greatest(a, b, …)", "The largest value of the row; nulls are left out."),
        ("greatest(3, 1, 2)", "3"),
        (1, MANY),
        Build::Call(|call| extreme(call, core::greatest())),
    ),
    aliased(
        &["clamp"],
        ("clip", "clip(x, low, high)", "x, but not below low and not above high; a null bound holds nothing."),
        ("clip(12, 0, 10)", "10"),
        (3, 3),
        Build::Call(clip),
    ),
    function(
        ("coalesce", "coalesce(a, b, …)", "The first value that is not null."),
        ("coalesce(null, 2, 3)", "2"),
        (1, MANY),
        Build::Call(coalesce),
    ),
    aliased(
        &["nvl"],
        ("ifnull", "ifnull(x, otherwise)", "x, or the other value where x is null."),
        ("ifnull(null, 5)", "5"),
        (2, 2),
        Build::Call(coalesce),
    ),
    function(
        ("nullif", "nullif(a, b)", "a, but null where it equals b."),
        ("nullif(3, 4)", "3"),
        (2, 2),
        Build::Call(nullif),
    ),
    aliased(
        &["iff", "where"],
        ("if", "if(condition, a, b)", "a where the condition is true, else b (also where it is null)."),
        ("if(2 > 1, 'yes', 'no')", "yes"),
        (3, 3),
        Build::Call(|call| case(vec![(call.bool(0)?, call.any(1))], Some(call.any(2)))),
    ),
];

/// All arguments, brought to one kind.
fn aligned(call: &Call) -> Result<Vec<Typed>> {
    let kind = common_of(call.all().iter())?;
    call.all().into_iter().map(|value| coerce(value, kind)).collect()
}

fn extreme(call: &Call, function: std::sync::Arc<datafusion_expr::ScalarUDF>) -> Result<Typed> {
    let mut values = aligned(call)?;
    match values.as_slice() {
        [_] => Ok(values.remove(0)),
        _ => {
            let kind = values[0].kind;
            Ok(Typed::engine(function, values, kind.data_type(), kind))
        }
    }
}

fn clip(call: &Call) -> Result<Typed> {
    let values = aligned(call)?;
    let kind = values[0].kind;
    call.kernel(clip_rows, values, kind)
}

fn clip_rows(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let (value, low, high) = (arguments.expanded(0)?, arguments.datum(1)?, arguments.datum(2)?);
    let raised = zip(&lt(&value, low.as_ref())?, low.as_ref(), &value)?;
    Ok(zip(&gt(&raised, high.as_ref())?, high.as_ref(), &raised)?)
}

fn coalesce(call: &Call) -> Result<Typed> {
    let values = aligned(call)?;
    let kind = values[0].kind;
    call.kernel(first_value, values, kind)
}

fn first_value(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let mut first = arguments.expanded(0)?;
    for position in 1..arguments.len() {
        if first.null_count() == 0 {
            break;
        }
        first = zip(&is_not_null(&first)?, &first, arguments.datum(position)?.as_ref())?;
    }
    Ok(first)
}

fn nullif(call: &Call) -> Result<Typed> {
    let values = aligned(call)?;
    let kind = values[0].kind;
    Ok(Typed::engine(core::nullif(), values, kind.data_type(), kind))
}
