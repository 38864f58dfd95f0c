//! Arithmetic over the series of an insight: `A / B`, point for point.

use exmex::{Express, FlatEx};

use crate::flags::fault::Fault;
use crate::limits;

/// A formula over series, which are called A, B, C … in their order.
#[derive(Debug)]
pub struct Formula {
    expression: Box<FlatEx<f64>>,
    /// The series of each variable.
    series: Vec<usize>,
}

impl Formula {
    /// Reads a formula over this many series.
    pub fn new(text: &str, series: usize) -> Result<Self, Fault> {
        let wrong = |message: String| Fault::new("formula", message);
        if text.len() > limits::INSIGHT_FORMULA_BYTES {
            return Err(wrong(format!("at most {} bytes are possible", limits::INSIGHT_FORMULA_BYTES)));
        }
        let is_known = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " .+-*/()".contains(c);
        if let Some(unknown) = text.chars().find(|c| !is_known(*c)) {
            return Err(wrong(format!(
                "`{unknown}` has no meaning here; numbers, A, B, C …, + - * / and parentheses have"
            )));
        }
        let expression =
            FlatEx::<f64>::parse(text).map_err(|_| wrong("it cannot be read; write it as `A / B`".into()))?;
        let place = |name: &String| {
            let letter = name.bytes().next().filter(|_| name.len() == 1).map(|letter| usize::from(letter - b'A'));
            let place = letter.filter(|place| *place < series);
            place.ok_or_else(|| wrong(format!("there is no series `{name}`")))
        };
        let expression = Box::new(expression);
        let series = expression.var_names().iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { expression, series })
    }

    /// The value for these values of the series. Divided by zero it is 0.
    pub fn of(&self, values: &[f64]) -> f64 {
        let values: Vec<f64> = self.series.iter().map(|place| values[*place]).collect();
        self.expression.eval(&values).ok().filter(|value| value.is_finite()).unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas() {
        let cases = [
            ("A / B", 2.5),
            ("B/A*100", 40.0),
            ("A - B * 2", 1.0),
            ("(A - B) * 2", 6.0),
            ("A / (B - 2)", 0.0),
            ("1.5", 1.5),
            ("-A + 1", -4.0),
        ];
        for (text, expected) in cases {
            assert_eq!(Formula::new(text, 2).unwrap().of(&[5.0, 2.0]), expected, "{text}");
        }
        for text in ["", "A +", "C", "AB", "A ** B", "sin(A)", "a", "A; B", &"(".repeat(300)] {
            assert_eq!(Formula::new(text, 2).unwrap_err().field, "formula", "{text}");
        }
    }
}
