//! What is decided about persons, apart from any database.

pub mod automatic;
pub mod illegal;
pub mod merge;
pub mod mode;
pub mod properties;

use uuid::{Uuid, uuid};

const NAMESPACE: Uuid = uuid!("932979b4-65c3-4424-8467-0b66ec27bc22");

/// The uuid of the person that `distinct_id` creates. It is the same whether the person exists yet or not.
pub fn person_uuid(project: i64, distinct_id: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{project}:{distinct_id}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uuid_is_the_protocols() {
        assert_eq!(person_uuid(1, "user-1").to_string(), "6931a681-6e90-500d-8294-14582dcc2e3f");
    }
}
