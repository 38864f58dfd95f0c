//! What is known of the visitor who asks: what the request says, and what the database knows beside it.

use serde_json::Value;

use crate::flags::evaluate::{Profile, Visitor};
use crate::flags::project::{Flag, Needs, Project};
use crate::flags::request::Asked;
use crate::state::Collector;
use crate::store::profiles::{self, Profiles, Wanted};
use crate::time;

/// What the database knows that the chosen flags need and the request does not say; and whether all of that could be read.
pub(super) async fn profiles(
    collector: &Collector,
    project: &Project,
    asked: &Asked,
    chosen: &[usize],
) -> (Profiles, bool) {
    let wanted = wanted(project, asked, chosen);
    if wanted.is_nothing() {
        return (Profiles::default(), true);
    }
    let continuity = wanted.continuity;
    match collector.store.reader.read(move |connection| profiles::read(connection, &wanted)).await {
        Err(_) => (Profiles::default(), false),
        Ok(found) if continuity => remember(collector, project, asked, chosen, found).await,
        Ok(found) => (found, true),
    }
}

/// What has to be read.
fn wanted(project: &Project, asked: &Asked, chosen: &[usize]) -> Wanted {
    let nothing = Profiles::default();
    let visitor = visitor(project, asked, &nothing, true);
    let active = chosen.iter().map(|at| &project.flags[*at]).filter(|flag| flag.record.active);
    let needs: Vec<&Needs> = active.map(|flag| &flag.needs).filter(|needs| !visitor.says(needs)).collect();
    let group = |index: usize| {
        let group = visitor.groups[index].filter(|_| needs.iter().any(|needs| !needs.groups[index].is_empty()))?;
        group.name.as_str().map(str::to_owned)
    };
    Wanted {
        project: project.id,
        distinct_id: asked.distinct_id().to_owned(),
        person: needs.iter().any(|needs| !needs.person.is_empty()),
        groups: std::array::from_fn(group),
        lists: needs.iter().any(|needs| needs.lists),
        continuity: needs.iter().any(|needs| needs.continuity),
    }
}

/// Has visitors who have just logged in keep the answers from before, unless they have kept others already.
async fn remember(
    collector: &Collector,
    project: &Project,
    asked: &Asked,
    chosen: &[usize],
    mut found: Profiles,
) -> (Profiles, bool) {
    let distinct_id = asked.distinct_id().to_owned();
    let Some(before) = asked.anon_distinct_id.clone().filter(|before| *before != distinct_id) else {
        return (found, true);
    };
    let lasts = |flag: &&Flag| flag.record.active && flag.record.ensure_experience_continuity;
    // Flags that the chosen ones ask for are evaluated, too, and have to stay the same.
    let all = chosen.iter().flat_map(|at| project.flags[*at].dependencies.iter().chain([at]));
    let ids = all.map(|at| &project.flags[*at]).filter(lasts).map(|flag| flag.record.id);
    let new: Vec<i64> = ids.filter(|id| !found.hash_keys.contains_key(id)).collect();
    if new.is_empty() {
        return (found, true);
    }
    found.hash_keys.extend(new.iter().map(|id| (*id, before.clone())));
    let project = project.id;
    let remember = move |connection: &_| profiles::remember(connection, project, &distinct_id, &before, &new);
    let is_complete = collector.store.writer.change(remember).await.is_ok();
    (found, is_complete)
}

/// The visitor who asks, with what was found in the database.
pub(super) fn visitor<'a>(
    project: &Project,
    asked: &'a Asked,
    profiles: &'a Profiles,
    is_complete: bool,
) -> Visitor<'a> {
    let group = |index: usize| {
        let kind = project.group_types.get(index)?;
        let (_, name) = asked.groups.iter().find(|(name, _)| name == kind)?;
        Some(Profile {
            name_key: "$group_key",
            name,
            given: asked.group_properties.get(kind).and_then(Value::as_object),
            stored: profiles.groups[index].as_ref(),
        })
    };
    Visitor {
        person: Profile {
            name_key: "distinct_id",
            name: &asked.distinct_id,
            given: asked.person_properties.as_ref(),
            stored: profiles.person.as_ref(),
        },
        groups: std::array::from_fn(group),
        lists: &profiles.lists,
        hash_keys: &profiles.hash_keys,
        is_complete,
        now: time::now(),
    }
}
