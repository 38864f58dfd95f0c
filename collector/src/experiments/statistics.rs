//! What the counts of an experiment say. Before anything is counted each rate of conversion is as likely as any other, so that
//! afterwards the rate of a variant has a beta distribution.

use gauss_quad::legendre::GaussLegendre;
use special::Beta;

/// The probability below, and above, the credible interval.
const TAIL: f64 = 0.025;
/// Nodes of the integration in each panel.
const NODES: usize = 16;
/// Where panels end, in standard deviations from the mean of each variant. The farthest are for rates next to 0 or 1, whose
/// distributions end as slowly as an exponential one.
const PANELS: [f64; 8] = [0.0, 1.0, 2.0, 4.0, 7.0, 12.0, 20.0, 40.0];
/// Steps after which a quantile has long been found.
const STEPS: usize = 200;

/// What was counted of one variant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Persons or groups that were shown the variant.
    pub exposed: u64,
    /// Those of them that reached the goal afterwards.
    pub converted: u64,
}

/// What follows for one variant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The rate of conversion lies between these with a probability of 95 %.
    pub interval: (f64, f64),
    /// The probability that this variant has the highest rate of all.
    pub chance_to_be_best: f64,
    /// By how much the rate is expected to be over the control's, as a share of that. None for the control itself, and as long
    /// as nobody converted there: then there is no such expectation.
    pub lift: Option<f64>,
}

/// The estimates of all variants. `control` is the place of the one that the others are compared with.
pub fn estimate(counts: &[Counts], control: usize) -> Vec<Estimate> {
    let rates: Vec<Rate> = counts.iter().map(Rate::new).collect();
    let chances = chances_to_be_best(&rates);
    let one = |(at, rate): (usize, &Rate)| Estimate {
        interval: (rate.quantile(TAIL), rate.quantile(1.0 - TAIL)),
        chance_to_be_best: chances[at],
        lift: rates.get(control).filter(|_| at != control).and_then(|control| rate.lift_over(control)),
    };
    rates.iter().enumerate().map(one).collect()
}

/// The distribution of a rate of conversion.
#[derive(Debug)]
struct Rate {
    a: f64,
    b: f64,
    ln_beta: f64,
}

impl Rate {
    fn new(counts: &Counts) -> Self {
        let converted = counts.converted.min(counts.exposed);
        let (a, b) = (converted as f64 + 1.0, (counts.exposed - converted) as f64 + 1.0);
        Self { a, b, ln_beta: a.ln_beta(b) }
    }

    fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    fn deviation(&self) -> f64 {
        (self.mean() * (1.0 - self.mean()) / (self.a + self.b + 1.0)).sqrt()
    }

    fn density(&self, x: f64) -> f64 {
        // Where a factor is to the power of 0, it is 1 even at the ends.
        let term = |power: f64, logarithm: f64| if power == 0.0 { 0.0 } else { power * logarithm };
        (term(self.a - 1.0, x.ln()) + term(self.b - 1.0, (-x).ln_1p()) - self.ln_beta).exp()
    }

    /// The probability of a rate of at most `x`.
    fn below(&self, x: f64) -> f64 {
        x.inc_beta(self.a, self.b, self.ln_beta).clamp(0.0, 1.0)
    }

    /// The rate below which the probability is `wanted`. The crate's own inverse stops too early for rates next to 0, and does
    /// not end for all counts; Newton's steps between bounds do.
    fn quantile(&self, wanted: f64) -> f64 {
        let (mut low, mut high, mut x) = (0.0, 1.0, self.mean());
        for _ in 0..STEPS {
            let over = self.below(x) - wanted;
            if over > 0.0 {
                high = x
            } else {
                low = x
            }
            let newton = x - over / self.density(x);
            let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
            if (next - x).abs() <= x * f64::EPSILON {
                return next;
            }
            x = next;
        }
        x
    }

    /// The expectation of this rate over that of `control`, minus 1. The two are independent.
    fn lift_over(&self, control: &Self) -> Option<f64> {
        let inverse = (control.a + control.b - 1.0) / (control.a - 1.0);
        Some(self.mean() * inverse - 1.0).filter(|lift| lift.is_finite())
    }
}

/// The integral of each variant's density times the probabilities that all others are below.
fn chances_to_be_best(rates: &[Rate]) -> Vec<f64> {
    let rule = GaussLegendre::new(NODES.try_into().unwrap_or(std::num::NonZero::<usize>::MIN));
    let mut chances = vec![0.0; rates.len()];
    let (mut below, mut rest) = (vec![0.0; rates.len()], vec![1.0; rates.len()]);
    for ends in panels(rates).windows(2) {
        let (half, middle) = ((ends[1] - ends[0]) / 2.0, f64::midpoint(ends[0], ends[1]));
        for (node, weight) in rule.iter() {
            let x = middle + half * node;
            below.iter_mut().zip(rates).for_each(|(below, rate)| *below = rate.below(x));
            products_of_others(&below, &mut rest);
            for ((chance, rate), rest) in chances.iter_mut().zip(rates).zip(&rest) {
                if *rest > 0.0 {
                    *chance += half * weight * rate.density(x) * rest;
                }
            }
        }
    }
    chances.into_iter().map(|chance: f64| chance.clamp(0.0, 1.0)).collect()
}

/// Where panels begin and end: close together wherever one of the distributions changes.
fn panels(rates: &[Rate]) -> Vec<f64> {
    let of_one = |rate: &Rate| {
        let (mean, deviation) = (rate.mean(), rate.deviation());
        PANELS.into_iter().flat_map(move |far| [mean - far * deviation, mean + far * deviation])
    };
    let mut ends: Vec<f64> = rates.iter().flat_map(of_one).map(|end| end.clamp(0.0, 1.0)).collect();
    ends.sort_by(f64::total_cmp);
    ends.dedup();
    ends
}

/// Of each factor the product of all others.
fn products_of_others(factors: &[f64], products: &mut [f64]) {
    let mut before = 1.0;
    for (product, factor) in products.iter_mut().zip(factors) {
        *product = before;
        before *= factor;
    }
    let mut after = 1.0;
    for (product, factor) in products.iter_mut().zip(factors).rev() {
        *product *= after;
        after *= factor;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    /// What scipy computes; `tests/experiments/golden.py` wrote it.
    const GOLDEN: &str = include_str!("../../../tests/experiments/golden.json");

    #[derive(Deserialize)]
    struct Case {
        counts: Vec<(u64, u64)>,
        intervals: Vec<(f64, f64)>,
        chances: Vec<f64>,
        lifts: Vec<Option<f64>>,
    }

    fn of(counts: &[(u64, u64)]) -> Vec<Estimate> {
        let counts: Vec<_> = counts.iter().map(|&(exposed, converted)| Counts { exposed, converted }).collect();
        estimate(&counts, 0)
    }

    fn assert_close(ours: f64, theirs: f64, what: &str) {
        // What happens once in ten million times is as good as never.
        let bound = 1e-6 * theirs.abs().max(1e-7);
        assert!((ours - theirs).abs() <= bound, "{what}: {ours} and scipy's {theirs}");
    }

    #[test]
    fn the_same_as_scipy() {
        let cases: Vec<Case> = serde_json::from_str(GOLDEN).unwrap();
        assert!(cases.len() > 20);
        for case in cases {
            let estimates = of(&case.counts);
            assert_eq!(estimates.len(), case.chances.len());
            for (at, ours) in estimates.iter().enumerate() {
                let what = |name| format!("{name} of {at} in {:?}", case.counts);
                assert_close(ours.interval.0, case.intervals[at].0, &what("the lower end"));
                assert_close(ours.interval.1, case.intervals[at].1, &what("the upper end"));
                assert_close(ours.chance_to_be_best, case.chances[at], &what("the chance"));
                assert_eq!(ours.lift.is_some(), case.lifts[at].is_some(), "{}", what("a lift"));
                if let Some((ours, theirs)) = ours.lift.zip(case.lifts[at]) {
                    assert_close(ours, theirs, &what("the lift"));
                }
            }
        }
    }

    #[test]
    fn nothing_to_estimate() {
        assert!(estimate(&[], 0).is_empty());
        let alone = of(&[(10, 3)]);
        assert!((alone[0].chance_to_be_best - 1.0).abs() < 1e-9 && alone[0].lift.is_none());
    }

    #[test]
    fn huge_counts_end() {
        for (exposed, converted) in [(u64::MAX, 1), (u64::MAX, u64::MAX), (1_000_000_000, 0), (0, 5)] {
            let rate = Rate::new(&Counts { exposed, converted });
            assert!((0.0..=1.0).contains(&rate.mean()) && rate.deviation() >= 0.0);
        }
        let estimates = of(&[(100_000_000, 1_000_000), (100_000_000, 1_002_000)]);
        let chance: f64 = estimates.iter().map(|estimate| estimate.chance_to_be_best).sum();
        assert!((chance - 1.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn one_of_them_is_best(counts in prop::collection::vec((0_u64..200_000, 0.0_f64..=1.0), 1..8)) {
            let counts: Vec<_> = counts.into_iter().map(|(of, share)| (of, (of as f64 * share) as u64)).collect();
            let estimates = of(&counts);
            let chance: f64 = estimates.iter().map(|estimate| estimate.chance_to_be_best).sum();
            prop_assert!((chance - 1.0).abs() < 1e-7, "{chance}");
            for (estimate, (exposed, converted)) in estimates.iter().zip(counts) {
                let (low, high) = estimate.interval;
                prop_assert!(0.0 <= low && low < high && high <= 1.0);
                let rate = (converted + 1) as f64 / (exposed + 2) as f64;
                prop_assert!(low < rate && rate < high);
            }
        }
    }
}
