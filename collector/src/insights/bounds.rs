//! How long the lists of a question may be. What is too long to be asked is not kept either.

use crate::flags::fault::{Fault, at_most};
use crate::insights::query::{Filter, Kind, Query};
use crate::limits;

/// Refuses lists that are too long.
pub(super) fn check(query: &Query) -> Result<(), Fault> {
    filters("filters", &query.filters)?;
    at_most("series", &query.series, limits::INSIGHT_SERIES)?;
    for (index, series) in query.series.iter().enumerate() {
        filters(&format!("series[{index}].filters"), &series.filters)?;
    }
    if query.kind == Kind::Funnel {
        let steps = query.funnel_steps()?;
        at_most("steps", &steps, limits::INSIGHT_SERIES)?;
        for (index, step) in steps.iter().enumerate() {
            filters(&format!("steps[{index}].filters"), &step.filters)?;
        }
    }
    at_most("exclusions", &query.exclusions, limits::INSIGHT_SERIES)?;
    for (index, exclusion) in query.exclusions.iter().enumerate() {
        filters(&format!("exclusions[{index}].filters"), &exclusion.filters)?;
    }
    if query.kind == Kind::Retention {
        filters("start.filters", &query.retention_start()?.filters)?;
    }
    for (field, step) in [("return.filters", &query.back), ("event.filters", &query.event)] {
        filters(field, step.as_ref().map(|step| &*step.filters).unwrap_or_default())?;
    }
    let ranges = query.breakdown.as_ref().and_then(|breakdown| breakdown.ranges.as_deref());
    at_most("breakdown.ranges", ranges.unwrap_or_default(), limits::INSIGHT_BREAKDOWN)
}

fn filters(field: &str, filters: &[Filter]) -> Result<(), Fault> {
    at_most(field, filters, limits::INSIGHT_FILTERS)?;
    for (index, filter) in filters.iter().enumerate() {
        let values = filter.value.as_array().map(Vec::as_slice).unwrap_or_default();
        at_most(&format!("{field}[{index}].value"), values, limits::FLAG_FILTER_VALUES)?;
    }
    Ok(())
}
