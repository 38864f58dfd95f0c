//! SQL is text that stands in the source; what comes from outside is bound. Wherever a piece of SQL is put together all the same,
//! it is listed here with the reason why nothing from outside can get into it. A new place fails this test until somebody has
//! looked at it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, ExprMethodCall, ImplItemFn, ItemFn, ItemMod, Lit, Local, Macro, Pat};

/// The file; the start of the format's text and the places in it, or the call; and why it is harmless.
const REVIEWED: &[(&str, &str, &str)] = &[
    (
        "api/actor.rs",
        "(SELECT id FROM projects WHERE {token} I… 2: token",
        "callers give the name of a parameter, `?1`",
    ),
    ("api/actor.rs", "SELECT id FROM persons WHERE project_id … 1: ", "`projects(\"?1\")`"),
    ("api/actor.rs", "SELECT t.project_id, t.type_index FROM g… 1: ", "`projects(\"?1\")`"),
    ("api/choices.rs", "prepare_cached(sql)", "one of three constants"),
    (
        "api/events.rs",
        "SELECT e.id, e.uuid, e.event, e.distinct… 1: condition",
        "both callers give text of this file, looked at here",
    ),
    ("api/events.rs", "SELECT id FROM events WHERE id < ?1 AND … 1: filter", "text of this function"),
    ("api/events.rs", "e.id IN ({ids}) ORDER BY e.id DESC", "text of this function"),
    ("api/events.rs", "{IDS_OF_ID} INTERSECT {IDS_OF_PERSON}", "constants"),
    ("api/events.rs", "{project} AND distinct_id IN ({ids}) AND… 2: ids project", "constants"),
    ("api/events.rs", "{project} AND event = ?3", "a literal"),
    ("api/groups.rs", "(k.key LIKE ?3 ESCAPE '\\' OR {})", "the names of a column and of parameters"),
    ("api/groups.rs", "SELECT * FROM group_types WHERE project_… 1: ", "`projects(\"?1\")`"),
    (
        "api/groups.rs",
        "WITH types AS ({types}), keys AS ({keys}… 4: found keys types",
        "text of this function, and a `&'static str` chosen by name",
    ),
    ("api/groups.rs", "{known} SELECT count(*) FROM sorted", "text of `known`, looked at here"),
    ("api/groups.rs", "{known} SELECT value, project_id, type_i… 1: known", "text of `known`, looked at here"),
    (
        "api/memberships.rs",
        "CASE json_type({table}.properties, '$.{p… 5: most property table",
        "literals of the callers, and a constant number",
    ),
    ("api/memberships.rs", "SELECT p.id, p.uuid, p.is_identified, {n… 2: email name", "text of `text_property`"),
    ("api/memberships.rs", "SELECT t.name, m.key, {name}, m.first_se… 1: name", "text of `text_property`"),
    ("api/persons.rs", "(p.uuid = ?3 OR EXISTS ( SELECT 1 FROM p… 1: ", "the names of a column and of parameters"),
    ("api/persons.rs", "(SELECT count(*) FROM persons p WHERE {}… 1: ", "text of `condition`, looked at here"),
    (
        "api/persons.rs",
        "WITH found AS {kept} (SELECT p.id, {} AS… 4: kept total",
        "text of this function and of `condition`, and a `&'static str` chosen by name",
    ),
    (
        "api/persons.rs",
        "p.project_id IN {} AND {named} AND {foun… 3: found named",
        "text of this function, and `projects(\"?1\")`",
    ),
    (
        "api/search.rs",
        "({column} LIKE {in_json} ESCAPE '\\' AND … 4: column in_json pattern",
        "callers give the names of a column and of parameters",
    ),
    ("api/walk.rs", "SELECT e.id, e.timestamp FROM person_dis… 2: events order", "literals of this function"),
    (
        "api/walk.rs",
        "SELECT e.id, e.timestamp FROM person_gro… 3: events margin order",
        "literals of this function, and a constant number",
    ),
    ("api/walk.rs", "SELECT event FROM events WHERE id = ?1 A… 1: type_index", "an `i64` of the database"),
    (
        "api/walk.rs",
        "prepare_cached(match actor { Known :: Pe… 3:  ..   Known :: Person ",
        "two formats, looked at here",
    ),
    (
        "experiments/count.rs",
        "WITH mine AS ( SELECT id, timestamp, eve… 1: unit",
        "the name of a column, or the format below",
    ),
    ("experiments/count.rs", "nullif(CAST(properties ->> '$.\"$group_{i… 1: index", "a `usize`, at most 4"),
    ("facts/catch_up.rs", "INSERT INTO {table} (project, {column}) … 2: column table", "literals of the callers"),
    ("facts/catch_up.rs", "SELECT id FROM {table} WHERE project = ?… 2: column table", "literals of the callers"),
    ("facts/catch_up.rs", "prepare_cached(& self . find)", "a format, looked at here"),
    ("facts/catch_up.rs", "prepare_cached(& self . insert)", "a format, looked at here"),
    ("facts/catch_up.rs", "{EVENTS} WHERE id = ?1", "a constant"),
    ("facts/catch_up.rs", "{EVENTS} WHERE id > ?1 ORDER BY id LIMIT… 1: EVENTS", "a constant"),
    ("facts/columns.rs", "CREATE TABLE column_{column} (event INTE… 1: column", "an `i64` of the database"),
    ("facts/columns.rs", "DELETE FROM column_{column}", "an `i64` of the database"),
    ("facts/columns.rs", "DELETE FROM column_{column} WHERE event … 1: column", "an `i64` of the database"),
    ("facts/columns.rs", "DROP TABLE column_{superfluous}", "an `i64` of the database"),
    ("facts/columns.rs", "INSERT OR REPLACE INTO column_{column} (… 1: column", "an `i64` of the database"),
    ("facts/columns.rs", "SELECT id FROM columns WHERE id NOT IN (… 1: own", "`i64`s of the database"),
    ("facts/columns.rs", "SELECT min(until) FROM columns WHERE id … 1: ids", "`i64`s of the database"),
    ("facts/columns.rs", "UPDATE columns SET until = ?1 WHERE id I… 1: ids", "`i64`s of the database"),
    (
        "facts/mod.rs",
        "BEGIN; {schema} PRAGMA user_version = {V… 2: VERSION schema",
        "a file of the source, and a constant number",
    ),
    ("insights/breakdown.rs", "prepare_cached(sql)", "literals of the callers"),
    ("insights/folds/funnel/attempts.rs", "prepare(& self . masks)", "no SQL"),
    ("insights/made.rs", "SELECT f.group_{index}, min(f.at) FROM f… 2: index", "a `usize`, at most 4"),
    (
        "insights/selection.rs",
        "LEFT JOIN column_{column} c{place} ON c{… 3: column place",
        "an `i64` of the database, and a place in a list",
    ),
    (
        "insights/selection.rs",
        "SELECT {selected} FROM facts f{joins} WH… 2: joins selected",
        "names of columns with numbers in them",
    ),
    ("insights/selection.rs", "prepare_cached(& text)", "a format, looked at here"),
    ("store/apply.rs", "DELETE FROM {table} WHERE id <= (SELECT … 2: table", "literals of this function"),
    ("store/cohorts.rs", "{SELECT} WHERE ?1 IS NULL OR p.token = ?… 1: SELECT", "a constant"),
    ("store/cohorts.rs", "{SELECT} WHERE c.id = ?1", "a constant"),
    ("store/database.rs", "execute_batch(step)", "files of the source"),
    ("store/experiments.rs", "{SELECT} WHERE ?1 IS NULL OR p.token = ?… 1: SELECT", "a constant"),
    ("store/experiments.rs", "{SELECT} WHERE x.id = ?1", "a constant"),
    ("store/flags.rs", "{SELECT} WHERE ?1 IS NULL OR p.token = ?… 1: SELECT", "a constant"),
    ("store/flags.rs", "{SELECT} WHERE f.id = ?1", "a constant"),
    ("store/kept.rs", "DELETE FROM {} WHERE id = ?1", "`&'static str`s of an enum"),
    ("store/kept.rs", "INSERT INTO {table} (project_id, name, {… 2: content table", "`&'static str`s of an enum"),
    ("store/kept.rs", "SELECT count(*) FROM {} WHERE project_id… 1: ", "`&'static str`s of an enum"),
    ("store/kept.rs", "SELECT k.id, p.token, k.name, k.{content… 2: content table", "`&'static str`s of an enum"),
    ("store/kept.rs", "UPDATE {table} SET name = ?2, {content} … 2: content table", "`&'static str`s of an enum"),
    ("store/kept.rs", "{} WHERE (?1 IS NULL OR p.token = ?1) AN… 1: ", "text of `select`, looked at here"),
    ("store/kept.rs", "{} WHERE k.id = ?1", "text of `select`, looked at here"),
    ("store/profiles.rs", "SELECT DISTINCT l.cohort_id FROM cohort_… 1: IDS", "a constant"),
    ("store/profiles.rs", "SELECT flag_id, hash_key FROM flag_overr… 1: IDS", "a constant"),
];

/// Calls of a connection that take SQL, and how many arguments they have. A statement's own have one less, and take none.
const CALLS: [(&str, usize); 7] = [
    ("prepare", 1),
    ("prepare_cached", 1),
    ("execute_batch", 1),
    ("execute", 2),
    ("query_row", 3),
    ("query_one", 3),
    ("query_row_and_then", 3),
];
/// What tells a piece of SQL from other text.
const WORDS: [&str; 24] = [
    "SELECT ",
    "FROM ",
    "WHERE ",
    "INSERT ",
    "UPDATE ",
    "DELETE ",
    "CREATE ",
    "DROP ",
    "ALTER ",
    "PRAGMA ",
    "ATTACH ",
    "JOIN ",
    "ORDER BY",
    "GROUP BY",
    "LIMIT ",
    "UNION",
    "INTERSECT",
    " AND ",
    " OR ",
    "CASE ",
    "LIKE ",
    "json_",
    "->>",
    "'$.",
];

/// Bytes of a text that are shown.
const START: usize = 40;

#[test]
fn sql_is_put_together_where_somebody_has_looked() {
    let mut found = BTreeSet::new();
    walk(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), "", &mut found);
    assert!(found.len() > 10, "this test reads nothing");
    let known: BTreeSet<_> = REVIEWED.iter().map(|(file, text, _)| ((*file).to_owned(), (*text).to_owned())).collect();
    let list = |places: Vec<&(String, String)>| {
        places.into_iter().map(|(file, text)| format!("    ({file:?}, {text:?}, \"…\"),\n")).collect::<String>()
    };
    let (new, gone) = (list(found.difference(&known).collect()), list(known.difference(&found).collect()));
    assert!(new.is_empty(), "look at these, and list them with the reason why they are harmless:\n{new}");
    assert!(gone.is_empty(), "these are not there any more:\n{gone}");
    assert!(REVIEWED.iter().all(|(.., reason)| !matches!(*reason, "" | "…")));
}

fn walk(directory: &Path, name: &str, found: &mut BTreeSet<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap().map(Result::unwrap) {
        let name = format!("{name}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            walk(&entry.path(), &format!("{name}/"), found);
        } else if name.ends_with(".rs") && !name.ends_with("_tests.rs") {
            let source = fs::read_to_string(entry.path()).unwrap();
            let mut reader = Reader { file: name, found, fixed: BTreeSet::new() };
            reader.visit_file(&syn::parse_file(&source).unwrap());
        }
    }
}

struct Reader<'a> {
    file: String,
    found: &'a mut BTreeSet<(String, String)>,
    /// Variables of the function that are literals, or a format that is looked at by itself.
    fixed: BTreeSet<String>,
}

impl Reader<'_> {
    fn note(&mut self, text: &str) {
        self.found.insert((self.file.clone(), short(text)));
    }

    /// Whether an expression can only be text of the source, or text that is noted elsewhere.
    fn is_fixed(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_)),
            Expr::Reference(reference) => self.is_fixed(&reference.expr),
            Expr::Macro(macro_) => {
                let name = macro_.mac.path.segments.last().map(|segment| segment.ident.to_string());
                matches!(name.as_deref(), Some("format" | "include_str" | "concat"))
            }
            Expr::Path(path) => path.path.segments.last().is_some_and(|segment| {
                let name = segment.ident.to_string();
                self.fixed.contains(&name)
                    || name.chars().all(|c| c.is_ascii_uppercase() || c == '_' || c.is_ascii_digit())
            }),
            Expr::If(both) => {
                let last = |block: &syn::Block| matches!(block.stmts.last(), Some(syn::Stmt::Expr(value, None)) if self.is_fixed(value));
                last(&both.then_branch) && both.else_branch.as_ref().is_some_and(|(_, other)| self.is_fixed(other))
            }
            Expr::Block(block) => {
                matches!(block.block.stmts.last(), Some(syn::Stmt::Expr(value, None)) if self.is_fixed(value))
            }
            _ => false,
        }
    }

    /// Text that holds a place for something, and looks like SQL.
    fn text(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.text(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse2::<syn::LitStr>(literal.to_token_stream()) {
                        let text = text.value();
                        let has_place = text.replace("{{", "").contains('{');
                        if has_place && WORDS.iter().any(|word| text.contains(word)) {
                            self.note(&text);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let outer = std::mem::take(&mut self.fixed);
        visit::visit_item_fn(self, function);
        self.fixed = outer;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        let outer = std::mem::take(&mut self.fixed);
        visit::visit_impl_item_fn(self, function);
        self.fixed = outer;
    }

    fn visit_local(&mut self, local: &'ast Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init) {
            if name.mutability.is_none() && self.is_fixed(&init.expr) {
                self.fixed.insert(name.ident.to_string());
            } else {
                self.fixed.remove(&name.ident.to_string());
            }
        }
        visit::visit_local(self, local);
    }

    fn visit_macro(&mut self, macro_: &'ast Macro) {
        self.text(macro_.tokens.clone());
        visit::visit_macro(self, macro_);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        if CALLS.contains(&(name.as_str(), call.args.len()))
            && let Some(sql) = call.args.first()
            && !self.is_fixed(sql)
        {
            self.note(&format!("{name}({})", sql.to_token_stream()));
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// The start of a text, and what is put into the rest.
fn short(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let start = &text[..text.floor_char_boundary(START)];
    if start == text {
        return text;
    }
    let places = text.replace("{{", "").match_indices('{').count();
    let named = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).filter(|name| !name.is_empty());
    let named: BTreeSet<&str> = named.collect();
    format!("{start}… {places}: {}", named.into_iter().collect::<Vec<_>>().join(" "))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test"))
}
