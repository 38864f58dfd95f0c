//! Answers as CSV.

use csv::Writer;

use crate::insights::answer::Found;

/// The answer as comma-separated values, with a first line of names.
pub fn csv(found: &Found) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    for row in rows(found) {
        let _ = writer.write_record(row.iter().map(|field| harmless(field)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// What begins a formula in spreadsheets, in some also as a wide character or after a break.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// Spreadsheets take what begins like a formula for one.
fn harmless(field: &str) -> String {
    let is_formula = field.starts_with(FORMULA) && field.parse::<f64>().is_err();
    if is_formula { format!("'{field}") } else { field.to_owned() }
}

fn rows(found: &Found) -> Vec<Vec<String>> {
    match found {
        Found::Funnel(answer) => answer.rows(),
        Found::Retention(answer) => answer.rows(),
        Found::Stickiness(answer) => answer.rows(),
        Found::Lifecycle(answer) => answer.rows(),
        Found::Paths(answer) => answer.rows(),
        Found::Trends(answer) => {
            let mut header = vec!["series".to_owned(), "breakdown".to_owned()];
            header.extend(answer.buckets.iter().cloned());
            header.push("total".into());
            let mut rows = vec![header];
            for line in &answer.series {
                let lines = [Some((&line.figures, "")), line.previous.as_ref().map(|figures| (figures, " (before)"))];
                for (figures, suffix) in lines.into_iter().flatten() {
                    let mut row =
                        vec![format!("{}{suffix}", line.label), line.breakdown.clone().flatten().unwrap_or_default()];
                    let values = (0..answer.buckets.len()).map(|bucket| figures.values.get(bucket).map(f64::to_string));
                    row.extend(values.map(Option::unwrap_or_default));
                    row.push(figures.total.to_string());
                    rows.push(row);
                }
            }
            rows
        }
        Found::Profiles(answer) => {
            let header = ["breakdown", "value", "count"].map(str::to_owned).to_vec();
            let rows = answer.rows.iter().map(|row| {
                vec![row.breakdown.clone().flatten().unwrap_or_default(), row.value.to_string(), row.count.to_string()]
            });
            [header].into_iter().chain(rows).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insights::profiles::{Answer, Row};

    #[test]
    fn what_spreadsheets_would_run_is_text() {
        let row = |name: &str| Row { breakdown: Some(Some(name.into())), value: -1.5, count: 2 };
        let found = Found::Profiles(Answer { rows: vec![row("=1+1"), row("a,\"b\""), row("-3")] });
        assert_eq!(csv(&found), "breakdown,value,count\n'=1+1,-1.5,2\n\"a,\"\"b\"\"\",-1.5,2\n-3,-1.5,2\n");
        for begin in FORMULA {
            assert_eq!(harmless(&format!("{begin}1+1")), format!("'{begin}1+1"));
        }
        for text in ["", "a=1", " =1", "-3", "+1.5"] {
            assert_eq!(harmless(text), text);
        }
    }
}
